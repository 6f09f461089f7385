/**
 * Bytes to frames: one frame a line, LF or CRLF, blank lines ignored. Owns the size limit; does no I/O and knows
 * nothing of JSON.
 *
 * Linear in what it is fed whatever the chunk sizes: a chunk is searched once, a long frame is gathered as a list
 * and joined once. Memory is bounded by the limit: a frame beyond it is let go as it arrives and reported with
 * its first and last bytes, from which a reader may still learn whose it was.
 */
import { isUtf8 } from 'node:buffer'

const newline = 0x0a
const carriageReturn = 0x0d
/** Chunks gathered before they are joined into one: bounds the cost of a peer that writes byte by byte. */
const gatherCount = 1024
/** Bytes kept of each end of a frame that is not. */
const edgeBytes = 512

/**
 * @typedef {object} BrokenFrame
 * @property {'oversize' | 'utf8'} reason
 * @property {number} bytes
 * @property {string} head
 * @property {string} tail
 *
 * @typedef {object} FrameSink
 * @property {(text: string) => void} onFrame
 * @property {(broken: BrokenFrame) => void} onBroken
 */

export class FrameReader {
  #limit
  #sink
  #bytes = 0
  /** @type {Buffer[]} */ #joined = []
  /** @type {Buffer[]} */ #gathered = []
  /** @type {Discard | null} */ #discard = null

  /**
   * @param {number} limit most bytes in one frame, its newline not counted
   * @param {FrameSink} sink
   */
  constructor(limit, sink) {
    this.#limit = limit
    this.#sink = sink
  }

  /** Whether the frame now arriving is already past the limit. */
  get isDiscarding() {
    return this.#discard !== null
  }

  /** @param {Buffer} chunk kept by reference until its frame is complete */
  push(chunk) {
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#complete(chunk, start, end)
      start = end + 1
      if (start < chunk.length) start += this.#deliverMany(chunk, start)
    }
    if (start < chunk.length) this.#keep(start === 0 ? chunk : chunk.subarray(start))
  }

  /** The peer is done: a last line without a newline is a line. */
  end() {
    this.#complete(Buffer.alloc(0), 0, 0)
  }

  /**
   * Many small frames at once: decoding them together costs little more than one of them alone.
   *
   * @param {Buffer} chunk
   * @param {number} start of a frame
   * @returns {number} how many bytes of it are dealt with; 0 where the frames must be looked at one by one
   */
  #deliverMany(chunk, start) {
    const end = chunk.lastIndexOf(newline)
    if (end < start || end - start > this.#limit) return 0
    const text = chunk.toString('utf8', start, end)
    if (text.includes('\ufffd')) return 0
    for (const line of text.split('\n')) {
      const frame = line.endsWith('\r') ? line.slice(0, -1) : line
      if (frame !== '') this.#sink.onFrame(frame)
    }
    return end + 1 - start
  }

  /**
   * @param {Buffer} chunk
   * @param {number} start
   * @param {number} end
   */
  #complete(chunk, start, end) {
    if (this.#bytes === 0 && end - start <= this.#limit) return this.#deliver(chunk, start, end)
    this.#keep(chunk.subarray(start, end))
    const discard = this.#discard
    const frame = discard ? null : Buffer.concat([...this.#joined, ...this.#gathered], this.#bytes)
    this.#joined = []
    this.#gathered = []
    this.#bytes = 0
    this.#discard = null
    if (frame) this.#deliver(frame, 0, frame.length)
    else if (discard) this.#sink.onBroken(discard.report())
  }

  /** @param {Buffer} part */
  #keep(part) {
    this.#bytes += part.length
    if (this.#discard) return this.#discard.push(part)
    this.#gathered.push(part)
    if (this.#bytes > this.#limit) return this.#giveUp()
    if (this.#gathered.length < gatherCount) return
    this.#joined.push(Buffer.concat(this.#gathered))
    this.#gathered = []
  }

  #giveUp() {
    const discard = new Discard()
    for (const part of this.#joined) discard.push(part)
    for (const part of this.#gathered) discard.push(part)
    this.#joined = []
    this.#gathered = []
    this.#discard = discard
  }

  /**
   * @param {Buffer} buffer
   * @param {number} start
   * @param {number} end
   */
  #deliver(buffer, start, end) {
    if (end > start && buffer[end - 1] === carriageReturn) end -= 1
    if (end === start) return
    const text = buffer.toString('utf8', start, end)
    // The decoder puts U+FFFD for what it cannot read, and a frame may hold one honestly: look only then.
    if (text.includes('\ufffd') && !isUtf8(buffer.subarray(start, end))) {
      const edges = new Discard()
      edges.push(buffer.subarray(start, end))
      return this.#sink.onBroken({ ...edges.report(), reason: 'utf8' })
    }
    this.#sink.onFrame(text)
  }
}

/** What is remembered of a frame that is let go: its size and both ends. */
class Discard {
  #bytes = 0
  #head = Buffer.alloc(0)
  #tail = Buffer.alloc(0)

  /** @param {Buffer} part */
  push(part) {
    this.#bytes += part.length
    if (this.#head.length < edgeBytes) {
      this.#head = Buffer.concat([this.#head, part.subarray(0, edgeBytes - this.#head.length)])
    }
    this.#tail = Buffer.concat([this.#tail, part.subarray(-edgeBytes)]).subarray(-edgeBytes)
  }

  /** @returns {BrokenFrame} */
  report() {
    return {
      reason: 'oversize',
      bytes: this.#bytes,
      head: this.#head.toString(),
      tail: this.#tail.toString(),
    }
  }
}
