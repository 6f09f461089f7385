/** A clock that stands still until it is told to go on. */

export class ManualClock {
  #now = 0
  /** @type {Set<{ at: number, run: () => void }>} */ #timers = new Set()

  /** @param {{ random?: number }} [options] what every throw of the dice gives */
  constructor({ random = 0.5 } = {}) {
    this.random = () => random
  }

  now = () => this.#now

  /**
   * @param {() => void} run
   * @param {number} ms
   */
  setTimeout = (run, ms) => {
    const timer = { at: this.#now + ms, run }
    this.#timers.add(timer)
    return /** @type {import('../../../node/runner/clock.js').Timer} */ (timer)
  }

  /** @param {any} timer */
  clearTimeout = (timer) => {
    this.#timers.delete(timer)
  }

  get timers() {
    return this.#timers.size
  }

  /** @param {number} ms during which every timer fires when it is due */
  advance(ms) {
    const end = this.#now + ms
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#now = Math.max(this.#now, next.at)
      this.#fire(next)
    }
    this.#now = end
  }

  /** @param {number} ms of sleep: no timer fires until they are over, and then those that are due, late */
  sleep(ms) {
    this.#now += ms
    for (let next = this.#due(this.#now); next; next = this.#due(this.#now)) this.#fire(next)
  }

  /** @param {{ run: () => void }} timer */
  #fire(timer) {
    this.#timers.delete(/** @type {any} */ (timer))
    timer.run()
  }

  /** @param {number} until */
  #due(until) {
    const due = [...this.#timers].filter(({ at }) => at <= until)
    return due.sort((a, b) => a.at - b.at)[0]
  }
}
