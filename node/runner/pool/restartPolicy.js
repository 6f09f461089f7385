/**
 * When a child that died is started again, and when that is given up for a while. Pure bookkeeping: it starts
 * nothing and waits for nothing.
 *
 * The first death is no pattern: the next start goes off at once. From the second in a row on the delay doubles from
 * `minDelayMs` to `maxDelayMs`, between half and the whole of it by chance, so that many children do not come back in
 * step. A child that was ready for `stableMs` wipes the slate. More than
 * `budget` restarts within `windowMs` open the circuit.
 */

/**
 * @typedef {object} RestartLimits
 * @property {number} budget
 * @property {number} windowMs
 * @property {number} minDelayMs
 * @property {number} maxDelayMs
 * @property {number} stableMs
 */

export class RestartPolicy {
  #limits
  #clock
  #streak = 0
  /** @type {number[]} */ #restartedAt = []
  /** @type {number | null} */ #readySince = null

  /**
   * @param {RestartLimits} limits
   * @param {import('../clock.js').Clock} clock
   */
  constructor(limits, clock) {
    this.#limits = limits
    this.#clock = clock
  }

  /** Restarts in a row without a stable time between them. */
  get streak() {
    return this.#streak
  }

  becameReady() {
    this.#readySince = this.#clock.now()
  }

  /** @returns {number | null} milliseconds to wait before the next start; null when the budget is spent */
  nextDelayMs() {
    const { budget, windowMs, minDelayMs, maxDelayMs, stableMs } = this.#limits
    const now = this.#clock.now()
    if (this.#readySince !== null && now - this.#readySince >= stableMs) this.forget()
    this.#readySince = null
    this.#restartedAt = this.#restartedAt.filter((instant) => now - instant < windowMs)
    if (this.#restartedAt.length >= budget) return null
    this.#restartedAt.push(now)
    this.#streak += 1
    if (this.#streak === 1) return 0
    const delay = Math.min(maxDelayMs, minDelayMs * 2 ** (this.#streak - 2))
    return delay * (0.5 + this.#clock.random() / 2)
  }

  forget() {
    this.#streak = 0
    this.#restartedAt = []
  }
}
