/** Gives every request an id, its own logger and one line in the log when it is over. */
import { randomUUID } from 'node:crypto'

const ID = /^[\w.:-]{1,128}$/

/**
 * @param {import('pino').Logger} log
 * @returns {import('express').RequestHandler}
 */
export function requestLog(log) {
  return (request, response, next) => {
    const given = request.get('x-request-id')
    request.id = given && ID.test(given) ? given : randomUUID()
    request.log = log.child({ request_id: request.id })
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
 * Aborts when the client goes away before its answer.
 * @param {import('express').Response} response
 * @returns {AbortSignal}
 */
export function untilGone(response) {
  const gone = new AbortController()
  response.once('close', () => response.writableFinished || gone.abort(new Error('the client went away')))
  return gone.signal
}
