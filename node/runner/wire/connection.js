/**
 * JSON-RPC 2.0 with one child over its two pipes. Owns the ids, the table of pending calls and their settlement.
 * Knows nothing of processes or restarts: it is given streams, and told when they are no more.
 *
 * An id is `<epoch>.<n>`, the epoch being different for each child: a late reply, or one from an earlier child, can
 * never find another call. While the pipe is full `hasRoom` is false and calls stay with their queue, from where they
 * can still go to another process.
 */
import { Call } from '../calls/call.js'
import { exitedError } from '../errors.js'
import { answerHead, answerText, HostMethods } from './hostMethods.js'
import { Incoming } from './incoming.js'
import { LastWords } from '../calls/lastWords.js'
import { isAbandonment } from './message.js'
import { chunkedFromBytes, Outgoing } from './outgoing.js'
import { PendingCalls } from './pending.js'
import { brokenReply, isLate, settleByReply } from './reply.js'
import { messageAround, piecesOf, requestText, sizeOf, tooLargeError } from './request.js'

/**
 * @typedef {object} ConnectionEvents
 * @property {(method: string, params: any) => void} [onNotification]
 * @property {(noise: string, why: string) => void} [onNoise] something on the wire that is no frame
 * @property {(why: string) => void} [onBroken] a frame was lost and nobody can tell whose it was
 * @property {() => void} [onRoom] there may be room again
 * @property {(call: Call<any>) => void} [onReturned] the runner refused it unseen, because it is shutting down
 * @property {(call: Call<any>) => void} [onUncancelled] its cancel was left without an answer for `cancelTimeoutMs`: it
 *   is settled, and its process is stuck
 * @property {() => void} [onAbandoned] work that was cancelled, and answered as such, goes on in Python
 * @property {() => Promise<string | null>} [stackDump] where Python is now
 * @property {(direction: 'in' | 'out', text: string, length?: number) => void} [onFrame] each frame as it came, each
 *   message as it goes; of a large one the beginning, and how much it is
 *
 * @typedef {object} WireCounters what went by that answered no call
 * @property {number} lateReplies
 * @property {number} noise
 * @property {number} brokenFrames those that could not be read, and events left out as too large for one
 */

export class Connection {
  /** Most calls the runner takes at a time; the handshake tells. */
  maxInFlight = Infinity
  /** Most bytes of a message the runner reads; the handshake tells. */
  maxSendBytes
  /** @type {import('./handshake.js').Capabilities} */
  capabilities = { chunks: false, credit: false }

  #incoming
  #outgoing
  #hostMethods
  #lastWords
  #clock
  #counters
  #events
  #isRefusing = false
  /** @type {import('../errors.js').Ending | null} */ #ending = null
  #pending
  /** Of those, the bridge's own requests: they take no caller's place. */
  #internal = 0

  /**
   * @param {object} ends
   * @param {import('node:stream').Readable} ends.input what the child says
   * @param {import('node:stream').Writable} ends.output what the child hears
   * @param {string} ends.epoch
   * @param {number} ends.maxFrameBytes
   * @param {import('../clock.js').Clock} ends.clock
   * @param {WireCounters} ends.counters
   * @param {Readonly<Record<string, import('../options.js').HostMethod>>} ends.hostMethods what the child may call
   * @param {number} ends.cancelTimeoutMs for the answer to a cancel
   * @param {ConnectionEvents} [events]
   */
  constructor(ends, events = {}) {
    const { clock, hostMethods, cancelTimeoutMs } = ends
    this.#pending = new PendingCalls(`${ends.epoch}.`)
    this.#clock = clock
    this.#counters = ends.counters
    this.#events = events
    this.maxSendBytes = ends.maxFrameBytes
    this.#outgoing = new Outgoing(ends.output, clock, () => events.onRoom?.())
    this.#lastWords = new LastWords(clock, cancelTimeoutMs, events)
    this.#hostMethods = new HostMethods(hostMethods, clock, this.#answer)
    this.#incoming = new Incoming(ends.input, ends, {
      onResponse: (response) => this.#onResponse(response),
      onRequest: (request) => this.#hostMethods.serve(request),
      onNotification: (method, params) => this.#onNotification(method, params),
      isAwaited: (id) => this.#isAwaited(id),
      onLost: (id, why) => this.#onLost(id, why),
      onBroken: events.onBroken,
      onNoise: events.onNoise,
      onFrame: events.onFrame,
    })
  }

  /** When the child last gave a sign of life, as the clock tells it. */
  get heardAt() {
    return this.#incoming.heardAt
  }

  get inFlight() {
    return this.#pending.size - this.#internal
  }

  get hasRoom() {
    if (this.#ending || this.#isRefusing || this.inFlight >= this.maxInFlight) return false
    return this.#outgoing.hasRoom
  }

  /** The names of what the child may call here. */
  get hostMethods() {
    return this.#hostMethods.names
  }

  /**
   * Puts a call on the wire. Its reply, or `close`, settles it; if it settles by itself the runner is told.
   *
   * @param {Call<any>} call
   */
  send(call) {
    if (call.large !== null) return this.#sendLarge(call, call.large)
    const id = this.#pending.nextId()
    const text = requestText(call, id, this.capabilities.credit)
    const bytes = sizeOf(text, Math.min(chunkedFromBytes, this.maxSendBytes))
    if (bytes > this.maxSendBytes) return call.fail(tooLargeError(call, bytes, this.maxSendBytes))
    call.id = id
    call.holder = this
    this.#pending.add(call)
    if (call.isInternal) this.#internal += 1
    if (call.isInternal) this.#writeControl(text, call)
    else this.#write(id, text, bytes, call)
  }

  /**
   * Takes the call at once, and has nothing to say of it before its parameters are written.
   *
   * @param {Call<any>} call
   * @param {import('../calls/largeText.js').LargeText} large
   */
  #sendLarge(call, large) {
    const id = this.#pending.nextId()
    call.id = id
    call.holder = this
    this.#pending.add(call)
    large.whenWritten(() => {
      if (call.holder !== this || call.id !== id || call.leavingFor !== null) return
      const head = requestText(call, id, this.capabilities.credit).slice(0, -1)
      const { pieces, bytes } = messageAround(head, large)
      if (bytes > this.maxSendBytes) call.fail(tooLargeError(call, bytes, this.maxSendBytes))
      else this.#writePieces(id, pieces, bytes, call)
    })
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
    if (this.#ending) return
    this.#writeControl(JSON.stringify({ jsonrpc: '2.0', method, params }))
  }

  /** @param {Call<any>} call settled on this side: its reply, if one still comes, is late */
  release(call) {
    this.#forget(call)
    // Of what never left, the runner knows nothing; and of a cancel it was told.
    if (call.phase === 'queued') call.frame = ''
    else if (call.leavingFor !== 'cancel') this.notify('$/cancelRequest', { id: call.id })
    this.#events.onRoom?.()
  }

  /**
   * @param {Call<any>} call of which the runner is to say its last word
   * @param {import('../calls/call.js').LeavingKind} kind
   */
  part(call, kind) {
    if (call.isInternal) return call.lastWord({})
    // Of a request that has left in part, the runner can tell nothing, and is not to hold on to it.
    const isCut = this.#outgoing.withdraw(call.id)
    if (kind === 'cancel' || isCut) this.notify('$/cancelRequest', { id: call.id })
    this.#lastWords.await(call, kind)
  }

  /**
   * @param {Call<any>} call
   * @param {number} n events more
   */
  giveCredit(call, n) {
    if (this.capabilities.credit) this.notify('$/credit', { id: call.id, n })
  }

  /** @param {(call: Call<any>) => import('../errors.js').AgentRunnerError} reasonFor each of the callers' calls */
  rejectAll(reasonFor) {
    for (const call of this.#pending.all()) if (!call.isInternal) call.fail(reasonFor(call))
  }

  /**
   * Nothing comes or goes from here on.
   *
   * @param {import('../errors.js').Ending} ending of the child
   * @returns {Call<any>[]} the callers' calls left without a reply, in the order they were given; those whose `phase`
   *   is `queued` never left this side
   */
  close(ending) {
    this.#ending = ending
    this.#outgoing.close()
    this.#incoming.close()
    this.#hostMethods.close('the process that made the host call is gone')
    const left = this.#pending.all()
    this.#pending.clear()
    this.#internal = 0
    for (const call of left) {
      call.holder = null
      this.#lastWords.forget(call)
      if (call.leavingFor !== null) call.lastWord({ rung: 'process' })
      else if (call.isInternal) call.fail(exitedError(call, ending))
    }
    return left.filter((call) => !call.isSettled)
  }

  /** @param {Call<any>} call that is over, or about to be */
  #forget(call) {
    if (this.#pending.delete(call) && call.isInternal) this.#internal -= 1
    this.#incoming.forget(call.id)
    this.#outgoing.withdraw(call.id)
    if (call.leavingFor !== null) this.#lastWords.forget(call)
  }

  /**
   * @param {string | number | null} id
   * @param {string} text
   * @param {number} bytes
   * @param {Call<any>} [call]
   * @returns {void}
   */
  #write(id, text, bytes, call) {
    if (bytes > chunkedFromBytes && this.capabilities.chunks) {
      return this.#writePieces(id, piecesOf(text, bytes), bytes, call)
    }
    // Shown as it is written, its newline included: the same string is put together once, another one twice.
    const line = `${text}\n`
    this.#events.onFrame?.('out', line)
    this.#outgoing.send(line, call)
  }

  /**
   * @param {string | number | null} id
   * @param {string[]} pieces
   * @param {number} bytes
   * @param {Call<any>} [call]
   * @returns {void}
   */
  #writePieces(id, pieces, bytes, call) {
    if (!this.capabilities.chunks) return this.#write(id, pieces.join(''), bytes, call)
    this.#events.onFrame?.('out', pieces.slice(0, 3).join(''), bytes)
    this.#outgoing.sendInChunks(id, pieces, call)
  }

  /**
   * @param {string} text
   * @param {Call<any>} [call]
   */
  #writeControl(text, call) {
    const line = `${text}\n`
    this.#events.onFrame?.('out', line)
    this.#outgoing.sendControl(line, call)
  }

  /** @type {import('./hostMethods.js').Answer} */
  #answer = (id, outcome) => {
    if (this.#ending) return
    const isLarge = 'large' in outcome
    const text = isLarge ? answerHead(id, outcome.large) : answerText(id, outcome)
    const { pieces, bytes } = isLarge
      ? messageAround(text, outcome.large)
      : { pieces: [], bytes: sizeOf(text, Math.min(chunkedFromBytes, this.maxSendBytes)) }
    if (bytes <= this.maxSendBytes) {
      return isLarge ? this.#writePieces(id, pieces, bytes) : this.#write(id, text, bytes)
    }
    const data = { bytes, limit: this.maxSendBytes }
    this.#answer(id, { error: { code: -32006, message: 'Result is too large', data } })
  }

  /**
   * @param {string} method
   * @param {any} params
   */
  #onNotification(method, params) {
    if (method === '$/progress') this.#onProgress(params)
    else if (method === '$/cancelRequest') this.#onCancel(params?.id)
    else this.#events.onNotification?.(method, params)
  }

  /** @param {any} params */
  #onProgress(params) {
    const call = this.#pending.get(params?.id)
    if (!call) return
    // Of an event that is too long for a frame, only the number comes.
    const isLeftOut = params.event === undefined
    this.#counters.brokenFrames += call.missing(params.seq, isLeftOut)
    if (isLeftOut) call.consumed()
    else call.progress(params.event)
  }

  /** @param {any} id of a host call */
  #onCancel(id) {
    this.#incoming.forget(id)
    this.#outgoing.withdraw(id)
    this.#hostMethods.cancel(id)
  }

  /** @param {any} id of a message in chunks, of which one came */
  #isAwaited(id) {
    const call = this.#pending.get(id)
    call?.touch()
    return call !== undefined || this.#hostMethods.mayAsk(id)
  }

  /** @param {any} response */
  #onResponse(response) {
    if (isAbandonment(response.error)) this.#events.onAbandoned?.()
    const call = this.#pending.get(response.id)
    if (!call) return this.#incoming.unclaimed(response)
    this.#forget(call)
    call.holder = null
    if (isLate(call, response)) this.#counters.lateReplies += 1
    if (!settleByReply(call, response)) {
      this.#isRefusing = true
      this.#events.onReturned?.(call)
    }
    this.#events.onRoom?.()
  }

  /**
   * @param {any} id of a message that will not come whole
   * @param {string} why
   */
  #onLost(id, why) {
    const call = this.#pending.get(id)
    if (call) call.fail(brokenReply(call, why))
    else if (this.#hostMethods.mayAsk(id)) {
      this.#answer(id, { error: { code: -32700, message: 'Parse error', data: { reason: why } } })
    }
  }
}
