/** Pieces of SVG. Coordinates have one decimal, so that the same figures give the same bytes. */

/** @typedef {{ left: number, top: number, width: number }} Place */

/** @param {number} x @param {number} y @param {string} content @param {string} [kind] classes */
export function text(x, y, content, kind = '') {
  const safe = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${at(x)}" y="${at(y)}"${kind && ` class="${kind}"`}>${safe}</text>`
}

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {string} kind */
export function rect(x, y, width, height, kind) {
  return `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" rx="2" class="${kind}"/>`
}

/** @param {[number, number][]} points @param {string} kind */
export function path(points, kind) {
  const [first, ...others] = points.map(([x, y]) => `${at(x)} ${at(y)}`)
  return `<path d="M${first}${others.map((point) => `L${point}`).join('')}" class="${kind}"/>`
}

/** @param {number} x @param {number} y @param {string} kind */
export const dot = (x, y, kind) => `<circle cx="${at(x)}" cy="${at(y)}" r="3" class="${kind}"/>`

/** @param {number} value */
const at = (value) => Number(value.toFixed(1))
