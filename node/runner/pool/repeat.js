/**
 * Does something again and again, and does not keep the host process alive for it.
 *
 * @param {import('../clock.js').Clock} clock
 * @param {number} ms from one time to the next
 * @param {() => void} run
 * @returns {() => void} ends it
 */
export function repeat(clock, ms, run) {
  /** @type {import('../clock.js').Timer} */
  let timer
  const arm = () => {
    timer = clock.setTimeout(() => {
      arm()
      run()
    }, ms)
    timer.unref?.()
  }
  arm()
  return () => clock.clearTimeout(timer)
}
