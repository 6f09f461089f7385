/** How the server is. */
import { Router } from 'express'
import { SOON } from '../problem.js'
import { isEntitled } from './entitled.js'
import { only } from './only.js'

/**
 * @param {{health: import('../services/health.js').Health, production: boolean, token: string | undefined}} deps
 *   `token`: of the metrics; who has it, or is on this machine, sees more than which part is well
 * @returns {Router}
 */
export function healthRoutes({ health, production, token }) {
  const router = Router()

  router
    .route('/health')
    .get(async (request, response) => {
      const { ok, document } = await health.health()
      if (!ok) response.set(SOON)
      response
        .status(ok ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(isEntitled(request, { production, token }) ? document : forStrangers(document))
    })
    .all(only('GET'))

  // The process is there and answers: nothing else is asked, so that a database that is away restarts nobody.
  router
    .route('/health/live')
    .get((_request, response) => void response.set('Cache-Control', 'no-store').json({ status: 'ok' }))
    .all(only('GET'))

  router
    .route('/health/ready')
    .get(async (_request, response) => {
      const status = await health.ready()
      if (status !== 'ready') response.status(503).set(SOON)
      response.set('Cache-Control', 'no-store').json({ status })
    })
    .all(only('GET'))

  return router
}

/** @param {Awaited<ReturnType<import('../services/health.js').Health['health']>>['document']} document */
function forStrangers({ status, node, database, python, model }) {
  return {
    status,
    node: { ok: node.ok },
    database: { ok: database.ok },
    python: { ok: python.ok, state: python.state },
    model: { configured: model.configured },
  }
}
