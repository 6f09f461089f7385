/** Those who wait here for a run to end: each until then, for so long, until they go, or until the server does. */

/** @typedef {import('./durableRuns.js').Run} Run */

/** @param {AbortSignal} closing ends every wait */
export function createRunWaiters(closing) {
  /** @type {Map<string, Set<(run: Run | null) => void>>} */
  const waiting = new Map()
  return { settled, tell, has: (/** @type {string} */ id) => waiting.has(id) }

  /**
   * @param {string} id
   * @param {number} waitMs
   * @param {AbortSignal} [signal] ends the wait, not the run
   * @returns {Promise<Run | null>} the finished run, or null when it takes longer or Python is away
   */
  function settled(id, waitMs, signal) {
    return new Promise((resolve) => {
      const waiters = waiting.get(id) ?? new Set()
      const timer = setTimeout(() => done(null), waitMs)
      const abandon = () => done(null)
      /** @param {Run | null} run */
      const done = (run) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abandon)
        closing.removeEventListener('abort', abandon)
        waiters.delete(done)
        if (waiters.size === 0) waiting.delete(id)
        resolve(run)
      }
      waiting.set(id, waiters.add(done))
      signal?.addEventListener('abort', abandon)
      closing.addEventListener('abort', abandon)
      if (signal?.aborted || closing.aborted) abandon()
    })
  }

  /** @param {string} id @param {Run | null} run null: its end may be far away */
  function tell(id, run) {
    for (const done of [...(waiting.get(id) ?? [])]) done(run)
  }
}
