/** A limit on how long nothing may be heard. Counted lazily: a sign of life costs no timer. */
import { maxTimerMs } from '../clock.js'

export class Silence {
  #clock
  #onOver
  #limitMs = Infinity
  #since = 0
  /** @type {import('../clock.js').Timer | null} */ #timer = null

  /**
   * @param {import('../clock.js').Clock} clock
   * @param {(ms: number) => void} onOver with the limit that was passed
   */
  constructor(clock, onOver) {
    this.#clock = clock
    this.#onOver = onOver
  }

  /** @param {number} ms of silence that are borne from now on, in place of what was before; Infinity for ever */
  watch(ms) {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer)
    this.#timer = null
    this.#limitMs = ms
    this.#since = this.#clock.now()
    if (ms !== Infinity) this.#arm(ms)
  }

  /** Something was heard. */
  touch() {
    if (this.#timer !== null) this.#since = this.#clock.now()
  }

  /** @param {number} ms longer than a timer takes, it is reached in steps */
  #arm(ms) {
    this.#timer = this.#clock.setTimeout(() => this.#onTimer(), Math.min(Math.ceil(ms), maxTimerMs))
  }

  #onTimer() {
    const leftMs = this.#since + this.#limitMs - this.#clock.now()
    if (leftMs > 0) return this.#arm(leftMs)
    this.#timer = null
    this.#onOver(this.#limitMs)
  }
}
