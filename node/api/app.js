/** The Express application: what every request passes through, then the routes. Everything it needs is given. */
import express from 'express'
import helmet from 'helmet'
import { refuseWhileStopping } from './middleware/draining.js'
import { idempotencyKey } from './middleware/idempotencyKey.js'
import { identity, welcome } from './middleware/identity.js'
import { byAddress, byAsker, limit } from './middleware/limit.js'
import { knownPagesOnly } from './middleware/origin.js'
import { problems } from './middleware/problems.js'
import { requestLog } from './middleware/request.js'
import { Problem } from './problem.js'
import { accountRoutes } from './routes/accountRoutes.js'
import { aiAgentRoutes } from './routes/aiAgentRoutes.js'
import { authRoutes } from './routes/authRoutes.js'
import { documentRoutes } from './routes/documentRoutes.js'
import { healthRoutes } from './routes/healthRoutes.js'
import { meRoutes } from './routes/meRoutes.js'
import { metricsRoutes } from './routes/metricsRoutes.js'
import { openApiRoutes } from './routes/openApiRoutes.js'
import { opsRoutes } from './routes/opsRoutes.js'
import { pageRoutes } from './routes/pageRoutes.js'
import { planRoutes } from './routes/planRoutes.js'
import { statusRoutes } from './routes/statusRoutes.js'

/**
 * @param {object} deps
 * @param {import('./services/skills.js').Skills} deps.skills
 * @param {import('./services/documents.js').Documents} deps.documents
 * @param {import('./services/uploads.js').Uploads} deps.uploads
 * @param {import('./services/health.js').Health} deps.health
 * @param {import('../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @param {import('./services/askers.js').Askers} deps.askers
 * @param {import('./services/auth.js').Auth} deps.auth
 * @param {import('./services/limits.js').Limits} deps.limits
 * @param {import('./services/apiDescription.js').ApiDescription} deps.apiDescription
 * @param {import('./services/plans.js').Plans} deps.plans
 * @param {import('./services/runs.js').RunLists} deps.runLists
 * @param {import('./services/learnerSettings.js').LearnerSettings} deps.learnerSettings
 * @param {import('./services/notices.js').Notices} deps.notices
 * @param {import('./services/account.js').Account} deps.account
 * @param {Pick<import('./services/ops.js').Ops, 'snapshot' | 'isOperator'>} deps.ops
 * @param {() => string} deps.metrics for Prometheus
 * @param {string} [deps.metricsToken] whoever has it may see them from elsewhere
 * @param {import('pino').Logger} deps.log
 * @param {string} deps.pageFolder where the built page is
 * @param {boolean} deps.production
 * @param {boolean} deps.anyHost it may be reached by names other than this machine's own
 * @param {readonly string[]} [deps.corsOrigins] whose pages may speak to it too
 * @param {number} [deps.lookMs] how often is looked whether who reads events still may
 * @param {string[]} [deps.trustProxy] who may say where a request comes from
 * @returns {express.Express}
 */
export function createApp(deps) {
  const { skills, documents, uploads, health, orchestrator, askers, metrics, metricsToken } = deps
  const { apiDescription, log, pageFolder, production, anyHost, auth, limits } = deps
  const { plans, runLists, learnerSettings, notices, account } = deps
  const { corsOrigins = [], trustProxy = ['loopback'] } = deps
  const app = express()
  app.disable('x-powered-by')
  app.set('json spaces', 2)
  app.set('trust proxy', trustProxy)
  app.use(requestLog(log))
  // The landing page links to plain http on this machine.
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }))
  app.use(knownPagesOnly({ anyHost, corsOrigins }))
  app.use(metricsRoutes({ metrics, production, token: metricsToken }))
  app.use(healthRoutes({ health, production, token: metricsToken }))
  app.use(refuseWhileStopping({ health }))
  app.use(limit(limits, 'addresses', byAddress))
  app.use('/api', openApiRoutes({ apiDescription }))
  const identified = identity({ askers })
  app.use('/api/auth', authRoutes({ auth, askers, limits, identified }))
  // What stands before this line below /api is open to everyone.
  app.use('/api', identified, limit(limits, 'requests', byAsker))
  app.use('/api/ai-agents', limit(limits, 'calls', byAsker, { methods: ['POST'] }))
  app.use(
    '/api/ai-agents',
    idempotencyKey(),
    statusRoutes({ health }),
    documentRoutes({ documents, uploads }),
    planRoutes({ plans, skills }),
    aiAgentRoutes({ skills, orchestrator, runLists, lookMs: deps.lookMs }),
  )
  app.use('/api/ops', opsRoutes({ ops: deps.ops }))
  app.use('/api/account', accountRoutes({ account, limits }))
  app.use('/api/me', meRoutes({ learnerSettings, notices }))
  app.use(pageRoutes({ folder: pageFolder, welcome: welcome({ askers }), allowGuests: askers.allowGuests }))
  app.use((request) => {
    throw new Problem(404, 'not_found', `Nothing is at ${request.path}. GET / says where to go.`)
  })
  app.use(problems())
  return app
}
