/**
 * What a child says on stderr: a bounded tail for error messages, and log events for whoever listens. Always takes
 * everything it is given, in bounded memory: a child whose stderr is not drained stands still.
 *
 * A flood would have the host do nothing but make events of it. So there is an allowance of lines; what comes beyond
 * is counted, and told as one event a second.
 */
import { systemClock } from '../clock.js'
import { FrameReader } from '../wire/framing.js'

const tailBytes = 16 * 1024
/** Characters of a noisy line that its log event shows. */
const shownNoise = 500
const lineBytes = 64 * 1024
/** Lines that may come at once, and that the allowance grows by in a second: a traceback or a thousand come whole. */
const allowedLines = 10_000
const tellLeftOutMs = 1_000
const newline = 0x0a
/** What the reader keeps of the beginning of a line that it gives up. */
const headBytes = 512
const levels = Object.freeze(['debug', 'info', 'warning', 'error'])

/**
 * @typedef {object} LogRecord one line of the child; a JSON line keeps its further members beside these
 * @property {'debug' | 'info' | 'warning' | 'error'} level `info` for a line that is not a log record
 * @property {string} logger `stderr` for such a line, `wire` for noise on stdout
 * @property {string} msg
 * @property {string} [ts] ISO-8601 UTC
 * @property {string} [request_id]
 * @property {string} [run_id]
 * @property {string} [correlation_id] what the host named the request that the call is for
 */

export class StderrLog {
  /** How much has come, ever. */
  totalBytes = 0

  #isListenedTo
  #clock
  #lines
  #onRecord
  #allowance = allowedLines
  #allowedAt
  #leftOut = 0
  /** @type {import('../clock.js').Timer | null} */ #tellTimer = null
  /** @type {Buffer[]} */ #chunks = []
  #bytes = 0
  #forgottenBytes = 0

  /**
   * @param {(record: LogRecord) => void} onRecord
   * @param {() => boolean} isListenedTo lines are not even cut out when it says no
   * @param {import('../clock.js').Clock} [clock]
   */
  constructor(onRecord, isListenedTo, clock = systemClock) {
    this.#onRecord = onRecord
    this.#isListenedTo = isListenedTo
    this.#clock = clock
    this.#allowedAt = clock.now()
    this.#lines = new FrameReader(lineBytes, {
      onFrame: (line) => this.#isAllowed() && onRecord(readRecord(line)),
      onBroken: (broken) => this.#isAllowed() && onRecord(plainRecord(shown(broken))),
    })
  }

  /** @param {Buffer} chunk */
  push(chunk) {
    this.#remember(chunk)
    if (!this.#isListenedTo()) return
    this.#allow()
    if (this.#allowance > 0) this.#lines.push(chunk)
    else this.#skip(chunk)
  }

  end() {
    this.#lines.end()
    this.#tellLeftOut()
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

  #allow() {
    const now = this.#clock.now()
    const more = ((now - this.#allowedAt) / 1000) * allowedLines
    this.#allowance = Math.min(allowedLines, this.#allowance + more)
    this.#allowedAt = now
  }

  /** Whether a line may be told; counts it either way. */
  #isAllowed() {
    if (this.#allowance > 0) {
      this.#allowance -= 1
      return true
    }
    this.#leaveOut(1)
    return false
  }

  /**
   * Counts the whole lines of a chunk without cutting them out; those at its ends are the reader's to put together.
   *
   * @param {Buffer} chunk
   */
  #skip(chunk) {
    const first = chunk.indexOf(newline)
    const last = chunk.lastIndexOf(newline)
    if (last > first) {
      this.#lines.push(chunk.subarray(0, first + 1))
      this.#leaveOut(countLines(chunk, first + 1, last))
      if (last + 1 < chunk.length) this.#lines.push(Buffer.from(chunk.subarray(last + 1)))
    } else this.#lines.push(chunk)
  }

  /** @param {number} lines */
  #leaveOut(lines) {
    this.#leftOut += lines
    if (this.#tellTimer) return
    this.#tellTimer = this.#clock.setTimeout(() => this.#tellLeftOut(), tellLeftOutMs)
    this.#tellTimer.unref?.()
  }

  #tellLeftOut() {
    if (!this.#tellTimer) return
    this.#clock.clearTimeout(this.#tellTimer)
    this.#tellTimer = null
    const lines = this.#leftOut
    this.#leftOut = 0
    const msg = `${lines} lines left out: more than ${allowedLines} a second`
    this.#onRecord({ level: 'warning', logger: 'stderr', msg })
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
 * @param {Buffer} chunk
 * @param {number} start
 * @param {number} end the newline of the last one
 */
function countLines(chunk, start, end) {
  let lines = 0
  for (let at = start; at <= end; at = chunk.indexOf(newline, at) + 1) lines += 1
  return lines
}

/** @param {import('../wire/framing.js').BrokenFrame} broken a line that is too long, or no UTF-8 */
function shown({ head, bytes, reason }) {
  return reason === 'utf8' && bytes <= headBytes ? head : `${head} … (${bytes} bytes)`
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
