/**
 * Large messages that come in slices, put together again. Owns their order and the limit. Each slice is read as it
 * comes: there is little left to do with the last one, and a message that is none is told by the slice that shows it.
 */
import { SlicedJson } from './slicedJson.js'

/**
 * @typedef {object} Chunk the params of `$/chunk`
 * @property {string | number} id of the request that the message is, or answers
 * @property {number} seq from 0
 * @property {string} data
 * @property {boolean} more whether this is not the last one
 *
 * @typedef {{ value: any } | { flaw: string } | null} Joined what the whole says; why there will be none; not yet
 *
 * @typedef {{ json: SlicedJson, slices: number, bytes: number }} Partial
 */

export class ChunkJoiner {
  #limit
  /** @type {Map<string | number, Partial>} */ #partials = new Map()

  /** @param {number} limit most bytes of one joined message */
  constructor(limit) {
    this.#limit = limit
  }

  /** How many messages have begun and not ended. */
  get size() {
    return this.#partials.size
  }

  /** @param {string | number} id */
  has(id) {
    return this.#partials.has(id)
  }

  /**
   * @param {Chunk} chunk
   * @returns {Joined} after a flaw the message is forgotten: what still comes of it has no beginning
   */
  push({ id, seq, data, more }) {
    const partial = this.#partials.get(id) ?? { json: new SlicedJson(), slices: 0, bytes: 0 }
    const joined = this.#flawOf(partial, seq, data) ?? read(partial, data, more !== true)
    if (joined === null) this.#partials.set(id, partial)
    else this.#partials.delete(id)
    return joined
  }

  /** @param {string | number} id of a message that nobody waits for any more */
  forget(id) {
    if (this.#partials.size > 0) this.#partials.delete(id)
  }

  clear() {
    this.#partials.clear()
  }

  /**
   * @param {Partial} partial
   * @param {unknown} seq
   * @param {unknown} data
   */
  #flawOf(partial, seq, data) {
    if (typeof data !== 'string') return { flaw: 'came in a chunk without data' }
    const { slices } = partial
    if (seq !== slices) return { flaw: `came with a hole: chunk ${seq} in the place of ${slices}` }
    partial.slices += 1
    partial.bytes += Buffer.byteLength(data)
    if (partial.bytes <= this.#limit) return null
    return { flaw: `is too large: more than ${this.#limit} bytes in chunks` }
  }
}

/**
 * @param {Partial} partial
 * @param {string} data
 * @param {boolean} isLast
 * @returns {Joined}
 */
function read({ json }, data, isLast) {
  try {
    json.push(data)
    return isLast ? { value: json.end() } : null
  } catch {
    return { flaw: 'is torn: its chunks do not join' }
  }
}
