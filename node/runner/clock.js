/**
 * Time and chance as the bridge sees them. Everything here that waits takes a clock, so that a test can hand in
 * its own and no test ever has to sleep.
 *
 * @typedef {{ unref?: () => unknown }} Timer
 *
 * @typedef {object} Clock
 * @property {() => number} now monotonic milliseconds
 * @property {(run: () => void, ms: number) => Timer} setTimeout
 * @property {(timer: Timer) => void} clearTimeout
 * @property {() => number} random in [0, 1)
 */

/** The longest delay a timer takes. */
export const maxTimerMs = 2 ** 31 - 1

/** @type {Readonly<Clock>} */
export const systemClock = Object.freeze({
  now: () => performance.now(),
  setTimeout: (/** @type {() => void} */ run, /** @type {number} */ ms) => setTimeout(run, ms),
  clearTimeout: (/** @type {Timer} */ timer) => clearTimeout(/** @type {NodeJS.Timeout} */ (timer)),
  random: Math.random,
})

/**
 * Whether `work` settles within `ms`. A rejection counts as settled, and is never left unhandled.
 *
 * @param {Promise<unknown>} work
 * @param {number} ms
 * @param {Clock} [clock]
 * @returns {Promise<boolean>}
 */
export function settlesWithin(work, ms, clock = systemClock) {
  return new Promise((resolve) => {
    const timer = clock.setTimeout(() => resolve(false), ms)
    const finish = () => {
      clock.clearTimeout(timer)
      resolve(true)
    }
    work.then(finish, finish)
  })
}
