/**
 * Where Python is, told by a process that may not be able to tell anything: a signal makes its fault handler write the
 * stacks of all threads to descriptor 3, in C, whoever holds the interpreter's lock. Owns the host's end of that
 * descriptor, which is also the lifeline: that it closes tells the child that the host is gone.
 *
 * Where there is no such descriptor the child writes its stacks to stderr by itself when its event loop stands still
 * for too long, and they are looked for there.
 */
import { catchesSignal } from './processFacts.js'

/** A dump is complete when nothing more of it has come for this long. */
const quietMs = 50
/** How long a dump may take altogether. */
const limitMs = 500
/** A hundred threads with a hundred frames each, which is the most the fault handler writes, rarely come near it. */
const maxBytes = 512 * 1024

/**
 * @typedef {object} DumpedState
 * @property {boolean} isOurs whether it is known to have the fault handler, for systems that do not tell
 * @property {boolean} isStopped it has to go on to tell where it stands
 */

export class StackDump {
  #lifeline
  /** @type {Promise<string | null> | null} */ #underWay = null
  /** @type {((chunk: Buffer) => void) | null} */ #onChunk = null

  /** @param {import('node:stream').Duplex | null} lifeline null where there is none */
  constructor(lifeline) {
    this.#lifeline = lifeline
    lifeline?.on('error', () => {})
    lifeline?.on('data', (chunk) => this.#onChunk?.(chunk))
  }

  /**
   * Asks once however many ask at the same time.
   *
   * @param {number} pid
   * @param {DumpedState} state
   * @param {() => string} stderrText what it wrote there of late
   * @returns {Promise<string | null>} null when it could not be had; never rejects, takes half a second at most
   */
  take(pid, state, stderrText) {
    this.#underWay ??= this.#take(pid, state, stderrText).finally(() => (this.#underWay = null))
    return this.#underWay
  }

  /**
   * @param {number} pid
   * @param {DumpedState} state
   * @param {() => string} stderrText
   */
  async #take(pid, { isOurs, isStopped }, stderrText) {
    if (!this.#lifeline) return stackIn(stderrText())
    // A process that does not handle the signal would be ended by it.
    if (!((await catchesSignal(pid, 'SIGUSR1')) ?? isOurs)) return null
    const dump = this.#collect()
    try {
      process.kill(pid, 'SIGUSR1')
      // The signal is pending before the process goes on, so the first thing it does is to tell where it stood.
      if (isStopped) process.kill(pid, 'SIGCONT')
    } catch {
      return null
    }
    return dump
  }

  /** @returns {Promise<string | null>} */
  #collect() {
    return new Promise((resolve) => {
      /** @type {Buffer[]} */
      const chunks = []
      let bytes = 0
      const finish = () => {
        this.#onChunk = null
        clearTimeout(quiet)
        clearTimeout(limit)
        resolve(bytes === 0 ? null : Buffer.concat(chunks).subarray(0, maxBytes).toString().trimEnd())
      }
      const limit = setTimeout(finish, limitMs)
      /** @type {NodeJS.Timeout | undefined} */
      let quiet
      this.#onChunk = (chunk) => {
        if (bytes < maxBytes) chunks.push(chunk)
        bytes += chunk.length
        clearTimeout(quiet)
        quiet = setTimeout(finish, quietMs)
      }
    })
  }
}

/**
 * The last dump in a text that has other lines too.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function stackIn(text) {
  const start = [...text.matchAll(/^Timeout \(\d+:\d\d:\d\d(?:\.\d+)?\)!$/gm)].at(-1)
  if (!start) return null
  const lines = text.slice(start.index + start[0].length + 1).split('\n')
  const end = lines.findIndex((line) => !/^(?:Thread 0x|Current thread 0x| {2}\S|$)/.test(line))
  const stack = (end === -1 ? lines : lines.slice(0, end)).join('\n').trimEnd()
  return stack === '' ? null : stack
}
