/** Documents in words. */

/** @param {number} bytes */
export function sizeInWords(bytes) {
  if (bytes < 1024) return `${bytes} bytes`
  const [value, unit] = bytes < 2 ** 20 ? [bytes / 1024, 'KB'] : [bytes / 2 ** 20, 'MB']
  return `${value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`
}

/** A text's characters from `start` to `end`, which are counted in Unicode code points. @param {string} text */
export function cutAt(text, /** @type {number} */ start, /** @type {number} */ end) {
  const points = [...text]
  return [points.slice(0, start).join(''), points.slice(start, end).join(''), points.slice(end).join('')]
}

/** @typedef {{document_id: string, title: string, name: string, kind: string, language: string, pages: number,
 *   size_bytes: number, added: string}} Listed */
/** @typedef {{document_id: string, page: number, start: number, end: number, quote: string}} Citation */
/** @typedef {{text: string, from_material: boolean, citations: Citation[]}} CitedSentence */
