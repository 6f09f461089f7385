/** The one place where an error becomes a response. What is unforeseen goes to the log under a reference, not out. */
import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { AgentFault } from '../../pythonOnlyOrchestrator.js'
import { Problem, SOON } from '../problem.js'

/** @typedef {import('express').ErrorRequestHandler} ErrorRequestHandler */

/**
 * @returns {ErrorRequestHandler}
 */
export function problems() {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error)
    const problem = toProblem(error, request)
    const headers = { ...(problem.status === 503 && SOON), ...problem.headers }
    response.status(problem.status).set(headers).type('application/problem+json')
    response.send(JSON.stringify(documentOf(problem, request), null, 2) + '\n')
  }
}

/** What a caller is told of an error after the answer has begun. @param {unknown} error @param {import('express').Request} request */
export function problemDocument(error, request) {
  return documentOf(toProblem(error, request), request)
}

/** @param {Problem} problem @param {import('express').Request} request */
function documentOf({ status, code, message, errors, more }, request) {
  return {
    type: `urn:study-companion:error:${code}`,
    title: STATUS_CODES[status],
    status,
    detail: message,
    code,
    ...(errors && { errors }),
    ...more,
    instance: request.originalUrl,
    request_id: request.id,
  }
}

/** @param {any} error @param {import('express').Request} request @returns {Problem} */
function toProblem(error, request) {
  if (error instanceof Problem) return error
  if (error instanceof AgentFault) return fromFault(error, request)
  if (error?.type === 'entity.too.large') {
    const detail = `The body is larger than ${error.limit} bytes.`
    return new Problem(413, 'frame_too_large', detail, { errors: [tooLarge(error)] })
  }
  if (isBadlyPacked(error)) {
    const encoding = request.get('content-encoding')?.toLowerCase()
    return new Problem(400, 'parse_error', `The body is not valid ${encoding}.`)
  }
  if (error instanceof URIError) return new Problem(400, 'invalid_request', 'The address is not valid UTF-8.')
  if (error?.status >= 400 && error.status < 500 && error.expose) {
    return new Problem(error.status, 'invalid_request', error.message)
  }
  if (isDatabaseAway(error)) {
    request.log?.error({ err: error }, 'the database is away')
    return new Problem(503, 'not_ready', 'The database is away. Try again soon.')
  }
  return unforeseen(error, request)
}

/** zlib's codes, and those of its Brotli. @param {any} error */
function isBadlyPacked({ status, code } = {}) {
  return status === 400 && /^(Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_ZSTD|ZSTD_)/.test(`${code}`)
}

/** @param {{limit: number, length?: number}} error */
function tooLarge({ limit, length }) {
  return { field: 'body', expected: `at most ${limit} bytes`, got: length ? `${length} bytes` : 'more' }
}

/** @param {AgentFault} fault @param {import('express').Request} request */
function fromFault(fault, request) {
  if (fault.code === 'internal_error' && !fault.data?.ref) return unforeseen(fault, request)
  if (fault.status >= 500) request.log?.warn({ err: fault.cause ?? fault }, 'the agents did not answer')
  const { errors, ...more } = fault.data ?? {}
  /** @type {Record<string, string>} */
  const headers = fault.retryAfterS === undefined ? {} : { 'Retry-After': `${fault.retryAfterS}` }
  return new Problem(fault.status, fault.code, fault.message, { errors, headers, more: publicPart(more) })
}

/** Members of an error's data that are meant for the caller. @param {Record<string, unknown>} data */
function publicPart(data) {
  const shown = ['what', 'id', 'ref', 'path', 'reason', 'near', 'run_id']
  return Object.fromEntries(Object.entries(data).filter(([name]) => shown.includes(name)))
}

/** PostgreSQL's own codes for: too slow, going down, starting up, too many connections, connection lost. */
const AWAY_CODES = new Set(['57014', '57P01', '57P02', '57P03', '53300', '08000', '08003', '08006'])
/** The system's, when the connection breaks under a query. */
const BROKEN_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

/** The driver gives these no code. */
const AWAY_WORDS = /^(Connection terminated|Client has encountered a connection error|Client was closed)/

/** @param {any} error */
function isDatabaseAway(error) {
  if (String(error?.name).startsWith('SequelizeConnection')) return true
  // Some come from the driver as they are.
  const ofDriver = [error, error?.original, error?.cause].filter(Boolean)
  if (BROKEN_CODES.has(error?.original?.code)) return true
  return ofDriver.some(({ code, message }) => AWAY_CODES.has(code) || AWAY_WORDS.test(message))
}

/** @param {unknown} error @param {import('express').Request} request */
function unforeseen(error, request) {
  const ref = randomUUID()
  request.log?.error({ err: error, ref }, 'a request failed unforeseen')
  return new Problem(500, 'internal_error', `Something unforeseen went wrong; the log has it under ${ref}.`, {
    more: { ref },
    cause: error,
  })
}
