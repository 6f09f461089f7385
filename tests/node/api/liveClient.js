/** A client of the live connection that remembers what it is told, and follows runs as the protocol says. */
import { once } from 'node:events'
import { io } from 'socket.io-client'

const RUN_EVENTS = [
  ...['run.started', 'agent.started', 'agent.partial', 'agent.done'],
  ...['run.gap', 'run.done', 'run.failed'],
]

/** @typedef {Awaited<ReturnType<typeof connect>>} LiveClient */
/** @typedef {{name: string, run_id: string, seq: number, [member: string]: any}} Heard */

/**
 * @param {{after: (clean: () => void) => void}} test
 * @param {string} url
 * @param {{token?: string | (() => string), cookie?: string, headers?: Record<string, string>, transports?: string[], reconnect?: boolean}} [given]
 */
export async function connect(test, url, given = {}) {
  const client = open(test, url, given)
  await new Promise((resolve, reject) => {
    client.socket.once('connect', () => resolve(undefined))
    client.socket.once('connect_error', reject)
  })
  return client
}

/**
 * @param {{after: (clean: () => void) => void}} test
 * @param {string} url
 * @param {Parameters<typeof connect>[2]} [given]
 */
export function open(test, url, given = {}) {
  const { token, cookie, headers = {}, transports = ['websocket'], reconnect = true } = given
  const socket = io(url, {
    forceNew: true,
    transports,
    reconnection: reconnect,
    reconnectionDelay: 20,
    reconnectionDelayMax: 200,
    auth: (give) => give(token === undefined ? {} : { token: typeof token === 'function' ? token() : token }),
    extraHeaders: { ...headers, ...(cookie && { cookie }) },
  })
  test.after(() => void socket.disconnect())
  /** All of runs, in the order it came. @type {Heard[]} */
  const heard = []
  const waiting = new Set()
  for (const name of RUN_EVENTS) {
    socket.on(name, (message) => {
      heard.push({ name, ...message })
      for (const look of [...waiting]) look()
    })
  }
  const ask = (/** @type {string} */ event, /** @type {unknown} */ message) =>
    socket.timeout(10_000).emitWithAck(event, message)
  return {
    socket,
    heard,
    ask,
    until,
    lastOf,
    told: (/** @type {string} */ name) => once(/** @type {any} */ (socket), name),
  }

  /** The first that is so, of what came or will. @param {(event: Heard) => boolean} isSo @param {number} [ms] @returns {Promise<Heard>} */
  function until(isSo, ms = 20_000) {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        waiting.delete(look)
        reject(
          new Error(
            `it did not come; what came: ${JSON.stringify(heard.map(({ name, seq }) => [name, seq]))}`,
          ),
        )
      }, ms)
      const look = () => {
        const found = heard.find(isSo)
        if (!found) return
        clearTimeout(patience)
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  }

  /** @param {string} runId */
  function lastOf(runId) {
    return heard.filter(({ run_id: id }) => id === runId).at(-1)?.seq ?? 0
  }
}
