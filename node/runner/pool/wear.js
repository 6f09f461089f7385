/**
 * When a process has done its share and is replaced although it is well. Pure bookkeeping.
 *
 * Each process draws its own limits, up to a tenth below or above the given ones: processes that were started
 * together do not all have to be replaced together.
 */

const spread = 0.1

/**
 * @typedef {'calls' | 'age' | 'memory'} WearReason
 *
 * @typedef {object} WearLimits Infinity is none
 * @property {number} maxCalls
 * @property {number} maxAgeMs
 * @property {number} maxRssBytes
 */

/**
 * @param {WearLimits} limits
 * @param {() => number} random in [0, 1)
 * @returns {Readonly<WearLimits>} for one process
 */
export function drawLimits({ maxCalls, maxAgeMs, maxRssBytes }, random) {
  const near = (/** @type {number} */ limit) => limit * (1 - spread + 2 * spread * random())
  return Object.freeze({
    maxCalls: Math.max(1, Math.round(near(maxCalls))),
    maxAgeMs: near(maxAgeMs),
    maxRssBytes: near(maxRssBytes),
  })
}

/**
 * @param {WearLimits} limits
 * @param {{ calls: number, ageMs: number, rssBytes: number }} process
 * @returns {WearReason | null} the first limit that it has reached
 */
export function wearOf({ maxCalls, maxAgeMs, maxRssBytes }, { calls, ageMs, rssBytes }) {
  if (calls >= maxCalls) return 'calls'
  if (ageMs >= maxAgeMs) return 'age'
  return rssBytes >= maxRssBytes ? 'memory' : null
}
