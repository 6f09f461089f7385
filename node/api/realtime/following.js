/**
 * The runs that one connection follows: sends each of them on, no faster than it is taken, until its end. Owns who is
 * sent what, and how much is under way; where runs are read is the orchestrator's.
 */
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { notFound, Problem } from '../problem.js'
import { messageOf } from './protocol.js'

/** Messages that may wait in the server for a connection to take them. */
const WAITING_MESSAGES = 16
export const MOST_RUNS = 64
/** Whoever takes nothing for so long does not follow any more. */
export const STALL_MS = 30_000
const RETRY_MS = 1_000
const MOST_RETRIES = 30

/** @typedef {import('../../pythonOnlyOrchestrator.js').Reading} Reading */
/** @typedef {{ending: AbortController, after: number, window: number, unacked: number[], onAck: () => void}} Following */
/** @typedef {ReturnType<typeof createFollowing>} Runs */

/**
 * @param {object} deps
 * @param {import('socket.io').Socket} deps.socket
 * @param {string} deps.learnerId
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator['follow']} deps.follow
 * @param {(error: unknown) => object} deps.errorOf
 * @param {number} [deps.stallMs]
 */
export function createFollowing({ socket, learnerId, follow, errorOf, stallMs = STALL_MS }) {
  /** @type {Map<string, Following>} */
  const followed = new Map()
  return { start, send, refuseIfFull, acknowledge, stop, stopAll }

  /**
   * @param {string} id
   * @param {{after?: number, window?: number}} from
   * @returns {Promise<{is_over: boolean}>} `is_over`: there is nothing after `after`, and never will be
   * @throws {Problem} 404
   */
  async function start(id, { after = 0, window = Infinity }) {
    stop(id)
    refuseIfFull()
    const following = begin(id, after, window)
    const { signal } = following.ending
    const reading = await follow(id, learnerId, { after, signal }).catch((error) => {
      end(id, following)
      throw error
    })
    if (!reading || reading.isOver) end(id, following)
    if (!reading) throw notFound('run', id)
    if (reading.isOver) return { is_over: true }
    void pump(reading, following)
    return { is_over: false }
  }

  /** @param {Reading} reading @param {AbortController} ending of it, too */
  function send(reading, ending) {
    stop(reading.id)
    void pump(reading, begin(reading.id, 0, Infinity, ending))
  }

  function refuseIfFull() {
    if (followed.size >= MOST_RUNS)
      throw new Problem(503, 'overloaded', `A connection follows at most ${MOST_RUNS} runs.`)
  }

  /** @param {string} id @param {number} after @param {number} window @param {AbortController} [ending] */
  function begin(id, after, window, ending = new AbortController()) {
    const following = { ending, after, window, unacked: [], onAck: () => {} }
    followed.set(id, following)
    void socket.join(`run:${id}`)
    return following
  }

  /** @param {Reading} reading @param {Following} following */
  async function pump({ id, entries }, following) {
    const { signal } = following.ending
    // What the client asked for is answered first.
    await new Promise((resolve) => setImmediate(resolve))
    /** @type {AsyncIterable<import('../../pythonOnlyOrchestrator.js').RunEntry> | null} */
    let left = entries
    for (let retries = 0; left && !signal.aborted; retries++) {
      try {
        for await (const entry of left) {
          if (signal.aborted) return
          const { name, message } = messageOf(id, entry, errorOf)
          socket.emit(name, message)
          following.after = entry.seq
          retries = 0
          if (entry.type === 'result' || entry.type === 'error') return end(id, following)
          if (!(await room(following, entry.seq))) return stalled(id, following)
        }
        // The server closes: the client is told of that.
        return end(id, following)
      } catch (error) {
        if (signal.aborted) return
        if (retries >= MOST_RETRIES) return unfollow(id, following, error)
        left = await again(id, following)
      }
    }
  }

  /** The database was away, perhaps. @param {string} id @param {Following} following */
  async function again(id, { ending: { signal }, after }) {
    while (!signal.aborted) {
      await delay(RETRY_MS, undefined, { signal, ref: false }).catch(() => {})
      try {
        return (await follow(id, learnerId, { after, signal }))?.entries ?? null
      } catch {
        // It is away still.
      }
    }
    return null
  }

  /**
   * Waits until the client has taken enough of it.
   * @param {Following} following
   * @param {number} seq
   * @returns {Promise<boolean>} false: it takes nothing
   */
  async function room(following, seq) {
    const { signal } = following.ending
    while (socket.connected && waitingIn(socket) > WAITING_MESSAGES) {
      if (!(await within(stallMs, signal, (stop) => once(socket.conn, 'drain', { signal: stop })))) {
        return signal.aborted || !socket.connected
      }
    }
    if (following.window === Infinity) return true
    following.unacked.push(seq)
    while (!signal.aborted && following.unacked.length >= following.window) {
      const acked = () => new Promise((resolve) => (following.onAck = () => resolve(undefined)))
      if (!(await within(stallMs, signal, acked))) return signal.aborted
    }
    return true
  }

  /** @param {string} id @param {number} seq */
  function acknowledge(id, seq) {
    const following = followed.get(id)
    if (!following) return
    while (following.unacked.length > 0 && Number(following.unacked[0]) <= seq) following.unacked.shift()
    following.onAck()
  }

  /** @param {string} id @param {Following} following */
  function stalled(id, following) {
    // Nothing goes through, so nothing can be said, nor would a farewell be answered.
    if (waitingIn(socket) > WAITING_MESSAGES) {
      socket.conn.close(true)
      return void socket.conn.request.socket.destroy()
    }
    const error = new Problem(408, 'deadline_exceeded', 'The events were not acknowledged.')
    unfollow(id, { ...following, after: (following.unacked[0] ?? following.after + 1) - 1 }, error)
    end(id, following)
  }

  /** @param {string} id @param {Following} following @param {unknown} error */
  function unfollow(id, following, error) {
    socket.emit('run.unfollowed', { run_id: id, after: following.after, reason: errorOf(error) })
    end(id, following)
  }

  /** @param {string} id @param {Following} following */
  function end(id, following) {
    following.ending.abort()
    if (followed.get(id) !== following) return
    followed.delete(id)
    void socket.leave(`run:${id}`)
  }

  /** @param {string} id */
  function stop(id) {
    const following = followed.get(id)
    if (following) end(id, following)
  }

  function stopAll() {
    for (const id of [...followed.keys()]) stop(id)
  }
}

/** Messages that the connection has not taken. Its declarations leave them out. @param {import('socket.io').Socket} socket */
function waitingIn({ conn }) {
  return /** @type {any} */ (conn).writeBuffer.length
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @param {(stop: AbortSignal) => Promise<unknown>} wait
 * @returns {Promise<boolean>} false: it took longer, or the signal was first
 */
async function within(ms, signal, wait) {
  const over = new AbortController()
  const leave = () => over.abort()
  signal.addEventListener('abort', leave)
  const timer = setTimeout(leave, ms)
  const late = new Promise((resolve) => over.signal.addEventListener('abort', () => resolve(false)))
  try {
    const came = wait(over.signal).then(
      () => true,
      () => false,
    )
    return Boolean(await Promise.race([came, late]))
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', leave)
    over.abort()
  }
}
