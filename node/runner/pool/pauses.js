/**
 * Waits that can all be cut short at once, for whoever must be able to stop in the middle of one.
 */

export class Pauses {
  #clock
  /** @type {Set<() => void>} */ #open = new Set()

  /** @param {import('../clock.js').Clock} clock */
  constructor(clock) {
    this.#clock = clock
  }

  /**
   * @param {number} ms 0 is no wait at all
   * @param {{ isHoldingHost: boolean }} how whether the host process stays for it: it must while calls may wait
   */
  async wait(ms, { isHoldingHost }) {
    if (ms <= 0) return
    await new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      const end = () => {
        this.#clock.clearTimeout(timer)
        this.#open.delete(end)
        resolve()
      }
      const timer = this.#clock.setTimeout(end, ms)
      if (!isHoldingHost) timer.unref?.()
      this.#open.add(end)
    })
  }

  /** Cuts short those under way. */
  end() {
    for (const end of [...this.#open]) end()
  }
}
