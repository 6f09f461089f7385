/**
 * Whether a child is well, from an examination at each interval. Counts misses and not the clock: a host that slept,
 * stood in a debugger or blocked its own event loop holds that against nobody. Judges; what to do about it is its
 * owner's.
 *
 * A miss counts towards a hang only while it is the same one: a loop that is found blocked at each look and went on
 * in between is slow, not stuck, and so is a child that was heard in between.
 */
import { isUnjudgeable, isWell } from './verdict.js'

/** Of an interval: an examination is over before the next one is due. */
const examinedPart = 0.8
/** Of an interval: what has lasted this long has lasted since the examination before. */
const samePart = 0.9

/**
 * @typedef {import('./examination.js').Pong} Pong
 * @typedef {import('./examination.js').Examination} Examination
 *
 * @typedef {object} HealthReport
 * @property {import('./verdict.js').Verdict} verdict
 * @property {import('./verdict.js').Evidence} evidence
 * @property {number} missed examinations in a row that found it so
 * @property {number} silentMs how long that is, at least: the intervals between the first and the last of them
 * @property {Pong | null} lastPong
 *
 * @typedef {object} HealthEvents
 * @property {(report: HealthReport) => void} onUnhealthy at each miss
 * @property {() => void} onRecovered
 * @property {(report: HealthReport) => void} onHung once
 */

export class Health {
  #clock
  #intervalMs
  #hangTimeoutMs
  #examine
  #events
  /** @type {Pong | null} */ #lastPong = null
  #missed = 0
  #isExamining = false
  /** @type {import('../clock.js').Timer | null} */ #timer = null

  /**
   * @param {{ pingIntervalMs: number, hangTimeoutMs: number, clock: import('../clock.js').Clock }} options
   * @param {(timeoutMs: number) => Promise<Examination>} examine never rejects
   * @param {HealthEvents} events
   */
  constructor({ pingIntervalMs, hangTimeoutMs, clock }, examine, events) {
    this.#clock = clock
    this.#intervalMs = pingIntervalMs
    this.#hangTimeoutMs = hangTimeoutMs
    this.#examine = examine
    this.#events = events
  }

  start() {
    this.#arm()
    this.#look()
  }

  stop() {
    if (this.#timer) this.#clock.clearTimeout(this.#timer)
    this.#timer = null
  }

  #arm() {
    this.#timer = this.#clock.setTimeout(() => {
      this.#arm()
      this.#look()
    }, this.#intervalMs)
    this.#timer.unref?.()
  }

  async #look() {
    if (this.#isExamining) return
    this.#isExamining = true
    const found = await this.#examine(this.#intervalMs * examinedPart)
    this.#isExamining = false
    if (this.#timer) this.#judge(found)
  }

  /** @param {Examination} found */
  #judge({ verdict, evidence, ...pong }) {
    if (pong.pong) this.#lastPong = /** @type {Pong} */ (pong)
    // That a child is dead its owner learns from the system.
    if (isUnjudgeable(evidence) || verdict === 'dead') return
    if (isWell(verdict)) return this.#recover()
    this.#missed = this.#isSame(verdict, evidence) ? this.#missed + 1 : 1
    const silentMs = (this.#missed - 1) * this.#intervalMs
    const report = { verdict, evidence, missed: this.#missed, silentMs, lastPong: this.#lastPong }
    this.#events.onUnhealthy(report)
    if (silentMs < this.#hangTimeoutMs) return
    this.stop()
    this.#events.onHung(report)
  }

  /**
   * @param {import('./verdict.js').Verdict} verdict
   * @param {import('./verdict.js').Evidence} evidence
   */
  #isSame(verdict, { loopLagMs, pongAgeMs }) {
    const lastedMs = verdict === 'loop-blocked' ? loopLagMs : pongAgeMs
    return lastedMs === null || lastedMs >= this.#intervalMs * samePart
  }

  #recover() {
    if (this.#missed === 0) return
    this.#missed = 0
    this.#events.onRecovered()
  }
}
