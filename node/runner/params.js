/**
 * A call's parameters as JSON text, or a named refusal. Owns what may leave this side: nothing that Python would have
 * to refuse without being able to say whose request it was, and nothing that JSON would change in silence.
 */
import { AgentRunnerError, protocolError } from './errors.js'
import { findFlawWithin, isSurelySound, plainForm } from './jsonFlaw.js'

export { isWellFormed } from './jsonFlaw.js'

/**
 * @param {string} method
 * @param {unknown} params an object (by name), an array (by position), or nothing
 * @returns {string} an object's or an array's text
 * @throws {AgentRunnerError} ERR_RUNNER_PROTOCOL naming the path
 */
export function encodeParams(method, params) {
  if (params === undefined || params === null) return '{}'
  try {
    return encode(method, plainForm(params))
  } catch (cause) {
    if (cause instanceof AgentRunnerError) throw cause
    // A getter or a toJSON that throws, or text past what one string can hold.
    throw protocolError(`${method}: params cannot be written as JSON`, { method, phase: 'queued', cause })
  }
}

/**
 * @param {string} method
 * @param {unknown} params
 */
function encode(method, params) {
  if (typeof params !== 'object' || params === null) {
    throw refusal(
      method,
      'params',
      `should be an object or an array, and is ${params === null ? null : typeof params}`,
    )
  }
  if ('_meta' in params) {
    throw refusal(method, 'params._meta', "is the bridge's own: pass it as the `meta` option")
  }
  const text = written(params)
  if (typeof text === 'string' && isSurelySound(text)) return text
  const flaw = findFlawWithin(params, [])
  if (flaw) throw refusal(method, `params${flaw.path}`, flaw.reason)
  if (typeof text === 'string') return text
  throw text.thrown
}

/**
 * @param {object} params
 * @returns {string | { thrown: unknown }}
 */
function written(params) {
  try {
    return JSON.stringify(params)
  } catch (thrown) {
    return { thrown }
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} reason
 */
function refusal(method, path, reason) {
  return protocolError(`${method}: ${path} ${reason}`, { method, phase: 'queued', data: { path, reason } })
}
