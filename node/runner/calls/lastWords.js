/**
 * The wait for what the runner says last of a call that is over for its caller: what stopped it after a cancel, or
 * where it was stuck when its time was up. Owns the bounds of that wait and the ways to learn it otherwise.
 */

/** For the runner's own −32003, which knows the stack of the very call. */
const deadlineGraceMs = 150
/** For a stack dump of the whole process. */
const stackDumpMs = 600

/**
 * @typedef {import('./call.js').Call<any>} Call
 *
 * @typedef {object} LastWordsEvents
 * @property {(call: Call) => void} [onUncancelled] the runner left a cancel without an answer
 * @property {() => Promise<string | null>} [stackDump] where Python is now
 */

export class LastWords {
  #clock
  #cancelTimeoutMs
  #events
  /** @type {Map<Call, import('../clock.js').Timer>} */ #timers = new Map()
  /** @type {Promise<string | null> | null} */ #dump = null

  /**
   * @param {import('../clock.js').Clock} clock
   * @param {number} cancelTimeoutMs for the answer to a cancel
   * @param {LastWordsEvents} events
   */
  constructor(clock, cancelTimeoutMs, events) {
    this.#clock = clock
    this.#cancelTimeoutMs = cancelTimeoutMs
    this.#events = events
  }

  /**
   * @param {Call} call is told its last word, in time
   * @param {import('./call.js').LeavingKind} kind
   */
  await(call, kind) {
    if (kind === 'cancel') this.#within(this.#cancelTimeoutMs, call, () => this.#giveUp(call))
    else if (kind === 'total' && call.tellsDeadline)
      this.#within(deadlineGraceMs, call, () => void this.#look(call))
    else void this.#look(call)
  }

  /** @param {Call} call has settled */
  forget(call) {
    const timer = this.#timers.get(call)
    if (timer === undefined) return
    this.#clock.clearTimeout(timer)
    this.#timers.delete(call)
  }

  /**
   * @param {number} ms
   * @param {Call} call
   * @param {() => void} run
   */
  #within(ms, call, run) {
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(call)
      run()
    }, ms)
    this.#timers.set(call, timer)
  }

  /** @param {Call} call */
  #giveUp(call) {
    call.lastWord({ rung: 'process' })
    this.#events.onUncancelled?.(call)
  }

  /** @param {Call} call */
  async #look(call) {
    const { stackDump } = this.#events
    if (!stackDump) return call.lastWord({})
    // Calls that run out of time together share one look.
    this.#dump ??= this.#bounded(stackDump).finally(() => (this.#dump = null))
    const stack = await this.#dump
    if (!call.isSettled) call.lastWord({ stack })
  }

  /**
   * @param {() => Promise<string | null>} stackDump
   * @returns {Promise<string | null>}
   */
  #bounded(stackDump) {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => resolve(null), stackDumpMs)
      const finish = (/** @type {string | null} */ stack) => {
        this.#clock.clearTimeout(timer)
        resolve(stack)
      }
      stackDump().then(finish, () => finish(null))
    })
  }
}
