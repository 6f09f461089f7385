/** What a caller is told when something is wrong: RFC 9457, with a stable `code` from schemas/error-codes.json. */

/** For who cannot be served this moment, and may be the next. */
export const SOON = Object.freeze({ 'Retry-After': '2' })

/** @typedef {{field: string, expected: string, got: string, message?: string}} FieldError */

export class Problem extends Error {
  /** @override */
  name = 'Problem'

  /**
   * @param {number} status
   * @param {string} code a name of error-codes.json
   * @param {string} detail what was expected and what came
   * @param {{errors?: FieldError[], headers?: Record<string, string>, more?: Record<string, unknown>, cause?: unknown}} [extra]
   *   `more`: further members of the document
   */
  constructor(status, code, detail, { errors, headers = {}, more = {}, cause } = {}) {
    super(detail, cause === undefined ? undefined : { cause })
    this.status = status
    this.code = code
    this.errors = errors
    this.headers = headers
    this.more = more
  }
}

/**
 * @param {FieldError[]} errors at least one; `message` where "expected this, got that" reads badly
 * @returns {Problem}
 */
export function invalidParams(errors) {
  const sentences = errors.map(
    ({ field, expected, got, message }) => message ?? `${field}: expected ${expected}, got ${got}`,
  )
  return new Problem(400, 'invalid_params', sentences.join('; '), { errors })
}

/**
 * @param {string} what
 * @param {string} id
 */
export function notFound(what, id) {
  return new Problem(404, 'not_found', `No ${what} ${id} of yours.`, { more: { what, id } })
}
