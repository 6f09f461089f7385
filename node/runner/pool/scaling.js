/**
 * How many processes a pool has, between its least and its most. Owns the decision and its timers; opening and closing
 * places is the pool's.
 *
 * It grows by one when a call has waited `growAfterMs`, for a process or in one for its turn, while every process was
 * there and at work; what was waited before the last growth took effect does not count again. It shrinks by one when
 * a process has had nothing to do for `idleMs`, and not within `idleMs` of growing.
 */
import { repeat } from './repeat.js'
import { isServing } from './runnerState.js'

/** A call that waits longer than this, with all processes at work, asks for one more. */
export const growAfterMs = 100
/** Idleness is looked at so many times within `idleMs`. */
const looks = 4

/**
 * @typedef {object} Place
 * @property {number} inFlight
 * @property {number} unsettled
 * @property {number} taken
 * @property {import('./runnerState.js').RunnerState} state
 * @property {() => Promise<void>} start
 */

/**
 * @template {Place} P
 * @typedef {object} ScalingParts
 * @property {() => readonly P[]} places
 * @property {() => P} open adds a place that is not started yet
 * @property {(place: P, failure: Error | null) => void} drop ends it: it was idle, or did not start
 * @property {() => number} waitingSince when the call began to wait that waits longest; Infinity when none does
 */

/** @template {Place} P */
export class Scaling {
  /** The place that is being started, over and above those that serve. @type {P | null} */
  growing = null

  #options
  #parts
  #isStopped = false
  /** Before this nothing is a reason to grow; within `idleMs` of it nothing is one to shrink. */
  #settledAt = -Infinity
  /** @type {Map<P, { taken: number, idleSince: number }>} */ #seen = new Map()
  /** @type {import('../clock.js').Timer | null} */ #waitTimer = null
  /** @type {(() => void) | null} */ #endLooks = null

  /**
   * @param {Pick<import('../options.js').Options, 'processes' | 'restart' | 'clock'>} options
   * @param {ScalingParts<P>} parts
   */
  constructor(options, parts) {
    this.#options = options
    this.#parts = parts
  }

  /** From here on it looks after idle ones. */
  begin() {
    const { min, max, idleMs } = this.#options.processes
    if (max === min || this.#endLooks || this.#isStopped) return
    this.#endLooks = repeat(this.#options.clock, idleMs / looks, () => this.#shrink())
  }

  stop() {
    this.#isStopped = true
    this.#endLooks?.()
    if (this.#waitTimer) this.#options.clock.clearTimeout(this.#waitTimer)
  }

  /** A call has begun to wait for a process. */
  onWaiting() {
    if (this.#waitTimer || !this.#mayGrow()) return
    this.#waitTimer = this.#options.clock.setTimeout(() => {
      this.#waitTimer = null
      const since = this.#parts.waitingSince()
      if (since === Infinity) return
      this.#onWaited(since)
      this.onWaiting()
    }, growAfterMs)
    this.#waitTimer.unref?.()
  }

  /** @param {import('../calls/call.js').Cost} cost of a call that was settled */
  onCost({ queue_us: queueUs }) {
    const waitedMs = queueUs / 1_000
    if (waitedMs >= growAfterMs) this.#onWaited(this.#options.clock.now() - waitedMs)
  }

  #mayGrow() {
    return !this.#isStopped && this.#parts.places().length < this.#options.processes.max
  }

  /** @param {number} since */
  #onWaited(since) {
    const waitedMs = this.#options.clock.now() - Math.max(since, this.#settledAt)
    if (waitedMs < growAfterMs || this.growing || !this.#mayGrow()) return
    // Those that are not there yet may be all it takes; where none comes up, more of them would not either.
    const areAtWork = this.#parts.places().every(({ state, inFlight }) => isServing(state) && inFlight > 0)
    if (areAtWork) this.#grow()
  }

  async #grow() {
    const { clock, restart } = this.#options
    const place = this.#parts.open()
    this.growing = place
    const failure = await place.start().then(
      () => null,
      (error) => error,
    )
    this.growing = null
    this.#settledAt = clock.now() + (failure ? restart.maxDelayMs : 0)
    if (failure) this.#parts.drop(place, failure)
  }

  #shrink() {
    const { min, idleMs } = this.#options.processes
    const places = this.#parts.places()
    const now = this.#options.clock.now()
    this.#observe(places, now)
    if (places.length <= min || this.growing || now - this.#settledAt < idleMs) return
    const idle = places.findLast((place) => now - (this.#seen.get(place)?.idleSince ?? now) >= idleMs)
    if (!idle) return
    this.#seen.delete(idle)
    this.#parts.drop(idle, null)
  }

  /**
   * Idleness counts from the first look that finds it.
   *
   * @param {readonly P[]} places
   * @param {number} now
   */
  #observe(places, now) {
    for (const place of places) {
      const { taken, unsettled } = place
      if (unsettled > 0) this.#seen.delete(place)
      else if (taken !== this.#seen.get(place)?.taken) this.#seen.set(place, { taken, idleSince: now })
    }
  }
}
