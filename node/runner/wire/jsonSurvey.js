/** Where things begin and end in a piece of JSON text, by its brackets, commas and quotes alone. */

const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/**
 * What the text that follows an opening bracket holds, up to that bracket's end or its own. By its brackets, whatever
 * kind they are, its commas and its strings alone.
 *
 * @param {string} text
 * @returns {{ close: number, opens: number[], commas: number[], stringAt: number }} where the container closes, or −1;
 *   the brackets in it that are open at the end; the last comma on each level, or −1; a string that is not closed, or −1
 */
export function survey(text) {
  const opens = []
  const commas = [-1]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      const end = closingQuote(text, at + 1)
      if (end === -1) return { close: -1, opens, commas, stringAt: at }
      at = end
    } else if (code === comma) {
      commas[opens.length] = at
    } else if (code === openBrace || code === openBracket) {
      opens.push(at)
      commas[opens.length] = -1
    } else if (code === closeBrace || code === closeBracket) {
      if (opens.length === 0) return { close: at, opens, commas, stringAt: -1 }
      opens.pop()
    }
  }
  return { close: -1, opens, commas, stringAt: -1 }
}

/**
 * @param {string} text
 * @param {number} from within a string
 * @returns {number} where the string ends, or −1
 */
export function closingQuote(text, from) {
  let at = text.indexOf('"', from)
  while (at !== -1 && isEscaped(text, from, at)) at = text.indexOf('"', at + 1)
  return at
}

/**
 * @param {string} text
 * @param {number} from
 * @param {number} at
 */
function isEscaped(text, from, at) {
  let before = at
  while (before > from && text.charCodeAt(before - 1) === backslash) before -= 1
  return (at - before) % 2 === 1
}

/**
 * @param {string} text of the inside of a string
 * @returns {number} its end, or where an escape begins that is cut there
 */
export function cutEscape(text) {
  const near = text.slice(-5).lastIndexOf('\\')
  if (near === -1) return text.length
  const at = Math.max(0, text.length - 5) + near
  if (isEscaped(text, 0, at)) return text.length
  const isCut = text.length - at === 1 || text.charAt(at + 1) === 'u'
  return isCut ? at : text.length
}

/** @param {string} text */
export function isBlank(text) {
  return skipBlank(text) === ''
}

/** @param {string} text @returns {string} without the whitespace at its beginning, as JSON knows it */
export function skipBlank(text) {
  const start = text.search(/[^ \t\n\r]/)
  return start === -1 ? '' : text.slice(start)
}
