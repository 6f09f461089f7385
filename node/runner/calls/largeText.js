/**
 * The JSON text of a value that is too large to be written at once, and all of its pieces once it is. Owns when what is
 * written of it. Knows nothing of the wire.
 *
 * Of up to 10,000 values, what is written is what was given, whatever becomes of it meanwhile. What is more is read in the
 * turns that follow, and must be left alone until then.
 */
import { inTurns } from '../turns.js'
import { isWellFormed } from './jsonFlaw.js'
import { FlawError, JsonPieces } from './jsonPieces.js'
import { snapshotOf } from './snapshot.js'

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

  #source
  /** A string that is being written. @type {LongString | null} */ #long = null
  #position = 0
  /** Too little for a piece. */
  #gathered = ''
  #isWritten = false
  #onWritten = () => {}

  /**
   * @param {object | string} root no form of something else
   * @throws {unknown} what a getter or a `toJSON` throws
   */
  constructor(root) {
    this.opening = typeof root === 'string' ? '"' : Array.isArray(root) ? '[' : '{'
    this.#source = new JsonPieces(snapshotOf(root)).written()
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
    if (this.#long) this.#writeSlice(this.#long)
    else {
      const { value, done } = this.#source.next()
      if (done) this.#finish()
      else if (typeof value === 'string') this.#keep(value)
      else this.#long = value
    }
    return !this.#isWritten
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
    this.#long = null
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
    this.#long = null
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
