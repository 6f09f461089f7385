/**
 * Where Python is in its own words: the reader thread's, which answers while the event loop is blocked and knows which
 * stack is which call's. It cannot while C code holds the interpreter's lock; `stackDump.js` is for that.
 */
import { settlesWithin } from '../clock.js'

/** How long it is given: far longer than it takes, and not so long that a caller would mind. */
const toldMs = 150

export class ToldStack {
  #ask
  #clock
  /** @type {Promise<string | null> | null} */ #asked = null

  /**
   * @param {() => Promise<{ stack?: unknown }>} ask sends the question; may stay without answer
   * @param {import('../clock.js').Clock} clock
   */
  constructor(ask, clock) {
    this.#ask = ask
    this.#clock = clock
  }

  /** @returns {Promise<string | null>} null when it does not tell, or not in time; never rejects */
  async take() {
    // No more than one question is ever under way: an answer that comes too late is for the next one who asks.
    this.#asked ??= this.#ask()
      .then(({ stack }) => (typeof stack === 'string' ? stack : null))
      .catch(() => null)
      .finally(() => (this.#asked = null))
    const asked = this.#asked
    return (await settlesWithin(asked, toldMs, this.#clock)) ? asked : null
  }
}
