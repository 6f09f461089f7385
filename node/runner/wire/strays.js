/**
 * What comes over the wire and is no message: noise, and frames that are torn, unreadable or too large. Owns the
 * telling of the two apart, and of whose a lost frame was.
 */
import { mentionedId } from './message.js'

/** Bytes of each end of a torn frame in which an id is looked for. */
const edgeLength = 512

/**
 * @typedef {object} StraysEvents
 * @property {(id: string, why: string) => void} onLost a frame with our id in it is lost
 * @property {((why: string) => void) | undefined} onBroken a frame was lost and nobody can tell whose it was
 * @property {((noise: string, why: string) => void) | undefined} onNoise something that is no frame
 */

export class Strays {
  /** Whether the child is done: a tear is then its end, which says more. */
  isAtEnd = false

  #epoch
  #counters
  #events

  /**
   * @param {string} epoch
   * @param {import('./connection.js').WireCounters} counters
   * @param {StraysEvents} events
   */
  constructor(epoch, counters, events) {
    this.#epoch = epoch
    this.#counters = counters
    this.#events = events
  }

  /**
   * @param {string} text
   * @param {boolean} isPrefix whether a whole frame stood behind it, on the same line
   */
  unreadable(text, isPrefix) {
    if (isPrefix || !isFrameLike(text)) return this.noise(text, 'not a frame')
    this.#lost({ head: text.slice(0, edgeLength), tail: text.slice(-edgeLength) }, 'is torn')
  }

  /** @param {import('./framing.js').BrokenFrame} broken */
  broken(broken) {
    if (!isFrameLike(broken.head.trimStart())) return this.noise(broken.head, broken.reason)
    const why = broken.reason === 'utf8' ? 'is not UTF-8' : `is too large: ${broken.bytes} bytes`
    this.#lost(broken, why)
  }

  /**
   * @param {string} text
   * @param {string} why
   */
  noise(text, why) {
    this.#counters.noise += 1
    this.#events.onNoise?.(text, why)
  }

  /**
   * @param {{ head: string, tail: string }} ends
   * @param {string} why
   */
  #lost({ head, tail }, why) {
    this.#counters.brokenFrames += 1
    if (this.isAtEnd) return
    const id = mentionedId(`${head}\n${tail}`, this.#epoch)
    if (id === undefined) this.#events.onBroken?.(`a frame from Python ${why}`)
    else this.#events.onLost(id, why)
  }
}

/** @param {string} text */
function isFrameLike(text) {
  return text.startsWith('{"jsonrpc"')
}
