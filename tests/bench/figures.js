/** What is made of measured times: medians, other ranks, and lines of text. */

/** @param {number[]} values */
export const median = (values) => rank(values, 0.5)

/**
 * The smallest value that at least this share of all does not exceed.
 * @param {number[]} values
 * @param {number} share 0.99 for p99
 */
export function rank(values, share) {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? NaN
}

/** @param {number} milliseconds */
export function time(milliseconds) {
  if (Math.abs(milliseconds) < 1) return `${(milliseconds * 1000).toFixed(0)} µs`
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`
  return milliseconds < 100 ? `${milliseconds.toFixed(1)} ms` : `${milliseconds.toFixed(0)} ms`
}

/** @param {number} value @param {number} base */
export function ratio(value, base) {
  const times = value / base
  return `×${times < 0.1 ? times.toPrecision(2) : times.toFixed(times < 10 ? 2 : 1)}`
}

/**
 * The first column to the left, the others to the right.
 * @param {string[][]} rows
 */
export function table(rows) {
  const widths = (rows[0] ?? []).map((_, place) => Math.max(...rows.map((row) => row[place]?.length ?? 0)))
  const cell = (/** @type {string} */ text, /** @type {number} */ place) =>
    place === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[place] ?? 0)
  return rows.map((row) => `  ${row.map(cell).join('  ')}`.trimEnd()).join('\n')
}

/** Three digits and a thousands separator. @param {number} value */
export function count(value) {
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)) - 2)
  return (Math.round(value / digits) * digits).toLocaleString('en')
}

/**
 * The straight line through points, by least squares.
 * @param {number[]} xs
 * @param {number[]} ys
 * @returns {{ slope: number, error: number }} the error is twice the standard error: about 95 in 100 lie within
 */
export function line(xs, ys) {
  const n = xs.length
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / n
  const [x0, y0] = [mean(xs), mean(ys)]
  const spread = xs.reduce((sum, x) => sum + (x - x0) ** 2, 0)
  const slope = xs.reduce((sum, x, place) => sum + (x - x0) * ((ys[place] ?? NaN) - y0), 0) / spread
  const off = xs.reduce((sum, x, place) => sum + ((ys[place] ?? NaN) - y0 - slope * (x - x0)) ** 2, 0)
  return { slope, error: n > 2 ? 2 * Math.sqrt(off / (n - 2) / spread) : NaN }
}

/**
 * The exponent of a cost that grows as size^exponent: 1 is linear.
 * @param {number[]} sizes
 * @param {number[]} costs
 */
export function exponent(sizes, costs) {
  return line(sizes.map(Math.log), costs.map(Math.log)).slope
}

/** @param {number} bytes */
export function size(bytes) {
  const [unit, name] = bytes < 1e3 ? [1, 'B'] : bytes < 1e6 ? [1e3, 'kB'] : [1e6, 'MB']
  const value = bytes / unit
  return `${value.toFixed(value < 10 && unit > 1 && !Number.isInteger(value) ? 1 : 0)} ${name}`
}
