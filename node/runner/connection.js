/**
 * JSON-RPC 2.0 with one child over its two pipes. Owns the ids, the table of pending calls and the write side.
 * Knows nothing of processes or restarts: it is given streams, and told when they are no more.
 *
 * An id is `<epoch>.<n>`, the epoch being different for each child: a late reply, or one from an earlier child, can
 * never find another call. Nothing here ever waits for `drain`: while the pipe is full `hasRoom` is false and calls
 * stay with their queue, from where they can still go to another process.
 */
import { Call } from './call.js'
import { FrameReader } from './framing.js'
import { exitedError, protocolError } from './errors.js'
import { isRefusal, isWireError, mentionedId, readMessage } from './message.js'

/** Text gathered within one turn of the event loop before it is written out: one system call for many frames. */
const batchLength = 64 * 1024

/**
 * @typedef {object} ConnectionEvents
 * @property {(method: string, params: any) => void} [onNotification]
 * @property {(noise: string, why: string) => void} [onNoise] something on the wire that is no frame
 * @property {(why: string) => void} [onBroken] a frame was lost and nobody can tell whose it was
 * @property {() => void} [onRoom] there may be room again
 * @property {(call: Call<any>) => void} [onReturned] the runner refused it unseen, because it is shutting down
 *
 * @typedef {object} WireCounters what went by that answered no call
 * @property {number} lateReplies
 * @property {number} noise
 * @property {number} brokenFrames
 */

export class Connection {
  /** When the child last gave a sign of life, as the clock tells it. */
  heardAt
  /** Most calls the runner takes at a time; the handshake tells. */
  maxInFlight = Infinity
  /** Most bytes of a frame the runner reads; the handshake tells. */
  maxSendBytes

  #output
  #epoch
  #clock
  #events
  #counters
  #reader
  #lastId = 0
  #batch = ''
  #isRefusing = false
  #hasEnded = false
  /** @type {import('./errors.js').Ending | null} */ #ending = null
  /** @type {Map<string, Call<any>>} */ #pending = new Map()
  /** The bridge's own requests: they take no caller's place. @type {Map<string, Call<any>>} */ #internal =
    new Map()

  /**
   * @param {object} ends
   * @param {import('node:stream').Readable} ends.input what the child says
   * @param {import('node:stream').Writable} ends.output what the child hears
   * @param {string} ends.epoch
   * @param {number} ends.maxFrameBytes
   * @param {import('./clock.js').Clock} ends.clock
   * @param {WireCounters} ends.counters
   * @param {ConnectionEvents} [events]
   */
  constructor({ input, output, epoch, maxFrameBytes, clock, counters }, events = {}) {
    this.#output = output
    this.#epoch = epoch
    this.#clock = clock
    this.#counters = counters
    this.#events = events
    this.heardAt = clock.now()
    this.maxSendBytes = maxFrameBytes
    this.#reader = new FrameReader(maxFrameBytes, {
      onFrame: (text) => this.#onFrame(text),
      onBroken: (broken) => this.#onBrokenFrame(broken),
    })
    input.on('data', (chunk) => this.#onData(chunk))
    input.on('end', () => this.#onEnd())
    output.on('drain', () => this.#events.onRoom?.())
    // A pipe that breaks is the end of a process, and its owner sees that; here it must only not be thrown.
    input.on('error', () => {})
    output.on('error', () => {})
  }

  get inFlight() {
    return this.#pending.size
  }

  get hasRoom() {
    if (this.#ending || this.#isRefusing || this.#pending.size >= this.maxInFlight) return false
    return this.#output.writable && !this.#output.writableNeedDrain
  }

  /**
   * Puts a call on the wire. Its reply, or `close`, settles it; if it settles by itself the runner is told.
   *
   * @param {Call<any>} call
   */
  send(call) {
    const id = `${this.#epoch}.${(this.#lastId += 1)}`
    const method = JSON.stringify(call.method)
    const text = `{"jsonrpc":"2.0","id":"${id}","method":${method},"params":${call.paramsText}}\n`
    if (isLongerThan(text, this.maxSendBytes)) {
      const size = `the request is ${Buffer.byteLength(text)} bytes; the limit is ${this.maxSendBytes}`
      return call.fail(protocolError(`${call.method}: ${size}`, { method: call.method, phase: 'queued' }))
    }
    call.id = id
    call.holder = this
    this.#tableOf(call).set(id, call)
    call.sent()
    this.#write(text)
  }

  /**
   * A request of the bridge's own.
   *
   * @param {string} method
   * @param {object} params
   * @param {number} timeoutMs
   * @returns {Promise<any>}
   */
  request(method, params, timeoutMs) {
    const call = new Call(method, params, { timeoutMs }, this.#clock)
    call.isInternal = true
    if (this.#ending) call.fail(exitedError(call, this.#ending))
    else this.send(call)
    return call.promise
  }

  /**
   * @param {string} method
   * @param {object} params
   */
  notify(method, params) {
    this.#write(`${JSON.stringify({ jsonrpc: '2.0', method, params })}\n`)
  }

  /** @param {Call<any>} call settled on this side: its reply, if one still comes, is late */
  release(call) {
    this.#tableOf(call).delete(call.id)
    this.notify('$/cancelRequest', { id: call.id })
    this.#events.onRoom?.()
  }

  /** @param {(call: Call<any>) => import('./errors.js').AgentRunnerError} reasonFor each of the callers' calls */
  rejectAll(reasonFor) {
    for (const call of [...this.#pending.values()]) call.fail(reasonFor(call))
  }

  /**
   * Nothing comes or goes from here on.
   *
   * @param {import('./errors.js').Ending} ending of the child
   * @returns {Call<any>[]} the callers' calls left without a reply, in the order they were sent
   */
  close(ending) {
    this.#ending = ending
    this.#batch = ''
    const lost = [...this.#pending.values()]
    const internal = [...this.#internal.values()]
    this.#pending.clear()
    this.#internal.clear()
    for (const call of [...lost, ...internal]) call.holder = null
    for (const call of internal) call.fail(exitedError(call, ending))
    return lost
  }

  /** @param {Call<any>} call */
  #tableOf(call) {
    return call.isInternal ? this.#internal : this.#pending
  }

  /** @param {string} text */
  #write(text) {
    if (this.#ending) return
    if (this.#batch === '') queueMicrotask(() => this.#flush())
    this.#batch += text
    if (this.#batch.length >= batchLength) this.#flush()
  }

  #flush() {
    const batch = this.#batch
    this.#batch = ''
    if (batch !== '' && this.#output.writable) this.#output.write(batch)
  }

  /** @param {Buffer} chunk */
  #onData(chunk) {
    if (this.#ending) return
    this.#reader.push(chunk)
    // A frame without end is no sign of life, however many bytes of it arrive.
    if (!this.#reader.isDiscarding) this.heardAt = this.#clock.now()
  }

  /** The last line may be whole without its newline. Where it is not, the end of the child says more than its tear. */
  #onEnd() {
    this.#hasEnded = true
    this.#reader.end()
  }

  /** @param {string} text */
  #onFrame(text) {
    if (this.#ending) return
    const { messages, noise } = readMessage(text)
    if (noise) this.#onUnreadable(noise, messages.length > 0)
    for (const message of messages) this.#onMessage(message)
  }

  /** @param {any} message an object that calls itself JSON-RPC 2.0 */
  #onMessage(message) {
    if (typeof message.method !== 'string') return this.#onResponse(message)
    if (message.id === undefined) return this.#onNotification(message.method, message.params)
    const error = { code: -32601, message: 'the host serves no methods' }
    this.#write(`${JSON.stringify({ jsonrpc: '2.0', id: message.id, error })}\n`)
  }

  /**
   * @param {string} method
   * @param {any} params
   */
  #onNotification(method, params) {
    if (method === '$/progress') this.#pending.get(params?.id)?.progress(params.event)
    else this.#events.onNotification?.(method, params)
  }

  /** @param {any} response */
  #onResponse(response) {
    const { id, result, error } = response
    const call = this.#pending.get(id) ?? this.#internal.get(id)
    if (!call) return this.#onUnclaimed(response)
    this.#tableOf(call).delete(id)
    call.holder = null
    if (error === undefined && result !== undefined) call.succeed(result)
    else if (isRefusal(error) && !call.isInternal) this.#onRefused(call)
    else if (isWireError(error)) call.failRemotely(error)
    else call.fail(brokenReply(call, 'is neither a result nor an error'))
    this.#events.onRoom?.()
  }

  /** @param {any} response that no call waits for */
  #onUnclaimed(response) {
    if (typeof response.id === 'string' && response.id.startsWith(`${this.#epoch}.`)) {
      this.#counters.lateReplies += 1
    } else {
      this.#onNoise(JSON.stringify(response.error ?? response), 'a reply to no request')
    }
  }

  /** @param {Call<any>} call */
  #onRefused(call) {
    this.#isRefusing = true
    this.#events.onReturned?.(call)
  }

  /**
   * @param {string} text
   * @param {boolean} isPrefix whether a whole frame stood behind it, on the same line
   */
  #onUnreadable(text, isPrefix) {
    if (!isPrefix && text.startsWith('{"jsonrpc"')) {
      return this.#onLostFrame({ head: text.slice(0, 512), tail: text.slice(-512) }, 'is torn')
    }
    this.#onNoise(text, 'not a frame')
  }

  /** @param {import('./framing.js').BrokenFrame} broken */
  #onBrokenFrame(broken) {
    if (!broken.head.trimStart().startsWith('{"jsonrpc"')) return this.#onNoise(broken.head, broken.reason)
    const why = broken.reason === 'utf8' ? 'is not UTF-8' : `is too large: ${broken.bytes} bytes`
    this.#onLostFrame(broken, why)
  }

  /**
   * @param {{ head: string, tail: string }} ends
   * @param {string} why
   */
  #onLostFrame({ head, tail }, why) {
    this.#counters.brokenFrames += 1
    if (this.#hasEnded) return
    const id = mentionedId(`${head}\n${tail}`, this.#epoch)
    const call = id === undefined ? undefined : this.#pending.get(id)
    if (call) call.fail(brokenReply(call, why))
    else if (id === undefined) this.#events.onBroken?.(`a frame from Python ${why}`)
  }

  /**
   * @param {string} text
   * @param {string} why
   */
  #onNoise(text, why) {
    this.#counters.noise += 1
    this.#events.onNoise?.(text, why)
  }
}

/**
 * @param {string} text
 * @param {number} limit in bytes, the newline not counted
 */
function isLongerThan(text, limit) {
  if (text.length * 3 <= limit) return false
  return text.length - 1 > limit || Buffer.byteLength(text) - 1 > limit
}

/**
 * @param {Call<any>} call
 * @param {string} why
 */
function brokenReply({ method, phase }, why) {
  return protocolError(`${method}: the reply from Python ${why}`, { method, phase })
}
