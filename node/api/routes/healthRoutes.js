/** How the server is. */
import { Router } from 'express'
import { only } from './only.js'

/**
 * @param {{health: import('../services/health.js').Health}} deps
 * @returns {Router}
 */
export function healthRoutes({ health }) {
  const router = Router()

  router
    .route('/health')
    .get(async (_request, response) => {
      const { ok, document } = await health.health()
      if (!ok) response.set('Retry-After', '2')
      response
        .status(ok ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(document)
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
      if (status !== 'ready') response.status(503).set('Retry-After', '2')
      response.set('Cache-Control', 'no-store').json({ status })
    })
    .all(only('GET'))

  return router
}
