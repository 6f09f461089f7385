/**
 * Many time limits on few timers: one for each length, because limits of one length pass in the order in which they
 * were set. Setting and lifting one costs a few writes, however many there are.
 */
import { maxTimerMs } from '../clock.js'

/** Lines kept although nothing waits in them: the next limit of that length finds its timer running. */
const spareLines = 16

/**
 * @typedef {object} Limited its links are the line's to write
 * @property {number} deadline an instant of the clock
 * @property {() => void} onDeadline
 * @property {Line | null} line that it stands in
 * @property {Limited | null} earlier
 * @property {Limited | null} later
 *
 * @typedef {object} Line
 * @property {number} ms
 * @property {Limited | null} first in the order of the deadlines
 * @property {Limited | null} last
 * @property {import('../clock.js').Timer | null} timer
 */

export class Deadlines {
  #clock
  /** @type {Map<number, Line>} */ #lines = new Map()

  /** @param {import('../clock.js').Clock} clock */
  constructor(clock) {
    this.#clock = clock
  }

  /**
   * @param {Limited} limited its deadline is `ms` from now
   * @param {number} ms Infinity for none
   */
  add(limited, ms) {
    if (ms === Infinity) return
    const line = this.#lines.get(ms) ?? this.#open(ms)
    limited.line = line
    limited.earlier = line.last
    if (line.last) line.last.later = limited
    else line.first = limited
    line.last = limited
    if (line.timer === null) this.#arm(line, ms)
  }

  /** @param {Limited} limited whose limit is lifted, if it still stands */
  remove(limited) {
    const { line } = limited
    if (line === null) return
    unlink(line, limited)
    if (line.first === null && this.#lines.size > spareLines) this.#drop(line)
  }

  /** @param {number} ms */
  #open(ms) {
    /** @type {Line} */
    const line = { ms, first: null, last: null, timer: null }
    this.#lines.set(ms, line)
    return line
  }

  /** @param {Line} line */
  #drop(line) {
    if (line.timer !== null) this.#clock.clearTimeout(line.timer)
    this.#lines.delete(line.ms)
  }

  /**
   * @param {Line} line
   * @param {number} ms
   */
  #arm(line, ms) {
    // What is longer than a timer takes is reached in steps.
    line.timer = this.#clock.setTimeout(() => this.#onTimer(line), Math.min(Math.ceil(ms), maxTimerMs))
    // What it limits is held by a process or a queue, which keep the host alive for themselves.
    line.timer.unref?.()
  }

  /** @param {Line} line whose timer stays set while it is gone through: whoever joins it now needs no other */
  #onTimer(line) {
    const now = this.#clock.now()
    for (let { first } = line; first !== null; first = line.first) {
      if (first.deadline > now) return this.#arm(line, first.deadline - now)
      unlink(line, first)
      first.onDeadline()
    }
    line.timer = null
    if (this.#lines.get(line.ms) === line) this.#drop(line)
  }
}

/**
 * Leaves no link behind in it: what is old and gone must not keep alive what came after it.
 *
 * @param {Line} line
 * @param {Limited} limited
 */
function unlink(line, limited) {
  const { earlier, later } = limited
  if (earlier) earlier.later = later
  else line.first = later
  if (later) later.earlier = earlier
  else line.last = earlier
  limited.line = null
  limited.earlier = null
  limited.later = null
}

/** @type {WeakMap<import('../clock.js').Clock, Deadlines>} */
const byClock = new WeakMap()

/** @param {import('../clock.js').Clock} clock each has its own */
export function deadlinesOf(clock) {
  const known = byClock.get(clock)
  if (known) return known
  const deadlines = new Deadlines(clock)
  byClock.set(clock, deadlines)
  return deadlines
}
