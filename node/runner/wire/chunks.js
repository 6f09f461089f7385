/**
 * Large messages that come in slices, put together again. Owns their order and the limit; linear in their size, for
 * the slices of a message are kept as they came and joined once.
 */

/**
 * @typedef {object} Chunk the params of `$/chunk`
 * @property {string | number} id of the request that the message is, or answers
 * @property {number} seq from 0
 * @property {string} data
 * @property {boolean} more whether this is not the last one
 *
 * @typedef {{ text: string } | { flaw: string } | null} Joined the whole message; why there will be none; not yet
 *
 * @typedef {{ slices: string[], bytes: number }} Partial
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
    const partial = this.#partials.get(id) ?? { slices: [], bytes: 0 }
    const flaw = this.#flawOf(partial, seq, data)
    if (flaw) {
      this.#partials.delete(id)
      return { flaw }
    }
    partial.slices.push(data)
    partial.bytes += Buffer.byteLength(data)
    if (partial.bytes > this.#limit) {
      this.#partials.delete(id)
      return { flaw: `is too large: more than ${this.#limit} bytes in chunks` }
    }
    if (more === true) {
      this.#partials.set(id, partial)
      return null
    }
    this.#partials.delete(id)
    return { text: partial.slices.join('') }
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
  #flawOf({ slices }, seq, data) {
    if (typeof data !== 'string') return 'came in a chunk without data'
    return seq === slices.length ? '' : `came with a hole: chunk ${seq} in the place of ${slices.length}`
  }
}
