/** A connection whose child is the test: what it hears is read, what it says is written, and nothing runs. */
import { PassThrough, Writable } from 'node:stream'
import { Call } from '../../../node/runner/calls/call.js'
import { Connection } from '../../../node/runner/wire/connection.js'
import { ManualClock } from './manualClock.js'

/** How long a test waits for a large message: far more than any takes. */
const mostTurns = 10_000
const ending = { exitCode: null, signal: /** @type {const} */ ('SIGKILL'), stderrTail: '' }

/**
 * @param {object} [options]
 * @param {Partial<import('../../../node/runner/wire/handshake.js').Capabilities>} [options.capabilities]
 * @param {import('../../../node/runner/wire/connection.js').ConnectionEvents} [options.events]
 * @param {Record<string, import('../../../node/runner/options.js').HostMethod>} [options.hostMethods]
 * @param {number} [options.maxFrameBytes]
 */
export function openWire({ capabilities, events = {}, hostMethods = {}, maxFrameBytes = 2 ** 29 } = {}) {
  const clock = new ManualClock()
  const input = new PassThrough({ highWaterMark: 2 ** 30 })
  const output = new Pipe()
  const counters = { lateReplies: 0, noise: 0, brokenFrames: 0 }
  const ends = { input, output, epoch: 'e', maxFrameBytes, clock, counters, hostMethods }
  const connection = new Connection({ ...ends, cancelTimeoutMs: 2_000 }, events)
  connection.capabilities = { chunks: true, credit: true, ...capabilities }
  return {
    ...{ clock, connection, counters, output },
    /**
     * @param {string} method
     * @param {object} [params]
     * @param {import('../../../node/runner/calls/call.js').CallOptions} [options]
     * @param {import('../../../node/runner/calls/call.js').Flow} [flow]
     */
    send(method, params, options = { timeoutMs: Infinity }, flow = undefined) {
      const call = new Call(method, params, options, clock, flow)
      call.promise.catch(() => {})
      connection.send(call)
      return call
    },
    /** @param {object} message what the child says, and has said when this resolves */
    async say(message) {
      input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
      await turn()
    },
    /** @returns {Promise<any[]>} what the child has heard since it was asked last */
    async heard() {
      await turn()
      return output.take()
    },
    /**
     * @param {(message: any) => boolean} isLast
     * @returns {Promise<any[]>} what the child has heard since it was asked last, up to that message and its turn
     */
    async heardUntil(isLast) {
      /** @type {any[]} */
      const messages = []
      for (let turns = 0; turns < mostTurns && !messages.some(isLast); turns += 1) {
        await turn()
        messages.push(...output.take())
      }
      return messages
    },
    /** The child is gone. */
    die: () => connection.close(ending),
  }
}

/** @typedef {ReturnType<typeof openWire>} Wire */

/** Until whatever is under way within this process has come through. */
export function turn() {
  return new Promise((resolve) => setImmediate(resolve))
}

/** A pipe that takes what it is given, or, once it is `stuck`, no more than one write. */
class Pipe extends Writable {
  isStuck = false
  writes = 0
  #text = ''
  /** @type {(() => void) | null} */ #taken = null

  constructor() {
    super({ decodeStrings: false, highWaterMark: 16 * 1024 })
  }

  /**
   * @param {string} text
   * @param {string} _encoding
   * @param {() => void} taken
   * @override
   */
  _write(text, _encoding, taken) {
    this.writes += 1
    this.#text += text
    if (this.isStuck) this.#taken = taken
    else taken()
  }

  /** The child reads what is there, and no more. */
  drain() {
    const taken = this.#taken
    this.#taken = null
    taken?.()
  }

  /** @returns {any[]} */
  take() {
    const lines = this.#text.split('\n').filter((line) => line !== '')
    this.#text = ''
    return lines.map((line) => JSON.parse(line))
  }
}
