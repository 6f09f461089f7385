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
