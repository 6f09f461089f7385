/**
 * How much of what a pipe holds is read at once. A pipe is emptied before the event loop comes to anything else; where
 * what comes is costly to read, it is left for a while, and the other pipes, timers and writes have their turn.
 */

/** Of one turn of the event loop, milliseconds. */
const budgetMs = 3

export class Pace {
  #input
  #spentMs = 0
  #isDue = false

  /** @param {import('node:stream').Readable} input that flows */
  constructor(input) {
    this.#input = input
  }

  /** @param {number} ms on something that came from the pipe */
  spent(ms) {
    this.#spentMs += ms
    if (!this.#isDue) {
      this.#isDue = true
      setImmediate(this.#onTurn)
    }
    if (this.#spentMs >= budgetMs) this.#input.pause()
  }

  #onTurn = () => {
    this.#isDue = false
    this.#spentMs = 0
    if (this.#input.isPaused()) this.#input.resume()
  }
}
