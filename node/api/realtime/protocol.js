/**
 * The protocol of the live connection: Socket.io 4 on the server's own port and path, WebSocket or polling.
 *
 *     import { io } from 'socket.io-client'
 *     const socket = io('https://study.example', { auth: { token: accessToken } })
 *     socket.emit('run.follow', { run_id, after: 0 }, (answer) => …)
 *     socket.on('agent.done', ({ run_id, seq, agent, ms }) => …)
 *
 * WHO. `auth: { token }` with an access token; without one the rules for guests are those of HTTP (their cookie; on a
 * development machine nothing at all). Who may not come in gets `connect_error` with `error.data` = `{code, message}`:
 * `unauthenticated`, `forbidden`, `overloaded`. Origins as over HTTP. When the token runs out or its session ends the
 * server says `auth.expired {code, message}` and breaks the connection off; a client comes again by itself, and has a
 * fresh token by then, or it sends one in time (`auth.refresh`).
 *
 * WHAT THE CLIENT SAYS. One object each, and a function for the answer (may be left out, then what is wrong comes as
 * `problem {event, error}`). The answer is `{ok: true, …}` or `{ok: false, error: {code, message, status, errors?, …}}`
 * with the names of schemas/error-codes.json. What belongs to another learner is `not_found`.
 *
 *     run.follow    {run_id, after?, window?}    from the number after `after` on, to the end. → {run_id, is_over}
 *     run.ack       {run_id, seq}                all up to `seq` is worked through; only where `window` was given
 *     run.unfollow  {run_id}
 *     run.cancel    {run_id}                     on whichever server it is. → {run_id, cancelled}: false if it had ended
 *     call          {path, fields?, follow?, timezone?}   POST /api/ai-agents/<path>. → {result}; of a durable skill, and
 *                                                with `follow` of any, {run_id} at once: then as after run.follow
 *     auth.refresh  {token}                      of the same user. → {expires_at}
 *     ops.watch, ops.unwatch  {}                 for operators
 *
 * WHAT THE SERVER SAYS OF A RUN. Each with `run_id` and `seq`; the numbers of a run rise by one, whichever server it is
 * worked on and whichever one tells of it. After a lost connection: `run.follow` with the last number again. Nothing is
 * missing and nothing comes twice; what is no longer kept is said by `run.gap`.
 *
 *     run.started    {workflow, resumed}
 *     agent.started  {agent, skill}
 *     agent.partial  {agent?, kind, …}   kind `understood`, `decision`, `token` (`text`), `withdrawn`, `page`, `finishing`, …
 *     agent.done     {agent, skill, ms, status: 'ok' | 'failed' | 'late', reason?}
 *     run.gap        {after, next, reason}   what lies between is not there any more; the run goes on
 *     run.done       {result}                the end
 *     run.failed     {error}                 the end; `error.code` is `cancelled` for a run that was cancelled
 *
 * The same as server-sent events (GET /api/ai-agents/runs/:id/events) have the same numbers under other names: `progress`
 * with what Python said as it is, `gap`, `result`, `error`, and `auth.expired` before an end for want of a token.
 *
 * HOW FAST. No faster than the client takes it: so much is on its way, then the server waits. With `window` that is so
 * many events that are not acknowledged, without it what the connection takes. Who takes nothing for STALL_MS is told
 * `run.unfollowed {run_id, after, reason}`, or the connection is broken off if nothing goes through it; the run goes on,
 * and is followed again from the last number.
 *
 * WHAT ELSE IS SAID. `notice {…}`, `plan.changed {run_id, version, moved}` to every connection of the learner, on
 * whichever server; `ops {…}` every two seconds to operators who watch; `server.stopping {retry_ms}` before the
 * connection ends because the server does: come again, what was followed goes on elsewhere.
 *
 * This module has the names, and what Python's events are called; it sends nothing.
 */

/** @typedef {import('../../pythonOnlyOrchestrator.js').RunEntry} RunEntry */
/** @typedef {{name: string, message: Record<string, unknown>}} Message */

/** What Python says of a run, and what a client hears. Everything else is `agent.partial`. */
const NAMES = /** @type {Record<string, string>} */ ({
  'run.started': 'run.started',
  'agent.started': 'agent.started',
  'agent.done': 'agent.done',
  'agent.failed': 'agent.done',
})

/** Made once for however many follow the run. @type {WeakMap<RunEntry, Message>} */
const made = new WeakMap()

/**
 * @param {string} runId
 * @param {RunEntry} entry one and the same for all who follow the run as it goes
 * @param {(error: unknown) => object} errorOf
 * @returns {Message}
 */
export function messageOf(runId, entry, errorOf) {
  const numbered = { run_id: runId, seq: entry.seq }
  switch (entry.type) {
    case 'progress': {
      const message = made.get(entry) ?? partOf(numbered, JSON.parse(entry.data))
      made.set(entry, message)
      return message
    }
    case 'gap':
      return { name: 'run.gap', message: { ...JSON.parse(entry.data), ...numbered } }
    case 'result':
      return { name: 'run.done', message: { ...numbered, result: JSON.parse(entry.data) } }
    case 'error':
      return { name: 'run.failed', message: { ...numbered, error: errorOf(entry.error) } }
  }
}

/** @param {{run_id: string, seq: number}} numbered @param {any} event @returns {Message} */
function partOf(numbered, event) {
  if (typeof event !== 'object' || event === null) {
    return { name: 'agent.partial', message: { kind: 'said', value: event, ...numbered } }
  }
  const { type, ...rest } = event
  const name = NAMES[type]
  if (type === 'agent.done') return { name: 'agent.done', message: { ...rest, status: 'ok', ...numbered } }
  if (type === 'agent.failed') {
    const status = rest.reason === 'late' ? 'late' : 'failed'
    return { name: 'agent.done', message: { ...rest, status, ...numbered } }
  }
  if (name) return { name, message: { ...rest, ...numbered } }
  // The end is what is stored, and that comes after what Python calls done.
  const kind = type === 'run.done' ? 'finishing' : (type ?? rest.kind ?? 'said')
  const agent = type === undefined ? {} : { agent: 'orchestrator' }
  return { name: 'agent.partial', message: { ...agent, ...rest, kind, ...numbered } }
}
