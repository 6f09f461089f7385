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

  return router
}
