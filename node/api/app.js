/** The Express application: what every request passes through, then the routes. Everything it needs is given. */
import express from 'express'
import helmet from 'helmet'
import { identity, welcome } from './middleware/identity.js'
import { ownPagesOnly } from './middleware/origin.js'
import { problems } from './middleware/problems.js'
import { requestLog } from './middleware/request.js'
import { Problem } from './problem.js'
import { aiAgentRoutes } from './routes/aiAgentRoutes.js'
import { documentRoutes } from './routes/documentRoutes.js'
import { healthRoutes } from './routes/healthRoutes.js'
import { metricsRoutes } from './routes/metricsRoutes.js'
import { pageRoutes } from './routes/pageRoutes.js'
import { statusRoutes } from './routes/statusRoutes.js'

/**
 * @param {object} deps
 * @param {import('./services/skills.js').Skills} deps.skills
 * @param {import('./services/documents.js').Documents} deps.documents
 * @param {import('./services/uploads.js').Uploads} deps.uploads
 * @param {import('./services/health.js').Health} deps.health
 * @param {import('../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @param {import('./services/askers.js').Askers} deps.askers
 * @param {() => string} deps.metrics for Prometheus
 * @param {string} [deps.metricsToken] whoever has it may see them from elsewhere
 * @param {import('pino').Logger} deps.log
 * @param {string} deps.pageFolder where the built page is
 * @param {boolean} deps.production
 * @param {boolean} deps.anyHost it may be reached by names other than this machine's own
 * @returns {express.Express}
 */
export function createApp(deps) {
  const { skills, documents, uploads, health, orchestrator, askers, metrics, metricsToken } = deps
  const { log, pageFolder, production, anyHost } = deps
  const app = express()
  app.disable('x-powered-by')
  app.set('json spaces', 2)
  app.set('trust proxy', 'loopback')
  app.use(requestLog(log))
  // The landing page links to plain http on this machine.
  app.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }))
  app.use(ownPagesOnly({ anyHost }))
  app.use(metricsRoutes({ metrics, production, token: metricsToken }))
  app.use(healthRoutes({ health }))
  app.use(welcome({ askers }))
  // What stands before this line below /api is open to everyone.
  app.use('/api', identity({ askers }))
  app.use(
    '/api/ai-agents',
    statusRoutes({ health }),
    documentRoutes({ documents, uploads }),
    aiAgentRoutes({ skills, orchestrator }),
  )
  app.use(pageRoutes({ folder: pageFolder }))
  app.use((request) => {
    throw new Problem(404, 'not_found', `Nothing is at ${request.path}. GET / says where to go.`)
  })
  app.use(problems())
  return app
}
