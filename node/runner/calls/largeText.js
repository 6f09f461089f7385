/**
 * The JSON text of a value that is too large to be written at once, and all of its pieces once it is. Owns when what is
 * written of it. Knows nothing of the wire.
 *
 * The value is the one that was given: of up to 10,000 values everything is taken down before the caller goes on (strings
 * do not change, and may be written later). What is more than that is read in the turns that follow, and must be left
 * alone until then.
 */
import { inTurns } from '../turns.js'
import { isWellFormed } from './jsonFlaw.js'
import { FlawError, JsonPieces } from './jsonPieces.js'

/** Work, as `weightOf` counts it, that is done before the caller goes on: of 10,000 values. */
const workAtOnce = 2_000_000
/** Characters of a long string that are written at once. */
const sliceLength = 2 ** 17
/** No piece is of more, in UTF-8. */
export const mostPieceBytes = 2 ** 18
/** Nor any but the last of fewer characters. */
const leastPieceLength = 2 ** 16

/** @typedef {import('./jsonPieces.js').LongString} LongString */

export class LargeText {
  /** Its first character, which tells what kind of value it is. @type {'{' | '[' | '"'} */
  opening
  /** The rest. @type {string[]} */
  pieces = []
  /** Of the rest. */
  bytes = 0

  #writer
  #source
  /** What was read, and not yet written. @type {(string | LongString)[]} */ #read = []
  /** Of the first of them, when it is a long string. */
  #position = 0
  /** Too little for a piece. */
  #gathered = ''
  #isRead = false
  #isWritten = false
  #onWritten = () => {}

  /**
   * @param {object | string} root no form of something else
   * @throws {FlawError} for what JSON cannot write, where that shows at once
   */
  constructor(root) {
    this.opening = typeof root === 'string' ? '"' : Array.isArray(root) ? '[' : '{'
    this.#writer = new JsonPieces(root)
    this.#source = this.#writer.written()
    while (!this.#isRead && this.#writer.work < workAtOnce) this.#readOn()
  }

  /**
   * @param {() => boolean} isWanted asked in each turn
   * @param {(thrown: unknown) => void} onFailed it will not be written
   */
  begin(isWanted, onFailed) {
    inTurns(() => {
      if (!isWanted()) return this.#end()
      try {
        return this.#step()
      } catch (thrown) {
        onFailed(thrown)
        return this.#end()
      }
    })
  }

  /** @param {() => void} onWritten called once, at once if it is; in the place of who else was to be */
  whenWritten(onWritten) {
    if (this.#isWritten) onWritten()
    else this.#onWritten = onWritten
  }

  /** @returns {boolean} whether there is more to be done */
  #step() {
    const next = this.#read[0]
    if (next === undefined) {
      if (!this.#isRead) this.#readOn()
      else this.#finish()
    } else if (typeof next === 'string') {
      this.#read.shift()
      this.#keep(next)
    } else this.#writeSlice(next)
    return !this.#isWritten
  }

  #readOn() {
    const { value, done } = this.#source.next()
    this.#isRead = done === true
    if (value) this.#read.push(value)
  }

  /** @param {LongString} long */
  #writeSlice({ string, path }) {
    const end = sliceEnd(string, this.#position + sliceLength)
    const slice = string.slice(this.#position, end)
    if (!isWellFormed(slice)) throw new FlawError(path, 'holds half of a surrogate pair')
    const text = JSON.stringify(slice)
    // Where nothing is escaped, it needs no copy.
    this.#keep(text.length === slice.length + 2 ? slice : text.slice(1, -1))
    this.#position = end
    if (end < string.length) return
    this.#position = 0
    this.#read.shift()
  }

  /** @param {string} text */
  #keep(text) {
    const gathered = this.#gathered === '' ? text : this.#gathered + text
    const isPiece = gathered.length >= leastPieceLength
    this.#gathered = isPiece ? '' : gathered
    if (isPiece) this.#add(gathered)
  }

  /** @param {string} piece */
  #add(piece) {
    const bytes = Buffer.byteLength(piece)
    if (bytes > mostPieceBytes) {
      const middle = sliceEnd(piece, piece.length >> 1)
      this.#add(piece.slice(0, middle))
      this.#add(piece.slice(middle))
    } else {
      this.pieces.push(piece)
      this.bytes += bytes
    }
  }

  #finish() {
    this.#add(this.#gathered)
    this.pieces[0] = this.pieces[0]?.slice(1) ?? ''
    this.bytes -= 1
    this.#isWritten = true
    this.#onWritten()
  }

  /** Nothing is held of what nobody wants. */
  #end() {
    this.pieces = []
    this.#read = []
    this.#source.return()
    return false
  }
}

/**
 * @param {string} text
 * @param {number} wanted
 * @returns {number} where to cut it: never between the halves of a surrogate pair
 */
export function sliceEnd(text, wanted) {
  if (wanted >= text.length) return text.length
  const last = text.charCodeAt(wanted - 1)
  return last >= 0xd800 && last < 0xdc00 ? wanted + 1 : wanted
}
