/**
 * What a child says on stderr: a bounded tail for error messages, and log events for whoever listens. Always takes
 * everything it is given, in bounded memory: a child whose stderr is not drained stands still.
 */
import { FrameReader } from './framing.js'

const tailBytes = 16 * 1024
/** Characters of a noisy line that its log event shows. */
const shownNoise = 500
const lineBytes = 64 * 1024
const levels = Object.freeze(['debug', 'info', 'warning', 'error'])

/**
 * @typedef {object} LogRecord one line of the child; a JSON line keeps its further members beside these
 * @property {'debug' | 'info' | 'warning' | 'error'} level `info` for a line that is not a log record
 * @property {string} logger `stderr` for such a line, `wire` for noise on stdout
 * @property {string} msg
 * @property {string} [ts] ISO-8601 UTC
 * @property {string} [request_id]
 * @property {string} [run_id]
 */

export class StderrLog {
  /** How much has come, ever. */
  totalBytes = 0

  #isListenedTo
  #lines
  /** @type {Buffer[]} */ #chunks = []
  #bytes = 0
  #forgottenBytes = 0

  /**
   * @param {(record: LogRecord) => void} onRecord
   * @param {() => boolean} isListenedTo lines are not even cut out when it says no
   */
  constructor(onRecord, isListenedTo) {
    this.#isListenedTo = isListenedTo
    this.#lines = new FrameReader(lineBytes, {
      onFrame: (line) => onRecord(readRecord(line)),
      onBroken: ({ head, bytes }) => onRecord(plainRecord(`${head} … (${bytes} bytes)`)),
    })
  }

  /** @param {Buffer} chunk */
  push(chunk) {
    this.#remember(chunk)
    if (this.#isListenedTo()) this.#lines.push(chunk)
  }

  end() {
    this.#lines.end()
  }

  /** The last 16 KiB, from the beginning of a line where that is possible. */
  get tail() {
    const all = Buffer.concat(this.#chunks)
    if (all.length <= tailBytes) return all.toString()
    const cut = all.subarray(-tailBytes)
    return cut.subarray(cut.indexOf('\n') + 1).toString()
  }

  /** Of the tail, what came since `forget`. */
  get recent() {
    const bytes = Math.min(this.totalBytes - this.#forgottenBytes, tailBytes)
    return bytes === 0 ? '' : Buffer.concat(this.#chunks).subarray(-bytes).toString()
  }

  /** @param {number} bytes of all that has come */
  forget(bytes) {
    this.#forgottenBytes = bytes
  }

  /** @param {Buffer} chunk */
  #remember(chunk) {
    this.totalBytes += chunk.length
    this.#chunks.push(Buffer.from(chunk.subarray(-tailBytes)))
    this.#bytes += Math.min(chunk.length, tailBytes)
    // Joined only now and then, so that neither many small chunks nor large ones cost more than their bytes.
    if (this.#bytes < 4 * tailBytes && this.#chunks.length < 4096) return
    const kept = Buffer.from(Buffer.concat(this.#chunks).subarray(-tailBytes - 1))
    this.#chunks = [kept]
    this.#bytes = kept.length
  }
}

/**
 * @param {string} line
 * @returns {LogRecord}
 */
function readRecord(line) {
  if (!line.startsWith('{')) return plainRecord(line)
  try {
    const { level, logger, msg, ...rest } = JSON.parse(line)
    if (!levels.includes(level) || typeof msg !== 'string') return plainRecord(line)
    return { ...rest, level, logger: String(logger ?? ''), msg }
  } catch {
    return plainRecord(line)
  }
}

/**
 * @param {string} msg
 * @returns {LogRecord}
 */
function plainRecord(msg) {
  return { level: 'info', logger: 'stderr', msg }
}

/**
 * Something on the wire that is no frame, as a line of the log.
 *
 * @param {string} noise
 * @param {string} why
 * @returns {LogRecord}
 */
export function noiseRecord(noise, why) {
  const text = noise.length > shownNoise ? `${noise.slice(0, shownNoise)} …` : noise
  return { level: 'warning', logger: 'wire', msg: `${why}: ${text}` }
}
