/** What the bridge measures of itself, for Prometheus. */
import { Router } from 'express'
import { only } from './only.js'

const EXPOSITION = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * For whoever reaches the server: method names, counts and times, nothing of anyone's data.
 * @param {{metrics: () => string}} deps
 * @returns {Router}
 */
export function metricsRoutes({ metrics }) {
  const router = Router()
  router
    .route('/metrics')
    .get(
      (_request, response) =>
        void response.set({ 'Content-Type': EXPOSITION, 'Cache-Control': 'no-store' }).send(metrics()),
    )
    .all(only('GET'))
  return router
}
