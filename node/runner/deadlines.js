/**
 * Many time limits on few timers: one for each length, because limits of one length pass in the order in which they
 * were set. Setting and lifting one costs a set's insertion, however many there are.
 */

/** Lines kept although nothing waits in them: the next limit of that length finds its timer running. */
const spareLines = 16
/** The longest delay a timer takes; longer limits are reached in steps. */
const maxTimerMs = 2 ** 31 - 1

/**
 * @typedef {object} Limited
 * @property {number} deadline an instant of the clock
 * @property {() => void} onDeadline
 *
 * @typedef {object} Line
 * @property {number} ms
 * @property {Set<Limited>} limited in the order of their deadlines
 * @property {import('./clock.js').Timer | null} timer
 */

export class Deadlines {
  #clock
  /** @type {Map<number, Line>} */ #lines = new Map()

  /** @param {import('./clock.js').Clock} clock */
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
    line.limited.add(limited)
    if (line.timer === null) this.#arm(line, ms)
  }

  /**
   * @param {Limited} limited
   * @param {number} ms as it was added
   */
  remove(limited, ms) {
    const line = this.#lines.get(ms)
    if (!line) return
    line.limited.delete(limited)
    if (line.limited.size === 0 && this.#lines.size > spareLines) this.#drop(line)
  }

  /** @param {number} ms */
  #open(ms) {
    /** @type {Line} */
    const line = { ms, limited: new Set(), timer: null }
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
    line.timer = this.#clock.setTimeout(() => this.#onTimer(line), Math.min(Math.ceil(ms), maxTimerMs))
    // What it limits is held by a process or a queue, which keep the host alive for themselves.
    line.timer.unref?.()
  }

  /** @param {Line} line whose timer stays set while it is gone through: whoever joins it now needs no other */
  #onTimer(line) {
    const now = this.#clock.now()
    for (const limited of line.limited) {
      if (limited.deadline > now) return this.#arm(line, limited.deadline - now)
      line.limited.delete(limited)
      limited.onDeadline()
    }
    line.timer = null
    this.#drop(line)
  }
}

/** @type {WeakMap<import('./clock.js').Clock, Deadlines>} */
const byClock = new WeakMap()

/** @param {import('./clock.js').Clock} clock each has its own */
export function deadlinesOf(clock) {
  const known = byClock.get(clock)
  if (known) return known
  const deadlines = new Deadlines(clock)
  byClock.set(clock, deadlines)
  return deadlines
}
