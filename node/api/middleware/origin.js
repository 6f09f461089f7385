/**
 * Which pages may speak to this server: its own, and those of the origins that are listed. Others must not act in a
 * learner's name, who may be known by a cookie or, on a development machine, by nothing at all: their requests are
 * refused, and so are names that are not this machine's (DNS rebinding).
 */
import { Problem } from '../problem.js'
import { shown } from './body.js'

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const PREFLIGHT_MAX_AGE_S = 600
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
const SENT = [
  ...['Accept', 'Accept-Language', 'Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match'],
  ...['If-None-Match', 'Last-Event-ID', 'Traceparent', 'X-Request-Id', 'X-Timezone'],
].join(', ')
const READ = [
  ...['Content-Disposition', 'Content-Location', 'ETag', 'Idempotent-Replayed', 'Location', 'RateLimit'],
  ...['RateLimit-Policy', 'Retry-After', 'Run-Id', 'X-Request-Id'],
].join(', ')

/**
 * @param {object} options
 * @param {boolean} options.anyHost the server is meant to be reached by other names than this machine's
 * @param {readonly string[]} options.corsOrigins whose pages may read answers, with the cookies of this server
 * @returns {import('express').RequestHandler}
 */
export function knownPagesOnly({ anyHost, corsOrigins }) {
  return (request, response, next) => {
    const host = request.get('host') ?? ''
    if (!isKnownHost({ anyHost, host })) {
      const detail = `This server does not answer to the name ${shown(host)}; set HOST to change that.`
      throw new Problem(403, 'invalid_request', detail)
    }
    if (corsOrigins.length > 0) response.vary('Origin')
    const origin = request.get('origin')
    if (!isKnownPage({ origin, host, corsOrigins })) {
      throw new Problem(403, 'invalid_request', `Requests of pages from ${shown(`${origin}`)} are not taken.`)
    }
    if (origin === undefined && !SAFE.has(request.method) && request.get('sec-fetch-site') === 'cross-site') {
      throw new Problem(403, 'invalid_request', 'Requests of pages from elsewhere are not taken.')
    }
    if (origin === undefined || !corsOrigins.includes(origin)) return next()
    response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' })
    if (request.method !== 'OPTIONS' || !request.get('access-control-request-method')) {
      response.set('Access-Control-Expose-Headers', READ)
      return next()
    }
    response.set({
      'Access-Control-Allow-Methods': METHODS,
      'Access-Control-Allow-Headers': SENT,
      'Access-Control-Max-Age': `${PREFLIGHT_MAX_AGE_S}`,
    })
    response.status(204).end()
  }
}

/** @param {{anyHost: boolean, host: string}} request of HTTP, or a handshake */
export function isKnownHost({ anyHost, host }) {
  return anyHost || host === '' || LOCAL.has(host.replace(/:\d+$/, ''))
}

/**
 * Who names no origin is no page of another site: browsers say it of every request that could be.
 * @param {{origin: string | undefined, host: string, corsOrigins: readonly string[]}} request of HTTP, or a handshake
 */
export function isKnownPage({ origin, host, corsOrigins }) {
  return origin === undefined || corsOrigins.includes(origin) || isOwn(origin, host)
}

/** @param {string} origin @param {string} host */
function isOwn(origin, host) {
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}
