/**
 * How many more events of one call the runner may send. Owns the count of what was read; credit goes back by the
 * half window, so that neither side waits for the other while both are quick.
 */
export class Credit {
  /** Events its reader has and has not yet consumed; those among them of an earlier process; credit to be given. */
  #unread = 0
  #stale = 0
  #owed = 0

  /** @param {number} window events that may be under way */
  constructor(window) {
    this.window = window
  }

  /** Another request stands for the call, and its window is whole. */
  renew() {
    this.#stale = this.#unread
    this.#owed = 0
  }

  received() {
    this.#unread += 1
  }

  /** @returns {number} credit to be given now */
  consumed() {
    this.#unread -= 1
    if (this.#stale > 0) this.#stale -= 1
    else this.#owed += 1
    if (this.#owed === 0 || this.#owed * 2 < this.window) return 0
    const owed = this.#owed
    this.#owed = 0
    return owed
  }
}
