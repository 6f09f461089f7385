/** Gives every request an id, a trace, its own logger and one line in the log when it is over. */
import { randomBytes, randomUUID } from 'node:crypto'

const ID = /^[\w.:-]{1,128}$/
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/

/**
 * @param {import('pino').Logger} log
 * @returns {import('express').RequestHandler}
 */
export function requestLog(log) {
  return (request, response, next) => {
    const given = request.get('x-request-id')
    request.id = given && ID.test(given) ? given : randomUUID()
    request.traceparent = traceOf(request.get('traceparent'))
    request.log = log.child({ request_id: request.id, trace_id: request.traceparent.split('-')[1] })
    response.set('X-Request-Id', request.id)
    const started = performance.now()
    response.once('close', () => {
      const fields = {
        method: request.method,
        path: request.originalUrl.split('?', 1)[0],
        status: response.statusCode,
        ms: Math.round(performance.now() - started),
        ...(!response.writableFinished && { aborted: true }),
      }
      request.log[response.statusCode >= 500 ? 'warn' : 'info'](fields, 'request')
    })
    next()
  }
}

/**
 * The caller's, or one of our own: what Python logs for a request is found by it.
 * @param {string | undefined} given
 */
function traceOf(given) {
  if (given !== undefined && TRACEPARENT.test(given)) return given
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`
}

/**
 * Aborts when the client goes away before its answer.
 * @param {import('express').Response} response
 * @returns {AbortSignal}
 */
export function untilGone(response) {
  const gone = new AbortController()
  response.once('close', () => response.writableFinished || gone.abort(new Error('the client went away')))
  return gone.signal
}
