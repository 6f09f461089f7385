/**
 * The time between a death and the next start: a backoff, or, the budget being spent, until the circuit may be tried
 * again. Owns the policy of one place and its waits; starts nothing.
 */
import { Pauses } from './pauses.js'
import { RestartPolicy } from './restartPolicy.js'

export class Comeback {
  #windowMs
  #policy
  #pauses
  #onRestart

  /**
   * @param {Pick<import('../options.js').Options, 'restart' | 'clock'>} options
   * @param {(restart: { delayMs: number, streak: number, reason: string }) => void} [onRestart]
   */
  constructor({ restart, clock }, onRestart = () => {}) {
    this.#windowMs = restart.windowMs
    this.#policy = new RestartPolicy(restart, clock)
    this.#pauses = new Pauses(clock)
    this.#onRestart = onRestart
  }

  becameReady() {
    this.#policy.becameReady()
  }

  /**
   * Counts a death, and tells of the restart it leads to.
   *
   * @param {Error} failure
   * @param {boolean} [isAtHand] whether the next one is there already, or is being started
   * @returns {number | null} milliseconds to wait; null when the budget is spent
   */
  next(failure, isAtHand = false) {
    const backoffMs = this.#policy.nextDelayMs()
    if (backoffMs === null) return null
    const delayMs = isAtHand ? 0 : backoffMs
    this.#onRestart({ delayMs, streak: this.#policy.streak, reason: failure.message })
    return delayMs
  }

  /**
   * @param {number | null} delayMs as `next` gave it
   * @param {{ isHoldingHost: boolean }} how whether the host stays for it: it must while calls may wait
   */
  wait(delayMs, { isHoldingHost }) {
    const isOpen = delayMs === null
    return this.#pauses.wait(delayMs ?? this.#windowMs, { isHoldingHost: isHoldingHost && !isOpen })
  }

  /** Cuts the waits under way short. */
  hurry() {
    this.#pauses.end()
  }
}
