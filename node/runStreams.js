/**
 * Runs as something to be read: puts what Python says of a run into its log, and gives each reader the rest of it from
 * any number on, to the end. Owns whose log is whose, and that every reading comes to an end. The calls themselves are
 * made by others; so is what is stored of a run.
 */
import { randomUUID } from 'node:crypto'
import { createRunEvents } from './runEvents.js'

/**
 * @typedef {import('./durableRuns.js').Run} Run
 * @typedef {import('./agentFaults.js').AgentFault} AgentFault
 *
 * `data` is JSON. A gap's says between which numbers entries are missing, and why.
 * @typedef {{ type: 'result', data: string } | { type: 'error', error: AgentFault }} Ending
 * @typedef {{ seq: number } & ({ type: 'progress' | 'gap', data: string } | Ending)} RunEntry
 *
 * @typedef {import('./runLog.js').RunLog<Ending>} Log
 * @typedef {AsyncIterable<unknown> & { result: Promise<unknown> }} Stream of the runner
 *
 * @typedef {object} Reading
 * @property {string} id of the run
 * @property {AsyncIterable<RunEntry>} entries to be read once, by one; they end with the run's result or error, or when
 *   the reader's signal is aborted, or when the server closes before a kept run has ended
 */

/** How often a reader looks whether the run has ended elsewhere: another server may work on it. */
const LOOK_MS = 5_000
/**
 * A run that another server worked on before has given out numbers that are not known here. It has not given out more
 * of them than this (the second is for clocks that differ), so that counting goes on above.
 */
const EVENTS_PER_MS = 16
const EVENTS_AT_ONCE = 1_000_000

/**
 * @param {object} deps
 * @param {(id: string, learnerId: string) => Promise<Run | null>} deps.getRun
 * @param {(error: unknown) => AgentFault} deps.faultOf
 * @param {(run: Run) => AgentFault} deps.faultOfRun
 * @param {Partial<import('./runEvents.js').Bounds>} [deps.bounds]
 * @param {number} [deps.lookMs]
 */
export function createRunStreams({ getRun, faultOf, faultOfRun, bounds, lookMs = LOOK_MS }) {
  /** @type {ReturnType<typeof createRunEvents<Ending>>} */
  const events = createRunEvents({ bounds })
  /** Logs of runs that nothing is stored of. @type {WeakSet<Log>} */
  const passing = new WeakSet()
  const closing = new AbortController()

  return {
    accepted,
    refused: events.drop,
    logOf,
    ended,
    begin,
    passingRun,
    follow,
    close: () => closing.abort(),
  }

  /** A run is about to be stored. @param {string} id @param {string} learnerId */
  function accepted(id, learnerId) {
    events.open(id, learnerId)
  }

  /** @param {Run} run that is stored @returns {Log} */
  function logOf(run) {
    const begun = events.find(run.id)
    if (begun) return begun
    const ageMs = Math.max(0, Date.now() - run.createdAt.getTime())
    return events.open(run.id, run.learnerId, EVENTS_AT_ONCE + EVENTS_PER_MS * ageMs)
  }

  /** @param {Run} run that is stored with its end */
  function ended({ id }) {
    events.find(id)?.end(null)
  }

  /**
   * Begins a run that is not stored: it is cancelled when nobody reads it any more, and waits for who reads it fastest.
   *
   * @param {string} learnerId
   * @param {(run: {id: string, log: Log, signal: AbortSignal}) => Promise<unknown>} work
   * @param {AbortSignal} [signal] that its first reader went away
   * @returns {Reading & { finished: Promise<void> }} `finished` resolves when the work is over, whatever came of it
   */
  function begin(learnerId, work, signal) {
    const id = randomUUID()
    const log = events.open(id, learnerId)
    passing.add(log)
    const abandoned = new AbortController()
    log.onUnread = () => abandoned.abort(new Error('nobody reads the run any more'))
    const reader = log.read(0, signal)
    const finished = work({ id, log, signal: abandoned.signal }).then(
      (result) => {
        const data = JSON.stringify(result ?? null)
        log.end({ type: 'result', data }, Buffer.byteLength(data))
      },
      (error) => log.end({ type: 'error', error: faultOf(error) }),
    )
    return { id, entries: entriesOf({ id, learnerId, log, reader }), finished }
  }

  /**
   * How a run is that is not stored, as long as its log is kept.
   * @param {string} id
   * @param {string} learnerId
   * @returns {{id: string, ending: Ending | null} | null} `ending` null: it goes on; null: no such run, or another
   *   learner's
   */
  function passingRun(id, learnerId) {
    const log = events.find(id)
    return log?.learnerId === learnerId && passing.has(log) ? { id, ending: log.ending } : null
  }

  /**
   * @param {string} id
   * @param {string} learnerId
   * @param {{after?: number, signal?: AbortSignal}} [from] `after`: the number of the last entry the reader has
   * @returns {Promise<(Reading & {isOver: boolean}) | null>} `isOver`: the reader has all of it; null: no such run, or
   *   another learner's
   */
  async function follow(id, learnerId, { after = 0, signal } = {}) {
    const log = events.find(id) ?? (await storedLog(id, learnerId))
    if (log?.learnerId !== learnerId) return null
    const ends = [signal ?? [], passing.has(log) ? [] : closing.signal].flat()
    const reader = log.read(after, AbortSignal.any(ends))
    return { id, isOver: log.lastSeq === after, entries: entriesOf({ id, learnerId, log, reader }) }
  }

  /** @param {string} id @param {string} learnerId */
  async function storedLog(id, learnerId) {
    const run = await getRun(id, learnerId)
    if (!run) return null
    const log = logOf(run)
    if (run.finishedAt) log.end(null)
    return log
  }

  /**
   * @param {{id: string, learnerId: string, log: Log, reader: ReturnType<Log['read']>}} reading
   * @returns {AsyncGenerator<RunEntry, void, undefined>}
   */
  async function* entriesOf({ id, learnerId, log, reader }) {
    const look = () => getRun(id, learnerId).then((run) => run?.finishedAt && log.end(null), later)
    const looking = passing.has(log) ? undefined : setInterval(look, lookMs).unref()
    try {
      for await (const entry of reader) {
        if (entry.type !== 'end') yield entry
        else yield { seq: entry.seq, ...(entry.ending ?? (await storedEnding(id, learnerId))) }
      }
    } finally {
      clearInterval(looking)
    }
  }

  /** @param {string} id @param {string} learnerId @returns {Promise<Ending>} */
  async function storedEnding(id, learnerId) {
    const run = await getRun(id, learnerId)
    if (run?.status === 'done') return { type: 'result', data: JSON.stringify(run.result) }
    return {
      type: 'error',
      error: run ? faultOfRun(run) : faultOf(new Error(`run ${id} is not there any more`)),
    }
  }
}

/** The database is away: the next look tells. */
function later() {}

/**
 * Reads a call's events into a log.
 *
 * @param {Stream} stream
 * @param {{log: () => Log, isPaced: boolean}} to `isPaced`: no faster than the log is read
 * @returns {Promise<unknown>} the call's result, or its rejection
 */
export async function relay(stream, { log, isPaced }) {
  const release = () => log().release()
  if (isPaced) stream.result.then(release, release)
  try {
    for await (const event of stream) {
      log().publish(event)
      if (isPaced) await log().taken()
    }
  } catch {
    // Either the call failed, which its result says, or some of its events did not come.
    await stream.result
    log().lose('events were lost on their way')
  }
  return stream.result
}
