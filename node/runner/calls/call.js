/**
 * One call, from its acceptance to its one settlement. Owns the caller's promise, the time limits, the abort signal,
 * the progress reader and its credit. Knows nothing of queues and processes: whoever holds the call at the moment is
 * its holder, and is told to let go when the call settles for a reason of its own.
 *
 * A call that was sent and is then cancelled, or runs out of time, is leaving: it settles once the runner has had
 * its last word on it (what stopped it, where it was stuck), or its holder has waited long enough for that.
 */
import { encodeMeta, encodeParams, refusalOf } from './params.js'
import { cancelledError, lastWordOf, leftOutError, remoteError, timeoutError } from '../errors.js'
import { systemClock } from '../clock.js'
import { Credit } from './credit.js'
import { deadlinesOf } from './deadlines.js'
import { Silence } from './silence.js'
import { unwatchSignal, watchSignal } from './abort.js'

/**
 * @typedef {import('./callOptions.js').CallMeta} CallMeta
 * @typedef {import('./callOptions.js').CallOptions} CallOptions
 *
 * @typedef {object} CallHolder
 * @property {(call: Call<any>) => void} release it has settled on this side
 * @property {(call: Call<any>, kind: LeavingKind) => void} [part] it is leaving: `lastWord` is to be called, in time
 * @property {(call: Call<any>, n: number) => void} [giveCredit] for so many more events
 *
 * @typedef {object} ProgressReader
 * @property {(event: unknown) => void} take says `call.consumed()` for each, when it is done with it
 * @property {(error: import('../errors.js').AgentRunnerError) => void} [miss] events were left out
 *
 * @typedef {{ window: number, reader?: ProgressReader }} Flow
 *
 * @typedef {'cancel' | 'total' | 'idle'} LeavingKind
 * @typedef {{ kind: LeavingKind, reason?: unknown, why?: string, ms?: number }} Leaving
 * @typedef {{ rung?: import('../errors.js').Rung, stack?: string | null }} LastWord
 * @typedef {{ queue_us: number, handler_us: number, cpu_us: number }} Cost
 *
 * @typedef {import('./largeText.js').LargeText} LargeText
 * @typedef {(error: import('../errors.js').AgentRunnerError | undefined, call: Call<any>) => void} SettledListener
 */

export const defaultTimeoutMs = 30_000
const noOptions = Object.freeze({})
const usualFlow = Object.freeze({ window: 256 })
/** The longest time left that a runner is told: a number of 64 bits to it, and some thirty years. */
const longestToldMs = 1e12

/** @template [Result=unknown] */
export class Call {
  /** @type {import('../errors.js').CallPhase} */
  phase = 'queued'
  /** How many processes have died under it. */
  losses = 0
  /** Whether it is the bridge's own and so belongs to one process alone. */
  isInternal = false
  /** The id of its present request; a retry gets a new one. */
  id = ''
  /** The text of that request while it waits to be written; owned by whoever writes. */
  frame = ''
  /** Its parameters where they are written in pieces, the first of their characters apart. @type {LargeText | null} */
  large = null
  /** @type {CallHolder | null} */
  holder = null
  /** @type {SettledListener | null} */
  onSettled = null
  /** Ended with it, where someone traces. @type {import('../telemetry/tracing.js').Trace | null} */
  trace = null
  /** What the runner says the call took. @type {Cost | null} */
  cost = null
  /** When its first byte went to a process, in the clock's time. @type {number | undefined} */
  sentAt
  settledAt = 0
  /** Its place among the deadlines, which own these. @type {import('./deadlines.js').Limited['line']} */
  line = null
  /** @type {import('./deadlines.js').Limited | null} */
  earlier = null
  /** @type {import('./deadlines.js').Limited | null} */
  later = null

  #clock
  #deadlines
  #idleTimeoutMs
  #queueTimeoutMs
  #onProgress
  #reader
  #signal
  #paramsText
  #metaText
  /** Of the event that came last; after one there is no other request. */
  #seq = 0
  #isSettled = false
  /** @type {Leaving | null} */ #leaving = null
  /** Only where such a limit is set. @type {Silence | null} */ #silence = null
  /** Only where progress is asked for. @type {Credit | null} */ #credit = null
  /** @type {(value: any) => void} */ #resolve = () => {}
  /** @type {(error: unknown) => void} */ #reject = () => {}

  /**
   * @param {string} method
   * @param {unknown} params
   * @param {CallOptions} [options] sound ones, as `checkCallOptions` says
   * @param {import('../clock.js').Clock} [clock]
   * @param {Flow} [flow] how many events may be under way, and who reads them in place of `onProgress`
   * @throws {import('../errors.js').AgentRunnerError} ERR_RUNNER_PROTOCOL when the call cannot be written down
   */
  constructor(method, params, options = noOptions, clock = systemClock, flow = usualFlow) {
    const { timeoutMs = defaultTimeoutMs, idleTimeoutMs = Infinity, queueTimeoutMs = Infinity } = options
    this.method = method
    this.idempotent = options.idempotent ?? false
    this.threadId = options.meta?.thread_id
    this.#clock = clock
    this.timeoutMs = timeoutMs
    this.#idleTimeoutMs = idleTimeoutMs
    this.#queueTimeoutMs = queueTimeoutMs
    const text = encodeParams(method, params)
    if (typeof text !== 'string') this.large = text
    this.#paramsText = typeof text === 'string' ? text : text.opening
    this.#metaText = options.meta ? encodeMeta(method, options.meta) : ''
    this.#onProgress = options.onProgress
    this.#reader = flow.reader
    if (this.#onProgress || this.#reader) this.#credit = new Credit(flow.window)
    this.#signal = options.signal
    this.acceptedAt = clock.now()
    this.deadline = this.acceptedAt + timeoutMs
    /** @type {Promise<Result>} */
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#deadlines = deadlinesOf(clock)
    if (this.#signal) watchSignal(this.#signal, this)
    if (this.#isSettled) return
    this.#deadlines.add(this, timeoutMs)
    if (this.large !== null) this.#write(this.large)
    if (Math.min(idleTimeoutMs, queueTimeoutMs) !== Infinity) {
      this.#silence = new Silence(clock, (ms) => this.#onSilence(ms))
      this.#silence.watch(queueTimeoutMs)
    }
  }

  get isSettled() {
    return this.#isSettled
  }

  /** Why it is over for its caller and only waits for the runner's last word; null before that. */
  get leavingFor() {
    return this.#leaving?.kind ?? null
  }

  /** Whether the runner knows how long it may take. By position there is no place to say so. */
  get tellsDeadline() {
    return this.deadline !== Infinity && !this.#paramsText.startsWith('[')
  }

  /**
   * The `params` member, its metadata and the time left put in; of large ones, what comes before their pieces.
   *
   * @param {boolean} hasCredit whether the runner heeds a window
   */
  paramsText(hasCredit) {
    const text = this.#paramsText
    if (text.startsWith('[')) return text
    const meta = this.#wholeMeta(hasCredit)
    if (meta === '') return text
    return text === '{}' ? `{"_meta":{${meta}}}` : `{"_meta":{${meta}},${text.slice(1)}`
  }

  /** @param {unknown} result */
  succeed(result) {
    if (this.#leaving) this.lastWord({})
    else if (this.#settle(undefined)) this.#resolve(result)
  }

  /** @param {import('../errors.js').AgentRunnerError} error */
  fail(error) {
    if (this.#settle(error)) this.#reject(error)
  }

  /** @param {{ code: number, message: string, data?: unknown }} error as it came over the wire */
  failRemotely(error) {
    if (this.#leaving) this.lastWord(lastWordOf(error.data))
    else this.fail(remoteError(this, error))
  }

  /**
   * @param {unknown} reason
   * @param {string} [why]
   */
  cancel(reason, why) {
    this.#leave({ kind: 'cancel', reason, why })
  }

  /** @param {LastWord} word the runner's, or its holder's for it, to a call that is leaving */
  lastWord({ rung, stack }) {
    const { kind, reason, why, ms = 0 } = /** @type {Leaving} */ (this.#leaving)
    if (kind === 'cancel') this.fail(cancelledError(this, reason, why, rung))
    else this.fail(timeoutError(this, ms, kind, stack))
  }

  /** @param {number} now its first byte is on its way, for good */
  sent(now) {
    this.phase = 'sent'
    this.sentAt = now
    this.#silence?.watch(this.#idleTimeoutMs)
  }

  /** It is to wait for another process. */
  requeue() {
    this.phase = 'queued'
    this.#silence?.watch(this.#queueTimeoutMs)
  }

  /** A sign of its progress: silence is counted from here. */
  touch() {
    this.#silence?.touch()
  }

  /** @param {unknown} event */
  progress(event) {
    if (this.#leaving) return
    this.phase = 'started'
    this.touch()
    if (this.#reader) return this.#reader.take(event)
    try {
      const done = this.#onProgress?.(event)
      if (isThenable(done)) done.then(undefined, this.#onBadReader)
    } catch (thrown) {
      this.#onBadReader(thrown)
    }
    this.consumed()
  }

  /**
   * @param {unknown} seq of the event that comes, counted from 1 by the runner
   * @param {boolean} isLeftOut whether it is missing, too
   * @returns {number} how many are missing
   */
  missing(seq, isLeftOut) {
    const expected = this.#seq + 1
    this.#seq = Number.isSafeInteger(seq) ? /** @type {number} */ (seq) : expected
    const count = Math.max(0, this.#seq - expected) + (isLeftOut ? 1 : 0)
    if (count > 0 && !this.#leaving) this.#reader?.miss?.(leftOutError(this, expected, count))
    return count
  }

  /** Its reader is done with one more event. */
  consumed() {
    const owed = this.#credit?.consumed() ?? 0
    if (owed > 0 && !this.#leaving) this.holder?.giveCredit?.(this, owed)
  }

  /** @param {LargeText} large */
  #write(large) {
    const isWanted = () => !this.#isSettled
    large.begin(isWanted, (thrown) => this.fail(refusalOf(this.method, 'params', thrown)))
  }

  /** @param {unknown} thrown */
  #onBadReader = (thrown) => this.cancel(thrown, 'its onProgress callback threw')

  onDeadline() {
    this.#leave({ kind: 'total', ms: this.timeoutMs })
  }

  /** @param {Leaving} leaving */
  #leave(leaving) {
    if (this.#isSettled || this.#leaving) return
    this.#leaving = leaving
    this.#silence?.watch(Infinity)
    if (this.phase === 'queued' || !this.holder?.part) this.lastWord({})
    else this.holder.part(this, leaving.kind)
  }

  /** @param {import('../errors.js').AgentRunnerError | undefined} error */
  #settle(error) {
    if (this.#isSettled) return false
    this.#isSettled = true
    this.settledAt = this.#clock.now()
    this.#deadlines.remove(this)
    this.#silence?.watch(Infinity)
    if (this.#signal) unwatchSignal(this.#signal, this)
    this.holder?.release(this)
    this.holder = null
    this.onSettled?.(error, this)
    return true
  }

  /** @param {boolean} hasCredit */
  #wholeMeta(hasCredit) {
    let meta = this.#metaText
    if (this.#credit) {
      const window = hasCredit ? `,"window":${this.#credit.window}` : ''
      meta = `${meta && `${meta},`}"progress":true${window}`
    }
    if (this.deadline === Infinity) return meta
    const leftMs = Math.min(longestToldMs, Math.max(1, Math.ceil(this.deadline - this.#clock.now())))
    return meta === '' ? `"deadline_ms":${leftMs}` : `"deadline_ms":${leftMs},${meta}`
  }

  /** @param {number} ms without a process, or without progress */
  #onSilence(ms) {
    if (this.phase === 'queued') this.fail(timeoutError(this, ms, 'queue'))
    else this.#leave({ kind: 'idle', ms })
  }
}

/**
 * @param {any} value
 * @returns {value is PromiseLike<unknown>}
 */
function isThenable(value) {
  return typeof value?.then === 'function'
}
