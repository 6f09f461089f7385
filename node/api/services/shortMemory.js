/** What was read from the database is not asked for again for a moment. */

const MOST = 10_000

/**
 * @template T
 * @param {object} options
 * @param {number} options.keepMs from when it was asked for
 * @param {(key: string) => Promise<T>} options.read
 * @param {() => number} [options.now] milliseconds
 */
export function createShortMemory({ keepMs, read, now = () => performance.now() }) {
  /** In the order they were asked for, so that the oldest come first. @type {Map<string, {until: number, value: Promise<T>}>} */
  const known = new Map()
  return { get, forget }

  /** @param {string} key @returns {Promise<T>} */
  function get(key) {
    const found = known.get(key)
    if (found && found.until > now()) return found.value
    known.delete(key)
    const entry = { until: now() + keepMs, value: read(key) }
    known.set(key, entry)
    // A failure is nothing to remember.
    entry.value.catch(() => known.get(key) === entry && known.delete(key))
    if (known.size > MOST) known.delete(/** @type {string} */ (known.keys().next().value))
    return entry.value
  }

  /** What is being read for it meanwhile is not remembered either. @param {string} key */
  function forget(key) {
    known.delete(key)
  }
}
