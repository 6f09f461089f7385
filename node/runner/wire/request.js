/** A request as text, and its size on the wire. */
import { mostPieceBytes, sliceEnd } from '../calls/largeText.js'
import { protocolError } from '../errors.js'

/** Names remembered as JSON: more than any runner has methods. */
const mostNames = 1_000
/** A name's JSON is the same each time. @type {Map<string, string>} */
const names = new Map()

/**
 * @param {import('../calls/call.js').Call<any>} call
 * @param {string} id
 * @param {boolean} hasCredit whether the runner heeds a window
 * @returns {string} without a newline
 */
export function requestText(call, id, hasCredit) {
  const params = call.paramsText(hasCredit)
  return `{"jsonrpc":"2.0","id":"${id}","method":${nameText(call.method)},"params":${params}}`
}

/**
 * @param {string} head what comes before it
 * @param {import('../calls/largeText.js').LargeText} large the last member of a message, written; its `opening` is in
 *   the head
 * @returns {{ pieces: string[], bytes: number }} the message
 */
export function messageAround(head, large) {
  const pieces = [...large.pieces]
  pieces[0] = head + pieces[0]
  pieces.push(`${pieces.pop()}}`)
  return { pieces, bytes: Buffer.byteLength(head) + large.bytes + 1 }
}

/**
 * @param {string} text
 * @param {number} bytes of it
 * @returns {string[]} it, in pieces of a chunk each, or about that
 */
export function piecesOf(text, bytes) {
  const length = Math.max(1, Math.floor((mostPieceBytes * text.length) / bytes))
  const pieces = []
  let from = 0
  while (from < text.length) {
    const end = sliceEnd(text, from + length)
    pieces.push(text.slice(from, end))
    from = end
  }
  return pieces
}

/** @param {string} name */
function nameText(name) {
  const known = names.get(name)
  if (known !== undefined) return known
  const text = JSON.stringify(name)
  if (names.size < mostNames) names.set(name, text)
  return text
}

/**
 * @param {string} text
 * @param {number} enough a size up to which it does not matter
 * @returns {number} its bytes in UTF-8, or, where that is below `enough`, no fewer than those
 */
export function sizeOf(text, enough) {
  const most = text.length * 3
  return most <= enough ? most : Buffer.byteLength(text)
}

/**
 * @param {import('../calls/call.js').Call<any>} call
 * @param {number} bytes
 * @param {number} limit
 */
export function tooLargeError({ method }, bytes, limit) {
  const message = `${method}: the request is ${bytes} bytes; the limit is ${limit}`
  return protocolError(message, { method, phase: 'queued' })
}
