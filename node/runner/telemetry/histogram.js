/**
 * A distribution of durations in bounded memory: buckets that grow with the value, 32 to each doubling, so that a
 * quantile is told to within 1.6 %. `perf_hooks.createHistogram` is ten times slower to fill (32 ns a value, and a
 * call has five) and five times as large.
 */

/** Buckets to a doubling, as a power of two. */
const precisionBits = 5
const perDoubling = 1 << precisionBits
/** Microseconds in 71 minutes: what took longer is counted as that long. */
const largest = 2 ** 32 - 1
const buckets = (32 - precisionBits + 1) * perDoubling

export class Histogram {
  count = 0
  /** Of the values as they were. */
  sum = 0
  max = 0
  /** Counts of long-lived processes go past 2^32. */
  #counts = new Float64Array(buckets)

  /** @param {number} value at least 0; fractions count for the sum only */
  record(value) {
    this.count += 1
    this.sum += value
    if (value > this.max) this.max = value
    const bucket = bucketOf(value < largest ? value >>> 0 : largest)
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
  }

  /**
   * @param {number} share from 0 to 1
   * @returns {number} the value that so many are not above; 0 where nothing was recorded
   */
  quantile(share) {
    const rank = Math.max(1, Math.ceil(share * this.count))
    let seen = 0
    for (let bucket = 0; bucket < buckets; bucket += 1) {
      seen += this.#counts[bucket] ?? 0
      if (seen >= rank && this.count > 0) return Math.min(middleOf(bucket), this.max)
    }
    return this.max
  }
}

/** @param {number} value a whole number of 32 bits */
function bucketOf(value) {
  if (value < perDoubling) return value
  const shift = 31 - Math.clz32(value) - precisionBits
  return shift * perDoubling + (value >>> shift)
}

/** @param {number} bucket */
function middleOf(bucket) {
  if (bucket < 2 * perDoubling) return bucket
  const shift = Math.floor(bucket / perDoubling) - 1
  const width = 2 ** shift
  return (bucket - shift * perDoubling) * width + (width - 1) / 2
}
