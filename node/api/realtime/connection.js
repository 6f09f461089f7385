/** One connection: answers what its client says. Owns nothing that outlives it. */
import { randomUUID } from 'node:crypto'
import { problemDocument } from '../middleware/problems.js'
import { notFound, Problem } from '../problem.js'
import { counted } from '../services/addresses.js'
import { createFollowing } from './following.js'
import { askerOf } from './handshake.js'
import { checked, SHAPES } from './messages.js'

const MOST_CALLS = 8
/** Members of a problem document that say nothing here. */
const OF_HTTP = new Set(['type', 'title', 'instance', 'request_id'])
const LOCALE = /^[a-z]{2,8}(-[a-z0-9]{1,8}){0,4}$/i

/** @typedef {import('socket.io').Socket} Socket */
/** @typedef {import('../services/askers.js').Asker} Asker */
/** @typedef {{asker: Asker, shown: import('./handshake.js').Shown, address: string}} Known */

/**
 * @param {object} deps
 * @param {Socket} deps.socket its `data` is what is Known
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @param {import('../services/skills.js').Skills} deps.skills
 * @param {import('../services/askers.js').Askers} deps.askers
 * @param {Pick<import('../services/limits.js').Limits, 'take'>} deps.limits
 * @param {(asker: Asker) => boolean} deps.isOperator
 * @param {import('pino').Logger} deps.log
 * @param {number} [deps.stallMs]
 */
export function serveConnection({ socket, orchestrator, skills, askers, limits, isOperator, log, stallMs }) {
  const known = /** @type {Known} */ (socket.data)
  const { learnerId } = known.asker
  const gone = new AbortController()
  let calls = 0
  const errorOf = (/** @type {unknown} */ error) => shownError(error, socket, log)
  const runs = createFollowing({ socket, learnerId, follow: orchestrator.follow, errorOf, stallMs })

  /** @type {Record<string, (message: Record<string, any>) => Promise<object> | object>} */
  const answers = {
    'run.follow': async ({ run_id, after, window }) => ({
      run_id,
      ...(await runs.start(run_id, { after, window })),
    }),
    'run.ack': ({ run_id, seq }) => {
      runs.acknowledge(run_id, seq)
      return {}
    },
    'run.unfollow': ({ run_id }) => {
      runs.stop(run_id)
      return { run_id }
    },
    'run.cancel': cancel,
    call,
    'auth.refresh': refresh,
    'ops.watch': async () => {
      if (!isOperator(known.asker)) throw new Problem(403, 'forbidden', 'This is for operators.')
      await socket.join('ops')
      return {}
    },
    'ops.unwatch': async () => {
      await socket.leave('ops')
      return {}
    },
  }
  for (const event of Object.keys(SHAPES)) {
    socket.on(event, (...given) => void answer(event, given))
  }
  socket.once('disconnect', () => {
    gone.abort(new Error('the client went away'))
    runs.stopAll()
  })

  /** @param {string} event @param {unknown[]} given a message, and a function for the answer; both may be missing */
  async function answer(event, given) {
    const last = given.at(-1)
    const reply = typeof last === 'function' ? last : null
    const payload = typeof given[0] === 'function' ? undefined : given[0]
    try {
      const work = /** @type {(typeof answers)[string]} */ (answers[event])
      const outcome = await work(checked(event, payload))
      reply?.({ ok: true, ...outcome })
    } catch (error) {
      if (gone.signal.aborted) return
      if (reply) reply({ ok: false, error: errorOf(error) })
      else socket.emit('problem', { event, error: errorOf(error) })
    }
  }

  /** @param {Record<string, any>} message */
  async function cancel({ run_id: id }) {
    const outcome = await orchestrator.cancelRun(id, learnerId)
    if (!outcome) throw notFound('run', id)
    return { run_id: id, ...outcome }
  }

  /** @param {Record<string, any>} message */
  async function call({ path, fields = {}, follow = false, timezone }) {
    await limits.take('calls', known.asker.user ? learnerId : counted(known.address))
    if (calls >= MOST_CALLS)
      throw new Problem(503, 'overloaded', `A connection makes at most ${MOST_CALLS} calls at once.`)
    calls += 1
    try {
      const request = { path, fields, from: callerOf(timezone) }
      const { durable } = await skills.find(path)
      if (durable || follow) runs.refuseIfFull()
      if (!durable && !follow) {
        const outcome = await skills.perform(request, { signal: gone.signal })
        return outcome.done ? { result: outcome.result } : { run_id: outcome.id }
      }
      const ending = new AbortController()
      const reading = await skills.stream(request, { signal: ending.signal })
      runs.send(reading, ending)
      return { run_id: reading.id }
    } finally {
      calls -= 1
    }
  }

  /** @param {string} [timezone] @returns {import('../../pythonOnlyOrchestrator.js').Caller} */
  function callerOf(timezone = Intl.DateTimeFormat().resolvedOptions().timeZone) {
    const [language] = `${socket.handshake.headers['accept-language'] ?? ''}`.split(/[,;]/)
    const locale = language && LOCALE.test(language.trim()) ? language.trim() : undefined
    return { learnerId, timezone, locale, correlationId: randomUUID() }
  }

  /** @param {Record<string, any>} message */
  async function refresh({ token }) {
    const asker = await askerOf(askers, { token })
    if (asker.learnerId !== learnerId || asker.user === null)
      throw new Problem(401, 'unauthenticated', 'The token is of somebody else: connect anew.')
    known.asker = asker
    known.shown = { ...known.shown, token }
    return { expires_at: asker.expiresAt }
  }
}

/**
 * What a client is told of an error: as over HTTP, in fewer words.
 * @param {unknown} error
 * @param {Socket} socket
 * @param {import('pino').Logger} log
 */
export function shownError(error, socket, log) {
  const request = /** @type {any} */ ({ id: socket.id, originalUrl: '/socket.io', log })
  const { status, code, detail, errors, ...rest } = problemDocument(error, request)
  const more = Object.fromEntries(Object.entries(rest).filter(([name]) => !OF_HTTP.has(name)))
  return { code, message: detail, status, ...(errors && { errors }), ...more }
}
