/**
 * The live connections (their protocol: protocol.js). Owns the Socket.io server, who is let in and for how long, what
 * learners are told on whichever server they are, and how it all ends. Sole door to Socket.io.
 */
import { createAdapter } from '@socket.io/postgres-adapter'
import { Server } from 'socket.io'
import { BODY_LIMIT_BYTES } from '../middleware/body.js'
import { Problem } from '../problem.js'
import { serveConnection, shownError } from './connection.js'
import { addressOf, askerOf, knownPages, shownBy } from './handshake.js'

/** How often is looked whether a session still counts. What was found is kept a moment by others (services/auth.js). */
const LOOK_MS = 2_000
/** Guests have nothing that runs out: only that they may have an account by now. */
const LOOKS_PER_GUEST = 15
const OPS_MS = 2_000
const MOST_OF_A_LEARNER = 500
/** Of one message to a learner: what is larger is to be asked for. */
const MOST_TOLD_BYTES = 65_536
/** So much of it goes as it is; what is larger goes through a table. PostgreSQL takes 8,000 bytes. */
const PAYLOAD_BYTES = 7_900
const RETRY_MS = 1_000

/** @typedef {import('socket.io').Socket} Socket */
/** @typedef {import('./connection.js').Known} Known */
/** @typedef {ReturnType<typeof openSockets>} Sockets */

/**
 * @param {object} deps
 * @param {import('node:http').Server} deps.server
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @param {import('../services/skills.js').Skills} deps.skills
 * @param {import('../services/askers.js').Askers} deps.askers
 * @param {Pick<import('../services/limits.js').Limits, 'take'>} deps.limits
 * @param {import('../services/ops.js').Ops} deps.ops
 * @param {import('../db/listener.js').AdapterPool | null} deps.pool for messages between servers; null: there is one
 * @param {import('pino').Logger} deps.log
 * @param {boolean} deps.anyHost
 * @param {readonly string[]} deps.corsOrigins
 * @param {(address: string, hop: number) => boolean} [deps.trusts] which proxies may say where somebody comes from
 * @param {{lookMs?: number, opsMs?: number, stallMs?: number, pingMs?: number}} [deps.times]
 */
export function openSockets(deps) {
  const { server, orchestrator, skills, askers, limits, ops, pool, log, anyHost, corsOrigins } = deps
  const { trusts = () => false, times = {} } = deps
  const io = new Server(server, {
    serveClient: false,
    maxHttpBufferSize: BODY_LIMIT_BYTES,
    allowRequest: knownPages({ anyHost, corsOrigins }),
    ...(corsOrigins.length > 0 && { cors: { origin: [...corsOrigins], credentials: true } }),
    ...(times.pingMs && { pingInterval: times.pingMs, pingTimeout: times.pingMs }),
  })
  if (pool) {
    const errorHandler = (/** @type {Error} */ error) =>
      log.warn({ err: error }, 'other servers are not told')
    const options = { payloadThreshold: PAYLOAD_BYTES, errorHandler }
    io.adapter(createAdapter(/** @type {any} */ (pool), options))
  }
  let isStopping = false
  let looks = 0
  io.use((socket, next) => void letIn(socket, next))
  io.on('connection', serve)
  const looking = setInterval(() => void look(), times.lookMs ?? LOOK_MS).unref()
  const watching = setInterval(() => void tellOperators(), times.opsMs ?? OPS_MS).unref()

  return { publish, stopping, close, count: () => io.of('/').sockets.size }

  /** @param {Socket} socket @param {(error?: Error) => void} next */
  async function letIn(socket, next) {
    try {
      const shown = shownBy(socket)
      const asker = await askerOf(askers, shown)
      if (
        isStopping ||
        (io.of('/').adapter.rooms.get(roomOf(asker.learnerId))?.size ?? 0) >= MOST_OF_A_LEARNER
      )
        throw new Problem(503, 'overloaded', 'Too many connections.')
      socket.data = { shown, asker, address: addressOf(socket, trusts) }
      next()
    } catch (error) {
      const data = shownError(error, socket, log)
      // The client gives up when it is refused, and comes again when it is broken off.
      if (data.status >= 500) socket.conn.close()
      else next(Object.assign(new Error(data.message), { data }))
    }
  }

  /** @param {Socket} socket */
  function serve(socket) {
    const { asker } = /** @type {Known} */ (socket.data)
    void socket.join(roomOf(asker.learnerId))
    const { isOperator } = ops
    serveConnection({ socket, orchestrator, skills, askers, limits, isOperator, log, stallMs: times.stallMs })
    if (isStopping) socket.conn.close()
  }

  /** Whoever may not be here any more is told, and goes. */
  async function look() {
    looks += 1
    const due = [...io.of('/').sockets.values()].filter(
      (socket, index) => socket.data.asker?.user || (index + looks) % LOOKS_PER_GUEST === 0,
    )
    await Promise.all(due.map(lookAt))
  }

  /** @param {Socket} socket */
  async function lookAt(socket) {
    const refusal = await askers.refusalOf(/** @type {Known} */ (socket.data))
    if (refusal === null) return
    const { code, message } = shownError(refusal, socket, log)
    socket.emit('auth.expired', { code, message })
    socket.conn.close()
  }

  async function tellOperators() {
    if ((io.of('/').adapter.rooms.get('ops')?.size ?? 0) === 0) return
    try {
      const snapshot = await ops.snapshot()
      // The next one is as good for those who cannot take it now.
      io.local.to('ops').volatile.emit('ops', snapshot)
    } catch (error) {
      log.warn({ err: error }, 'operators could not be told')
    }
  }

  /**
   * Tells a learner, wherever connected; nobody waits for it.
   * @param {string} learnerId
   * @param {{type: string} & Record<string, unknown>} event
   */
  function publish(learnerId, { type, ...event }) {
    const isLarge = Buffer.byteLength(JSON.stringify(event)) > MOST_TOLD_BYTES
    const told = isLarge ? { ...namesIn(event), is_shortened: true } : event
    io.to(roomOf(learnerId)).emit(type, told)
  }

  /** Lets nobody in any more, and says so to those who are in. */
  function stopping() {
    isStopping = true
    io.local.emit('server.stopping', { retry_ms: RETRY_MS })
  }

  /** Breaks off, so that clients come again elsewhere by themselves. */
  async function close() {
    if (!isStopping) stopping()
    clearInterval(looking)
    clearInterval(watching)
    for (const socket of io.of('/').sockets.values()) socket.conn.close()
    io.engine.close()
    await io.of('/').adapter.close()
  }
}

/** @param {string} learnerId */
function roomOf(learnerId) {
  return `learner:${learnerId}`
}

/** Enough to ask for the rest. @param {Record<string, unknown>} event */
function namesIn(event) {
  return Object.fromEntries(
    Object.entries(event).filter(([, value]) => typeof value !== 'object' && `${value}`.length < 200),
  )
}
