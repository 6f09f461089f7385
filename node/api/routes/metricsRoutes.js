/** What the bridge measures of itself, for Prometheus. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { Router } from 'express'
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
    .all((request, _response, next) => next(!production || isEntitled(request, token) ? undefined : 'router'))
    .get(
      (_request, response) =>
        void response.set({ 'Content-Type': EXPOSITION, 'Cache-Control': 'no-store' }).send(metrics()),
    )
    .all(only('GET'))
  return router
}

/**
 * @param {import('express').Request} request
 * @param {string | undefined} token
 */
function isEntitled(request, token) {
  if (isLoopback(request)) return true
  if (token === undefined) return false
  const [, given] = /^Bearer +(.+)$/i.exec(request.get('authorization') ?? '') ?? []
  return given !== undefined && timingSafeEqual(digest(given), digest(token))
}

/**
 * Who is on this machine may be a proxy that stands for anyone: `request.ip` is whom it names.
 *
 * @param {import('express').Request} request
 */
function isLoopback({ ip = '' }) {
  return ip === '::1' || /^(::ffff:)?127\./.test(ip)
}

/** Of one length, so that nothing is told by how long a comparison takes. @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest()
}
