/**
 * The state of one place, why it failed, and those who wait for it to come up.
 */
import { closedError } from '../errors.js'
import { isServing } from './runnerState.js'

/** @typedef {import('./runnerState.js').RunnerState} RunnerState */

export class Standing {
  /** @type {RunnerState} */
  state = 'idle'
  /** Why it is `failed`. @type {import('../errors.js').AgentRunnerError | null} */
  failure = null

  #onChange
  /** @type {{ resolve: () => void, reject: (error: unknown) => void }[]} */ #waiting = []

  /** @param {(state: RunnerState, previous: RunnerState) => void} onChange after those who wait have been told */
  constructor(onChange) {
    this.#onChange = onChange
  }

  get isServing() {
    return isServing(this.state)
  }

  /** @returns {Promise<void>} resolves when it serves, rejects when it has failed or is closing */
  serving() {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** It is not well, but serves. */
  weaken() {
    if (this.state === 'ready') this.enter('degraded')
  }

  recover() {
    if (this.state === 'degraded') this.enter('ready')
  }

  /** @param {Error} failure */
  fail(failure) {
    this.failure = /** @type {import('../errors.js').AgentRunnerError} */ (failure)
    this.enter('failed')
  }

  /** @param {RunnerState} state */
  enter(state) {
    const previous = this.state
    if (state === previous) return
    this.state = state
    if (isServing(state)) for (const { resolve } of this.#waiting.splice(0)) resolve()
    if (state === 'failed') for (const { reject } of this.#waiting.splice(0)) reject(this.failure)
    if (state === 'closing') for (const { reject } of this.#waiting.splice(0)) reject(closedError(state))
    this.#onChange(state, previous)
  }
}
