/**
 * What a caller may ask of one call, checked before anything is begun for it: a limit must not be armed for a call
 * that is then refused. Each refusal is ERR_RUNNER_PROTOCOL and names the option. What goes into `meta` is looked at
 * where it is written down, in params.js.
 */
import { protocolError } from '../errors.js'
import { check, record } from '../optionChecks.js'

/**
 * @typedef {object} CallMeta what travels beside the parameters; unknown to the runner's skills but through `ctx`
 * @property {string} [run_id]
 * @property {string} [thread_id]
 * @property {string} [user_id]
 * @property {string} [locale] BCP 47
 * @property {string} [timezone] IANA
 * @property {string} [traceparent] W3C trace context
 * @property {string} [correlation_id] the host's name for what the call is made for; it stands in Python's log
 *
 * @typedef {object} CallOptions
 * @property {number} [timeoutMs] for the whole call, waiting and retries included; default 30 000; Infinity for none
 * @property {number} [idleTimeoutMs] longest silence between progress events; default none
 * @property {number} [queueTimeoutMs] longest wait for a process; default none but `timeoutMs`
 * @property {AbortSignal} [signal]
 * @property {boolean} [idempotent] may be run again on a new process if this one dies under it; default false. That is
 *   done only while no progress event has come: after one it rejects, `retryable`, and who saw the events decides
 * @property {CallMeta} [meta]
 * @property {(event: any) => unknown} [onProgress] asks for progress events and gets each, in order; one that throws,
 *   or whose promise rejects, cancels the call. Events too large to come are left out, and counted in
 *   `stats().brokenFrames`
 */

/** @typedef {(name: string, value: any) => unknown} Check */

const checks = new Map(
  Object.entries(
    /** @type {Record<keyof CallOptions, Check>} */ ({
      timeoutMs: checkLimit,
      idleTimeoutMs: checkLimit,
      queueTimeoutMs: checkLimit,
      signal: (_name, value) => checkSignal(value),
      idempotent: (name, value) => check(name, value, typeof value === 'boolean', 'true or false'),
      meta: record,
      onProgress: (name, value) => check(name, value, typeof value === 'function', 'a function'),
    }),
  ),
)

/**
 * @param {CallOptions | undefined} options
 * @param {boolean} isStream whose events have a reader
 * @throws {import('../errors.js').AgentRunnerError} ERR_RUNNER_PROTOCOL naming the option
 */
export function checkCallOptions(options, isStream) {
  if (options === undefined) return
  record('options', options)
  for (const name in options) {
    const isFine = checks.get(name)
    if (!isFine || (isStream && name === 'onProgress')) throw unknownOption(name, isStream)
    const value = /** @type {Record<string, unknown>} */ (options)[name]
    if (value !== undefined) isFine(name, value)
  }
}

/**
 * @param {string} name
 * @param {boolean} isStream
 */
function unknownOption(name, isStream) {
  const known = [...checks.keys()].filter((one) => !isStream || one !== 'onProgress').join(', ')
  return protocolError(`${name}: expected one of ${known}, got an unknown option`)
}

/**
 * @param {string} name
 * @param {number | undefined} value
 */
export function checkLimit(name, value) {
  const isFine = value === undefined || (typeof value === 'number' && value > 0)
  return check(name, value, isFine, 'a positive number of milliseconds or Infinity')
}

/** @param {any} signal by its shape, for one may come from another realm */
export function checkSignal(signal) {
  const isFine =
    signal === undefined ||
    (typeof signal?.aborted === 'boolean' &&
      typeof signal.addEventListener === 'function' &&
      typeof signal.removeEventListener === 'function')
  return check('signal', signal, isFine, 'an AbortSignal')
}
