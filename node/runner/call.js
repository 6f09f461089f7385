/**
 * One call, from its acceptance to its one settlement. Owns the caller's promise, the two time limits, the abort
 * signal and the progress callback. Knows nothing of queues and processes: whoever holds the call at the moment is
 * its holder, and is told to let go when the call settles for a reason of its own.
 */
import { encodeParams } from './params.js'
import { cancelledError, protocolError, remoteError, timeoutError } from './errors.js'
import { systemClock } from './clock.js'

/** The longest delay a timer takes; longer limits are reached in steps. */
const maxTimerMs = 2 ** 31 - 1

/**
 * @typedef {object} CallMeta what travels beside the parameters; unknown to the runner's skills but through `ctx`
 * @property {string} [run_id]
 * @property {string} [thread_id]
 * @property {string} [user_id]
 * @property {string} [locale] BCP 47
 * @property {string} [timezone] IANA
 * @property {string} [traceparent] W3C trace context
 *
 * @typedef {object} CallOptions
 * @property {number} [timeoutMs] for the whole call, waiting and retries included; default 30 000; Infinity for none
 * @property {number} [idleTimeoutMs] longest silence between progress events; default none
 * @property {AbortSignal} [signal]
 * @property {boolean} [idempotent] may be run again on a new process if this one dies under it; default false
 * @property {CallMeta} [meta]
 * @property {(event: unknown) => void} [onProgress] asks for progress events and gets each, in order
 *
 * @typedef {{ release(call: Call<any>): void }} CallHolder
 *
 * @typedef {(error?: import('./errors.js').AgentRunnerError) => void} SettledListener
 */

export const defaultTimeoutMs = 30_000

/** @template [Result=unknown] */
export class Call {
  /** @type {import('./errors.js').CallPhase} */
  phase = 'queued'
  /** How many processes have died under it. */
  losses = 0
  /** Whether it is the bridge's own and so belongs to one process alone. */
  isInternal = false
  /** The id of its present request; a retry gets a new one. */
  id = ''
  /** @type {CallHolder | null} */
  holder = null
  /** @type {SettledListener | null} */
  onSettled = null

  #clock
  #timeoutMs
  #idleTimeoutMs
  #deadline
  #quietSince
  #onProgress
  #signal
  #paramsText
  #metaText
  #isSettled = false
  /** @type {import('./clock.js').Timer | null} */ #timer = null
  /** @type {(value: any) => void} */ #resolve = () => {}
  /** @type {(error: unknown) => void} */ #reject = () => {}

  /**
   * @param {string} method
   * @param {unknown} params
   * @param {CallOptions} [options]
   * @param {import('./clock.js').Clock} [clock]
   * @throws {import('./errors.js').AgentRunnerError} ERR_RUNNER_PROTOCOL when the call cannot be written down
   */
  constructor(method, params, options = {}, clock = systemClock) {
    const { timeoutMs = defaultTimeoutMs, idleTimeoutMs = Infinity, idempotent = false } = options
    this.method = method
    this.idempotent = idempotent
    this.#clock = clock
    this.#timeoutMs = checkLimit('timeoutMs', timeoutMs)
    this.#idleTimeoutMs = checkLimit('idleTimeoutMs', idleTimeoutMs)
    this.#paramsText = encodeParams(method, params)
    this.#metaText = encodeMeta(method, options)
    this.#onProgress = options.onProgress
    this.#signal = options.signal
    this.#quietSince = clock.now()
    this.#deadline = this.#quietSince + timeoutMs
    /** @type {Promise<Result>} */
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#armTimer()
    this.#watchSignal()
  }

  get isSettled() {
    return this.#isSettled
  }

  /** The `params` member, its metadata and the time left put in. */
  get paramsText() {
    const text = this.#paramsText
    // By position there is no place for metadata.
    if (text.startsWith('[')) return text
    const deadline = this.#deadline === Infinity ? '' : `"deadline_ms":${this.#remainingMs()}`
    const meta = deadline && this.#metaText ? `${deadline},${this.#metaText}` : deadline || this.#metaText
    if (!meta) return text
    return text === '{}' ? `{"_meta":{${meta}}}` : `{"_meta":{${meta}},${text.slice(1)}`
  }

  /** @param {unknown} result */
  succeed(result) {
    if (this.#settle()) this.#resolve(result)
  }

  /** @param {import('./errors.js').AgentRunnerError} error */
  fail(error) {
    if (this.#settle(error)) this.#reject(error)
  }

  /** @param {{ code: number, message: string, data?: unknown }} error as it came over the wire */
  failRemotely(error) {
    this.fail(remoteError(this, error))
  }

  /** @param {unknown} reason */
  cancel(reason) {
    this.fail(cancelledError(this, reason))
  }

  /** @param {unknown} event */
  progress(event) {
    this.phase = 'started'
    this.#quietSince = this.#clock.now()
    if (!this.#onProgress) return
    try {
      this.#onProgress(event)
    } catch (thrown) {
      this.fail(cancelledError(this, thrown, 'its onProgress callback threw'))
    }
  }

  /** Silence is counted from when the work is handed over, not from when the call was made. */
  sent() {
    this.phase = 'sent'
    if (this.#idleTimeoutMs === Infinity) return
    this.#quietSince = this.#clock.now()
    this.#armTimer()
  }

  /** @param {import('./errors.js').AgentRunnerError} [error] */
  #settle(error) {
    if (this.#isSettled) return false
    this.#isSettled = true
    if (this.#timer) this.#clock.clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#onAbort)
    this.holder?.release(this)
    this.holder = null
    this.onSettled?.(error)
    return true
  }

  #watchSignal() {
    if (this.#signal?.aborted) this.cancel(this.#signal.reason)
    else this.#signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  #onAbort = () => this.cancel(this.#signal?.reason)

  #remainingMs() {
    return Math.max(0, Math.ceil(this.#deadline - this.#clock.now()))
  }

  /** The instant at which silence counts as failure; a call that waits in a queue owes nobody progress. */
  #idleDeadline() {
    return this.phase === 'queued' ? Infinity : this.#quietSince + this.#idleTimeoutMs
  }

  #armTimer() {
    if (this.#timer) this.#clock.clearTimeout(this.#timer)
    const next = Math.min(this.#deadline, this.#idleDeadline())
    if (next === Infinity) return
    const delay = Math.min(Math.max(0, Math.ceil(next - this.#clock.now())), maxTimerMs)
    this.#timer = this.#clock.setTimeout(this.#onTimer, delay)
  }

  #onTimer = () => {
    const now = this.#clock.now()
    if (now >= this.#deadline) this.fail(timeoutError(this, this.#timeoutMs, 'total'))
    else if (now >= this.#idleDeadline()) this.fail(timeoutError(this, this.#idleTimeoutMs, 'idle'))
    else this.#armTimer()
  }
}

/**
 * @param {string} name
 * @param {number} ms
 */
function checkLimit(name, ms) {
  if (ms > 0) return ms
  throw protocolError(`${name}: expected a positive number of milliseconds or Infinity, got ${ms}`)
}

/**
 * @param {string} method
 * @param {CallOptions} options
 * @returns {string} the members of `_meta` that do not change with time, without their braces
 */
function encodeMeta(method, { meta, onProgress }) {
  if (!meta && !onProgress) return ''
  const text = encodeParams(method, { ...meta, ...(onProgress && { progress: true }) })
  return text.slice(1, -1)
}
