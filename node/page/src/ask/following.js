/**
 * Follows a run from wherever it is to its end: over the live connection when there is one, else by server-sent events,
 * and from one to the other without a gap, because what was seen already is passed over by its number.
 */
import { useEffect, useReducer } from 'react'
import { read, request, Trouble, troubleOf } from '../reading/client.js'
import { eventsOf } from '../reading/events.js'
import { useLive } from '../reading/live.jsx'

const RETRY_MS = 2_000
const ENDS = ['run.done', 'run.failed', 'result', 'error']

/**
 * @typedef {{seq: number, type: string, [member: string]: any}} Said an event of a run
 *
 * @typedef {object} Following
 * @property {any} run how it is as the server describes it, with `params`; null until that is known
 * @property {Said[]} events in order, each once
 * @property {boolean} wasOver it had ended before anyone looked
 * @property {'reading' | 'going' | 'away' | 'over'} state `away`: tried again by itself
 * @property {any} error why it is not known, or why the run failed
 */

/** @type {Following} */
const NOTHING = { run: null, events: [], wasOver: false, state: 'reading', error: null }

/** @param {string} id @returns {Following} */
export function useRun(id) {
  const { state: liveState, follow } = useLive()
  const [following, dispatch] = useReducer(reduce, NOTHING)
  const isLive = liveState === 'connected'

  useEffect(() => {
    const leaving = new AbortController()
    /** @param {Said} event */
    const take = (event) => {
      dispatch({ event })
      if (ENDS.includes(event.type)) void describe(id, dispatch, leaving.signal)
    }
    void describe(id, dispatch, leaving.signal)
    const leave = isLive
      ? follow(id, (name, event) => take({ ...event, type: event.type ?? name }))
      : void readEvents(id, take, dispatch, leaving.signal)
    return () => {
      leave?.()
      leaving.abort()
    }
  }, [id, isLive, follow])

  return following
}

/** @typedef {{event: Said} | {run: any} | {error: any} | {isAway: true}} Change */

/** @param {Following} now @param {Change} change @returns {Following} */
export function reduce(now, change) {
  if ('isAway' in change) return now.state === 'over' ? now : { ...now, state: 'away' }
  if ('error' in change)
    return { ...now, error: change.error, state: change.error.isOffline ? 'away' : 'over' }
  if ('event' in change) {
    const { event } = change
    if (event.seq <= (now.events.at(-1)?.seq ?? 0)) return now
    return {
      ...now,
      events: [...now.events, event],
      state: now.state === 'over' ? 'over' : 'going',
      error: null,
    }
  }
  const { run } = change
  const isOver = ['done', 'failed', 'cancelled'].includes(run.status)
  const error = run.error ? new Trouble(run.error.message, { ...run.error, status: 500 }) : null
  const wasOver = now.wasOver || (now.run === null && isOver)
  return { ...now, run, wasOver, error, state: isOver ? 'over' : 'going' }
}

/** @param {string} id @param {(change: Change) => void} dispatch @param {AbortSignal} signal */
async function describe(id, dispatch, signal) {
  try {
    const run = await read(`/api/ai-agents/runs/${encodeURIComponent(id)}`)
    if (!signal.aborted) dispatch({ run })
  } catch (error) {
    if (!signal.aborted) dispatch({ error })
  }
}

/**
 * @param {string} id @param {(event: Said) => void} take @param {(change: Change) => void} dispatch
 * @param {AbortSignal} signal
 */
async function readEvents(id, take, dispatch, signal) {
  let after = 0
  while (!signal.aborted) {
    try {
      const path = `/api/ai-agents/runs/${encodeURIComponent(id)}/events?after=${after}`
      const response = await request('GET', path, undefined, { accept: 'text/event-stream', signal })
      if (response.status === 204) return
      if (!response.ok) throw await troubleOf(response)
      for await (const { type, id: seq, data } of eventsOf(response)) {
        if (seq === null) continue
        after = seq
        const isEnd = type === 'result' || type === 'error'
        take(isEnd ? { seq, type } : { ...data, seq })
        if (isEnd) return
      }
    } catch (error) {
      if (signal.aborted || (error instanceof Trouble && !error.isOffline && error.status < 500)) return
      dispatch({ isAway: true })
    }
    await pause(RETRY_MS, signal)
  }
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
