/**
 * Whether a child is alive, from pings. Counts misses and not the clock: a host that slept, stood in a debugger or
 * blocked its own event loop finds its own timer late by as much, and holds that against nobody. Any frame from
 * the child is a sign of life as good as a pong. Judges; what to do about it is its owner's.
 */

/**
 * @typedef {object} Pong what the runner says of itself, and how long that took
 * @property {true} pong
 * @property {string} phase
 * @property {number} pid
 * @property {number} uptime_s
 * @property {number} in_flight
 * @property {number} loop_lag_ms
 * @property {number} rss_bytes
 * @property {string} version
 * @property {number} rttMs
 *
 * @typedef {object} HealthReport
 * @property {number} missed pings in a row without a sign of life
 * @property {number} silentMs how long that is, at least
 * @property {Pong | null} lastPong
 *
 * @typedef {object} Patient
 * @property {() => Promise<Pong>} ping may stay without answer for as long as it likes
 * @property {() => number} heardAt
 *
 * @typedef {object} HealthEvents
 * @property {(report: HealthReport) => void} onUnhealthy at each miss
 * @property {() => void} onRecovered
 * @property {(report: HealthReport) => void} onHung once
 */

export class Health {
  /** @type {Pong | null} */
  lastPong = null

  #clock
  #intervalMs
  #hangTimeoutMs
  #patient
  #events
  #missed = 0
  #isWaiting = false
  #dueAt = 0
  #pingedAt = 0
  /** @type {import('./clock.js').Timer | null} */ #timer = null

  /**
   * @param {{ pingIntervalMs: number, hangTimeoutMs: number, clock: import('./clock.js').Clock }} options
   * @param {Patient} patient
   * @param {HealthEvents} events
   */
  constructor({ pingIntervalMs, hangTimeoutMs, clock }, patient, events) {
    this.#clock = clock
    this.#intervalMs = pingIntervalMs
    this.#hangTimeoutMs = hangTimeoutMs
    this.#patient = patient
    this.#events = events
  }

  start() {
    this.#ping()
    this.#arm()
  }

  stop() {
    if (this.#timer) this.#clock.clearTimeout(this.#timer)
    this.#timer = null
  }

  #arm() {
    this.#dueAt = this.#clock.now() + this.#intervalMs
    this.#timer = this.#clock.setTimeout(() => this.#tick(), this.#intervalMs)
    this.#timer.unref?.()
  }

  #tick() {
    const lateMs = this.#clock.now() - this.#dueAt
    const wasAway = lateMs > this.#intervalMs / 2
    if (!wasAway) this.#judge()
    if (this.#timer) this.#arm()
  }

  #judge() {
    const isSilent = this.#isWaiting && this.#patient.heardAt() <= this.#pingedAt
    if (isSilent) return this.#miss()
    this.#recover()
    if (this.#isWaiting) this.#pingedAt = this.#clock.now()
    else this.#ping()
  }

  #miss() {
    this.#missed += 1
    const silentMs = this.#missed * this.#intervalMs
    const report = { missed: this.#missed, silentMs, lastPong: this.lastPong }
    if (silentMs < this.#hangTimeoutMs) return this.#events.onUnhealthy(report)
    this.stop()
    this.#events.onHung(report)
  }

  #recover() {
    if (this.#missed === 0) return
    this.#missed = 0
    this.#events.onRecovered()
  }

  async #ping() {
    this.#isWaiting = true
    this.#pingedAt = this.#clock.now()
    try {
      this.lastPong = await this.#patient.ping()
    } catch {
      // The child is gone, which its owner learns from the system.
    }
    this.#isWaiting = false
    if (this.#timer) this.#recover()
  }
}
