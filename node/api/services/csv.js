/** Tables as CSV (RFC 4180), for a spreadsheet that may take a cell for a formula. */

/** What a spreadsheet begins a formula with, also behind blanks it passes over. */
const FORMULA = /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

/**
 * @param {readonly string[]} columns
 * @param {Iterable<Record<string, unknown>>} rows
 * @returns {string} begins with a byte order mark, by which spreadsheets know that it is UTF-8
 */
export function csvOf(columns, rows) {
  const lines = [columns, ...[...rows].map((row) => columns.map((column) => row[column]))]
  return `\uFEFF${lines.map((cells) => cells.map(cellOf).join(',')).join('\r\n')}\r\n`
}

/**
 * Text that would be a formula is shown as text: with an apostrophe before it. Numbers stay numbers.
 * @param {unknown} value
 * @returns {string}
 */
export function cellOf(value) {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = value instanceof Date ? value.toISOString() : plain(value)
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** @param {unknown} value */
function plain(value) {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
