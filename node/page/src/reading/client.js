/**
 * The one way to the server over HTTP: adds the access token, renews it once when it has run out, and turns whatever goes
 * wrong into a `Trouble` with words for the reader.
 */

import { keepHere, keptHere } from './here.js'

/** Where it is kept that the cookie was refused, so that a guest is not asked for one with every page. */
const NOBODY = 'nobody-signed-in'

/** What went wrong, in words for the reader. */
export class Trouble extends Error {
  /** @override */
  name = 'Trouble'

  /**
   * @param {string} message
   * @param {{status?: number, code?: string, errors?: {field: string, expected: string, got: string, message?: string}[],
   *   retryAfterS?: number, document?: any}} [more] `status` 0: the server was not reached
   */
  constructor(message, { status = 0, code = 'unreachable', errors = [], retryAfterS, document } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.errors = errors
    this.retryAfterS = retryAfterS
    this.document = document
  }

  get isOffline() {
    return this.status === 0
  }
}

/** @type {string | null} */
let accessToken = null
/** @type {Promise<Signed | null> | null} */
let renewing = null
/** @type {(signed: Signed | null) => void} */
let onSigned = () => {}

/** @typedef {{id: string, email: string, name: string}} User */
/** @typedef {{user: User, access_token: string, expires_in: number}} Signed */

/** @param {(signed: Signed | null) => void} listener is told who is signed in, whenever that changes */
export function listenToSigning(listener) {
  onSigned = listener
}

export function currentToken() {
  return accessToken
}

/** @param {Signed | null} signed */
export function keep(signed) {
  accessToken = signed?.access_token ?? null
  keepHere(NOBODY, signed ? null : 'true')
  onSigned(signed)
}

/**
 * Asks for a new access token with the cookie that only the server can read. At most one at a time, across tabs, because
 * each use of that cookie replaces it.
 * @returns {Promise<Signed | null>} null: nobody is signed in
 * @throws {Trouble} it is not known
 */
export function renew() {
  renewing ??= exclusively(async () => {
    if (accessToken === null && keptHere(NOBODY) !== null) return null
    const response = await reach('/api/auth/refresh', { method: 'POST' })
    // A server that cannot say has not signed anybody out.
    if (!response.ok && response.status !== 401) throw await troubleOf(response)
    const signed = response.ok ? /** @type {Signed} */ (await response.json()) : null
    keep(signed)
    return signed
  }).finally(() => (renewing = null))
  return renewing
}

/** @template T @param {string} path @returns {Promise<T>} */
export function read(path) {
  return ask('GET', path)
}

/**
 * @template T
 * @param {string} path
 * @param {object} [body]
 * @param {{signal?: AbortSignal, key?: string, version?: string}} [how] `key`: the same one again is the same request
 * @returns {Promise<T>}
 */
export function send(path, body = {}, how = {}) {
  return ask('POST', path, body, how)
}

/**
 * @template T
 * @param {string} method
 * @param {string} path
 * @param {object | FormData} [body]
 * @param {{signal?: AbortSignal, key?: string, version?: string}} [how]
 * @returns {Promise<T>} null for an empty answer
 * @throws {Trouble}
 */
export async function ask(method, path, body, how = {}) {
  const response = await request(method, path, body, how)
  if (!response.ok) throw await troubleOf(response)
  const isJson = response.headers.get('content-type')?.includes('json')
  return /** @type {T} */ (isJson ? await response.json() : null)
}

/**
 * The answer as it is, for files and streams.
 * @param {string} method @param {string} path @param {object | FormData} [body]
 * @param {{signal?: AbortSignal, key?: string, version?: string, accept?: string}} [how]
 */
export async function request(method, path, body, how = {}) {
  const response = await reach(path, initOf(method, body, how))
  if (response.status !== 401 || accessToken === null) return response
  return (await renew()) ? reach(path, initOf(method, body, how)) : response
}

/** @param {Response} response @returns {Promise<Trouble>} */
export async function troubleOf(response) {
  const document = await response.json().catch(() => null)
  const retryAfterS = Number(response.headers.get('retry-after')) || undefined
  const message = document?.detail ?? `The server answered with ${response.status}.`
  return new Trouble(message, { ...document, status: response.status, retryAfterS, document })
}

/**
 * @param {string} method @param {object | FormData | undefined} body
 * @param {{signal?: AbortSignal, key?: string, version?: string, accept?: string}} how
 * @returns {RequestInit}
 */
function initOf(method, body, { signal, key, version, accept }) {
  const headers = new Headers({
    Accept: accept ?? 'application/json',
    'X-Timezone': Intl.DateTimeFormat().resolvedOptions().timeZone,
  })
  if (accessToken !== null) headers.set('Authorization', `Bearer ${accessToken}`)
  if (key !== undefined) headers.set('Idempotency-Key', key)
  if (version !== undefined) headers.set('If-Match', version)
  if (body === undefined || body instanceof FormData) return { method, headers, body, signal }
  headers.set('Content-Type', 'application/json')
  return { method, headers, body: JSON.stringify(body), signal }
}

/** @param {string} path @param {RequestInit} init */
async function reach(path, init) {
  try {
    return await fetch(path, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    const isReading = init.method === undefined || init.method === 'GET'
    throw new Trouble(
      `The server cannot be reached. ${isReading ? 'What you see may be old.' : 'Nothing you wrote is lost: try again.'}`,
    )
  }
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
async function exclusively(work) {
  return navigator.locks ? navigator.locks.request('renew', work) : work()
}
