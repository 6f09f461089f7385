/** What the bridge measures of itself, for Prometheus. */
import { Router } from 'express'
import { isEntitled } from './entitled.js'
import { only } from './only.js'

const EXPOSITION = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Method names, counts and times, nothing of anyone's data. In production for this machine alone, or for whoever has the
 * token; for others there is no such page.
 * @param {{metrics: () => string, production: boolean, token: string | undefined}} deps
 * @returns {Router}
 */
export function metricsRoutes({ metrics, production, token }) {
  const router = Router()
  router
    .route('/metrics')
    .all((request, _response, next) =>
      next(isEntitled(request, { production, token }) ? undefined : 'router'),
    )
    .get(
      (_request, response) =>
        void response.set({ 'Content-Type': EXPOSITION, 'Cache-Control': 'no-store' }).send(metrics()),
    )
    .all(only('GET'))
  return router
}
