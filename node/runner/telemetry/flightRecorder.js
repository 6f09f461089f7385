/**
 * The last frames that went by on one connection, for the report on a crash. Owns the ring and what a record holds;
 * `flightRecords.js` keeps the records. A frame costs a few stores: nothing is parsed, masked or copied until a record
 * is made, but for the beginnings of large frames, which would otherwise keep all of them alive.
 */
import { maskJson, maskText } from './secrets.js'

/** Characters that are kept of a frame from Python. */
const keptIn = 2 * 1024
/** And of one to it: a request that is whole can be replayed. */
const keptOut = 16 * 1024
/** And of all in one record, the newest first: it is written while calls wait to be told of the crash. */
const keptInAll = 2 ** 20

/**
 * @typedef {object} FrameRecord
 * @property {'out' | 'in'} direction as the host sees it
 * @property {string} at ISO-8601 UTC
 * @property {number} characters of the whole frame
 * @property {boolean} cut whether `text` is only its beginning
 * @property {string} text secrets masked
 *
 * @typedef {object} CrashFacts
 * @property {import('../child/childProcess.js').Command} command
 * @property {import('../errors.js').Ending} ending
 * @property {number | undefined} pid
 * @property {import('../errors.js').StartPhase} phase how far the process had got
 * @property {import('../wire/handshake.js').RunnerInfo | null} runner
 * @property {{ id: string, method: string, phase: string }[]} lost the calls it took along
 *
 * @typedef {ReturnType<FlightRecorder['record']>} FlightRecord
 */

export class FlightRecorder {
  #capacity
  /** @type {string[]} */ #texts
  #characters
  #instants
  #isOut
  #count = 0
  #next = 0

  /**
   * @param {number} frames how many are kept; 0: none
   */
  constructor(frames) {
    this.#capacity = frames
    this.#texts = Array(frames).fill('')
    this.#characters = new Float64Array(frames)
    this.#instants = new Float64Array(frames)
    this.#isOut = new Uint8Array(frames)
  }

  /**
   * @param {boolean} isOut whether it goes to Python
   * @param {string} text
   * @param {number} [length] of the whole frame, of which this is the beginning
   */
  frame(isOut, text, length = text.length) {
    if (this.#capacity === 0) return
    const place = this.#next
    const kept = isOut ? keptOut : keptIn
    this.#texts[place] = text.length > kept ? beginningOf(text, kept) : text
    this.#characters[place] = length
    this.#instants[place] = Date.now()
    this.#isOut[place] = isOut ? 1 : 0
    this.#count += 1
    this.#next = place + 1 === this.#capacity ? 0 : place + 1
  }

  /** @param {CrashFacts} facts */
  record({ command: { python, args, cwd, env }, ending, pid, phase, runner, lost }) {
    const { exitCode, signal, why, hung, stderrTail } = ending
    return {
      format: 1,
      at: new Date().toISOString(),
      host: { node: process.version, platform: `${process.platform} ${process.arch}` },
      runner,
      // Values stay out: what is handed down to the child is where keys and passwords are.
      command: { python, args: args.map(maskText), cwd, env: Object.keys(env) },
      ending: { pid, phase, exitCode, signal, why: why ?? null },
      verdict: hung?.verdict ?? null,
      evidence: hung?.evidence ?? null,
      pythonStack: hung?.pythonStack ?? null,
      lost: lost.map(({ id, method, phase: reached }) => ({ id, method, phase: reached })),
      stderrTail: maskText(stderrTail),
      framesSeen: this.#count,
      frames: this.#frames(),
    }
  }

  /** @returns {FrameRecord[]} oldest first */
  #frames() {
    const frames = []
    let characters = 0
    for (let back = 1; back <= Math.min(this.#count, this.#capacity); back += 1) {
      const place = (this.#next - back + this.#capacity) % this.#capacity
      characters += this.#texts[place]?.length ?? 0
      if (characters > keptInAll) break
      frames.push(this.#frame(place))
    }
    return frames.reverse()
  }

  /**
   * @param {number} place
   * @returns {FrameRecord}
   */
  #frame(place) {
    const text = this.#texts[place] ?? ''
    const characters = this.#characters[place] ?? 0
    return {
      direction: this.#isOut[place] ? 'out' : 'in',
      at: new Date(this.#instants[place] ?? 0).toISOString(),
      characters,
      cut: text.length < characters,
      text: maskJson(text.trimEnd()),
    }
  }
}

/**
 * A copy: a slice would keep the whole text in memory.
 *
 * @param {string} text
 * @param {number} length
 */
function beginningOf(text, length) {
  return Buffer.from(text.slice(0, length)).toString()
}
