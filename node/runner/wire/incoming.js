/**
 * The read side of one connection: bytes in, messages out. Owns the frames, the joining of chunks, and what to make
 * of whatever is neither. Knows nothing of calls.
 */
import { ChunkJoiner } from './chunks.js'
import { FrameReader } from './framing.js'
import { isMessage, readMessage, readMessages } from './message.js'
import { Pace } from './pace.js'
import { Strays } from './strays.js'

/** Requests of the child that may be under way in chunks; of each, as much as a whole message may have to be kept. */
const mostPartialRequests = 4

/**
 * @typedef {object} IncomingEvents
 * @property {(response: any) => void} onResponse
 * @property {(request: any) => void} onRequest
 * @property {(method: string, params: any) => void} onNotification
 * @property {(id: any) => boolean} isAwaited whether anyone wants the message that comes in chunks under this id
 * @property {(id: any, why: string) => void} onLost the message with this id will not come whole
 * @property {((why: string) => void) | undefined} onBroken a frame was lost and nobody can tell whose it was
 * @property {((noise: string, why: string) => void) | undefined} onNoise something that is no frame
 * @property {((direction: 'in', text: string) => void) | undefined} onFrame each frame as it came
 */

export class Incoming {
  /** When the child last gave a sign of life, as the clock tells it. */
  heardAt

  #clock
  #counters
  #events
  #reader
  /** Replies in chunks: of calls that wait for them, and so no more than those. */
  #replies
  #requests
  /** So that the chunks that have come already do not hold up everything else. */
  #pace
  #strays
  #epoch
  #isClosed = false

  /**
   * @param {import('node:stream').Readable} input
   * @param {object} facts
   * @param {string} facts.epoch
   * @param {number} facts.maxFrameBytes
   * @param {import('../clock.js').Clock} facts.clock
   * @param {import('./connection.js').WireCounters} facts.counters
   * @param {IncomingEvents} events
   */
  constructor(input, { epoch, maxFrameBytes, clock, counters }, events) {
    this.#epoch = epoch
    this.#clock = clock
    this.#counters = counters
    this.#events = events
    this.heardAt = clock.now()
    this.#replies = new ChunkJoiner(maxFrameBytes)
    this.#requests = new ChunkJoiner(maxFrameBytes)
    this.#pace = new Pace(input)
    this.#strays = new Strays(epoch, counters, events)
    this.#reader = new FrameReader(maxFrameBytes, {
      onFrame: (text) => this.#onFrame(text),
      onBroken: (broken) => this.#strays.broken(broken),
    })
    input.on('data', (chunk) => this.#onData(chunk))
    input.on('end', () => this.#onEnd())
    // A pipe that breaks is the end of a process, and its owner sees that; here it must only not be thrown.
    input.on('error', () => {})
  }

  /** @param {any} id of a message that nobody waits for any more */
  forget(id) {
    if (this.#isOurs(id)) this.#replies.forget(id)
    else this.#requests.forget(id)
  }

  /** @param {any} response to no call that waits for one */
  unclaimed(response) {
    if (this.#isOurs(response.id)) this.#counters.lateReplies += 1
    else this.#strays.noise(JSON.stringify(response.error ?? response), 'a reply to no request')
  }

  /** Nothing is heard from here on. */
  close() {
    this.#isClosed = true
    this.#replies.clear()
    this.#requests.clear()
  }

  /** @param {Buffer} chunk */
  #onData(chunk) {
    if (this.#isClosed) return
    this.#reader.push(chunk)
    // A frame without end is no sign of life, however many bytes of it arrive.
    if (!this.#reader.isDiscarding) this.heardAt = this.#clock.now()
  }

  /** The last line may be whole without its newline. Where it is not, the end of the child says more than its tear. */
  #onEnd() {
    this.#strays.isAtEnd = true
    this.#reader.end()
  }

  /** @param {string} text */
  #onFrame(text) {
    if (this.#isClosed) return
    this.#events.onFrame?.('in', text)
    const message = readMessage(text)
    if (message !== undefined) return this.#onMessage(message)
    const { messages, noise } = readMessages(text)
    if (noise) this.#strays.unreadable(noise, messages.length > 0)
    for (const each of messages) this.#onMessage(each)
  }

  /** @param {any} message an object that calls itself JSON-RPC 2.0 */
  #onMessage(message) {
    const { method, id } = message
    if (typeof method !== 'string') this.#events.onResponse(message)
    else if (id !== undefined) this.#events.onRequest(message)
    else if (method === '$/chunk') this.#onChunk(message.params ?? {})
    else this.#events.onNotification(method, message.params)
  }

  /** @param {any} chunk */
  #onChunk(chunk) {
    const { id, more } = chunk
    const isOurs = this.#isOurs(id)
    if (!(isOurs ? this.#events.isAwaited(id) : this.#isRequest(chunk))) {
      // The last of a message that nobody waits for any more is a late reply like another.
      if (more !== true && isOurs) this.#counters.lateReplies += 1
      return
    }
    const began = performance.now()
    const joined = (isOurs ? this.#replies : this.#requests).push(chunk)
    this.#pace.spent(performance.now() - began)
    if (joined === null) return
    const flaw = 'flaw' in joined ? joined.flaw : this.#onJoined(id, joined.value)
    if (flaw === null) return
    this.#counters.brokenFrames += 1
    this.#events.onLost(id, flaw)
  }

  /** @param {any} chunk whether it belongs to a request of the child that is taken */
  #isRequest({ id, seq }) {
    if (this.#requests.has(id)) return true
    return seq === 0 && this.#requests.size < mostPartialRequests && this.#events.isAwaited(id)
  }

  /**
   * @param {any} id
   * @param {any} message
   * @returns {string | null} what is wrong with it
   */
  #onJoined(id, message) {
    if (!isMessage(message) || message.id !== id) return 'is torn: its chunks do not join'
    this.#onMessage(message)
    return null
  }

  /** @param {any} id */
  #isOurs(id) {
    return typeof id === 'string' && id.startsWith(`${this.#epoch}.`)
  }
}
