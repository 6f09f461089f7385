/**
 * The calls that wait for a process, in the order they came; those that have lost one go first. Owns the bound.
 */
import { overloadedError } from './errors.js'

/** @typedef {import('./call.js').Call<any>} Call */

export class CallQueue {
  #limit
  /** @type {Set<Call>} */ #returned = new Set()
  /** @type {Set<Call>} */ #fresh = new Set()

  /** @param {number} limit */
  constructor(limit) {
    this.#limit = limit
  }

  get size() {
    return this.#returned.size + this.#fresh.size
  }

  /** @param {Call} call rejected with ERR_RUNNER_OVERLOADED when the queue is full */
  add(call) {
    if (this.size >= this.#limit) {
      return call.fail(overloadedError(`${call.method}: ${this.#limit} calls are waiting already`, call))
    }
    call.holder = this
    this.#fresh.add(call)
  }

  /** @param {Call} call accepted before, and so kept whatever the bound */
  takeBack(call) {
    call.requeue()
    call.holder = this
    this.#returned.add(call)
  }

  /** @returns {Call | undefined} the next one, no longer held */
  shift() {
    const queue = this.#returned.size > 0 ? this.#returned : this.#fresh
    const [call] = queue
    if (!call) return undefined
    queue.delete(call)
    call.holder = null
    return call
  }

  /** @param {Call} call */
  release(call) {
    this.#returned.delete(call)
    this.#fresh.delete(call)
  }

  /** @param {(call: Call) => import('./errors.js').AgentRunnerError} reasonFor */
  rejectAll(reasonFor) {
    for (const call of [...this.#returned, ...this.#fresh]) call.fail(reasonFor(call))
  }
}
