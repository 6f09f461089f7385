/**
 * The calls that wait for a process, in the order they came; those that have lost one go first. Owns the bound.
 */
import { overloadedError } from '../errors.js'

/** @typedef {import('../calls/call.js').Call<any>} Call */

export class CallQueue {
  #limit
  /** Each with the instant it began to wait. @type {Map<Call, number>} */ #returned = new Map()
  /** @type {Map<Call, number>} */ #fresh = new Map()

  /** @param {number} limit */
  constructor(limit) {
    this.#limit = limit
  }

  get size() {
    return this.#returned.size + this.#fresh.size
  }

  /** Since when the one waits that waits longest; Infinity when none does. */
  get waitingSince() {
    const [returned = Infinity] = this.#returned.values()
    const [fresh = Infinity] = this.#fresh.values()
    return Math.min(returned, fresh)
  }

  /**
   * @param {Call} call rejected with ERR_RUNNER_OVERLOADED when the queue is full
   * @param {number} now
   * @returns {boolean} whether it waits
   */
  add(call, now) {
    if (this.size >= this.#limit) {
      const why = this.#limit === 0 ? 'no process has room' : `${this.#limit} calls are waiting already`
      call.fail(overloadedError(`${call.method}: ${why} (queueLimit: ${this.#limit})`, call))
      return false
    }
    call.holder = this
    this.#fresh.set(call, now)
    return true
  }

  /**
   * @param {Call} call accepted before, and so kept whatever the bound
   * @param {number} now
   */
  takeBack(call, now) {
    call.requeue()
    call.holder = this
    this.#returned.set(call, now)
  }

  /** @returns {Call | undefined} the next one */
  peek() {
    const [call] = (this.#returned.size > 0 ? this.#returned : this.#fresh).keys()
    return call
  }

  /** @returns {Call | undefined} the next one, no longer held */
  shift() {
    const call = this.peek()
    if (!call) return undefined
    this.release(call)
    call.holder = null
    return call
  }

  /** @param {Call} call */
  release(call) {
    this.#returned.delete(call)
    this.#fresh.delete(call)
  }

  /** @param {(call: Call) => import('../errors.js').AgentRunnerError} reasonFor */
  rejectAll(reasonFor) {
    for (const call of [...this.#returned.keys(), ...this.#fresh.keys()]) call.fail(reasonFor(call))
  }
}
