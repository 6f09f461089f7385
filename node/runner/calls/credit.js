/**
 * How many more events of one call the runner may send. Owns the count of what was read; credit goes back by the
 * half window, so that neither side waits for the other while both are quick.
 */
export class Credit {
  /** Events that were read, and not yet given credit for. */
  #owed = 0

  /** @param {number} window events that may be under way */
  constructor(window) {
    this.window = window
  }

  /** @returns {number} credit to be given now */
  consumed() {
    this.#owed += 1
    if (this.#owed * 2 < this.window) return 0
    const owed = this.#owed
    this.#owed = 0
    return owed
  }
}
