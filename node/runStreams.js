/**
 * Runs as something to be read: gives each reader the rest of a run from any number on, to the end. Owns whose log is
 * whose, and that every reading comes to an end. What a durable run says is stored before anybody sees it; its log is what
 * is read most of it, on whichever server, and the store tells the rest. What a passing run says is in its log alone.
 * The calls themselves are made by others; so is what else is stored of a run.
 */
import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { createRunEvents } from './runEvents.js'
import { createRunEventWriter } from './runEventWriter.js'
import { PAGE_EVENTS, storedEntries } from './storedEntries.js'

/**
 * @typedef {import('./durableRuns.js').Run} Run
 * @typedef {import('./agentFaults.js').AgentFault} AgentFault
 *
 * `data` is JSON. A gap's says between which numbers entries are missing, and why.
 * @typedef {{ type: 'result', data: string } | { type: 'error', error: AgentFault }} Ending
 * @typedef {{ seq: number } & ({ type: 'progress' | 'gap', data: string } | Ending)} RunEntry
 *
 * Whether a run's end is written, as far as that is known.
 * @typedef {'not said' | 'perhaps' | 'written'} End
 *
 * @typedef {import('./runLog.js').RunLog<Ending>} Log
 *
 * @typedef {object} Reading
 * @property {string} id of the run
 * @property {AsyncIterable<RunEntry>} entries to be read once, by one; they end with the run's result or error, or when
 *   the reader's signal is aborted, or when the server closes before a kept run has ended
 */

/** How often a reader looks whether more of a run is stored, or it has ended: what is told may get lost. */
const LOOK_MS = 5_000
/** What the last events of an attempt may take to be stored before its end is. */
const STORE_MS = 5_000

/**
 * @param {object} deps
 * @param {(id: string, learnerId?: string) => Promise<Run | null>} deps.getRun without `learnerId`: whosever it is
 * @param {(error: unknown) => AgentFault} deps.faultOf
 * @param {(run: Run) => AgentFault} deps.faultOfRun
 * @param {import('./runEventStore.js').RunEventStore} deps.store
 * @param {string} deps.owner of the leases that are held here
 * @param {(level: 'info' | 'warn' | 'error', message: string, fields: object) => void} deps.log
 * @param {Partial<import('./runEvents.js').Bounds>} [deps.bounds]
 * @param {Partial<import('./runEventWriter.js').WriterBounds>} [deps.writerBounds]
 * @param {number} [deps.lookMs]
 */
export function createRunStreams(deps) {
  const { getRun, faultOf, faultOfRun, store, owner, bounds, writerBounds, lookMs = LOOK_MS } = deps
  /** @type {ReturnType<typeof createRunEvents<Ending>>} */
  const events = createRunEvents({ bounds })
  const writer = createRunEventWriter({
    store,
    owner,
    log: deps.log,
    bounds: writerBounds,
    onStored: arrived,
  })
  /** How to end a run that nothing is stored of. @type {WeakMap<Log, AbortController>} */
  const passing = new WeakMap()
  /** Logs that are being brought up to date; `again`: there is more by now. @type {Map<Log, {again: boolean, end: End}>} */
  const updating = new Map()
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)

  return {
    accepted,
    refused: events.drop,
    recorderOf: (/** @type {Run} */ run) => writer.begin(run.id),
    recorded: (/** @type {string} */ id) => writer.settled(id, STORE_MS),
    noticed,
    ended: (/** @type {Run} */ run) => changed(run.id, 'written'),
    begin,
    passingRun,
    cancelPassing,
    follow,
    close: () => {
      closing.abort()
      writer.close()
    },
  }

  /** A run is about to be stored; it may have been asked for before. @param {string} id @param {string} learnerId */
  function accepted(id, learnerId) {
    if (!events.peek(id)) events.open(id, learnerId)
  }

  /** What servers tell each other. @param {import('./runEventStore.js').Notice} notice */
  function noticed(notice) {
    if (notice.kind === 'ended') changed(notice.runId, 'written')
    else if (notice.kind === 'missed') for (const [id] of events.all()) changed(id, 'perhaps')
    else if (
      !writer.isRecording(notice.runId) &&
      notice.seq >= (events.peek(notice.runId)?.nextSeq ?? Infinity)
    )
      changed(notice.runId)
  }

  /** More of a run is stored than is in its log. @param {string} id @param {End} [end] */
  function changed(id, end = 'not said') {
    const log = events.peek(id)
    if (!log || passing.has(log)) return
    if (log.isRead) void update(id, log, end)
    // Whoever comes later reads what is stored.
    else if (!writer.isRecording(id)) events.drop(id)
  }

  /** Stored from here. @param {string} id @param {import('./runEventStore.js').StoredEvent[]} stored */
  function arrived(id, stored) {
    const log = events.peek(id)
    const first = stored[0]?.seq ?? 0
    if (!log || first < 1) return
    if (first <= log.nextSeq) log.take(stored)
    else changed(id)
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
    const abandoned = new AbortController()
    passing.set(log, abandoned)
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
   * @returns {boolean} false: no such run, another learner's, or one that is stored
   */
  function cancelPassing(id, learnerId) {
    const log = events.find(id)
    const going = log && log.learnerId === learnerId ? passing.get(log) : undefined
    going?.abort(new Error('it was cancelled'))
    return going !== undefined
  }

  /**
   * @param {string} id
   * @param {string} learnerId
   * @param {{after?: number, signal?: AbortSignal}} [from] `after`: the number of the last entry the reader has
   * @returns {Promise<(Reading & {isOver: boolean}) | null>} `isOver`: the reader has all of it; null: no such run, or
   *   another learner's
   */
  async function follow(id, learnerId, { after = 0, signal } = {}) {
    const log = events.find(id) ?? (await openStored(id, learnerId))
    if (log?.learnerId !== learnerId) return null
    const ends = [signal ?? [], passing.has(log) ? [] : closing.signal].flat()
    const reader = log.read(after, AbortSignal.any(ends))
    return { id, isOver: log.lastSeq === after, entries: entriesOf({ id, learnerId, log, reader }) }
  }

  /** The log of a run begins with what is not stored yet; the rest is read there. @param {string} id @param {string} learnerId */
  async function openStored(id, learnerId) {
    const run = await getRun(id, learnerId)
    if (!run) return null
    const { seq } = await store.last(id)
    const opened = events.find(id)
    if (opened) return opened
    const log = events.open(id, learnerId, seq + 1)
    if (run.finishedAt) log.end(null)
    return log
  }

  /**
   * Brings a log up to what is stored. Once at a time: who asks meanwhile has it done again.
   * @param {string} id
   * @param {Log} log
   * @param {End} end
   */
  async function update(id, log, end) {
    const running = updating.get(log)
    if (running) {
      running.again = true
      if (running.end !== 'written' && end !== 'not said') running.end = end
      return
    }
    const state = { again: true, end }
    updating.set(log, state)
    try {
      while (state.again && log.endedAt === null && !closing.signal.aborted) {
        state.again = false
        // In this order: after its end nothing more is stored.
        const isOver =
          state.end === 'written' || (state.end === 'perhaps' && Boolean((await getRun(id))?.finishedAt))
        let stored
        do {
          stored = await store.read(id, log.nextSeq - 1, PAGE_EVENTS)
          log.take(stored)
        } while (stored.length === PAGE_EVENTS)
        if (isOver) log.end(null)
      }
    } catch {
      // The database is away: the next look tells.
    } finally {
      updating.delete(log)
    }
  }

  /**
   * @param {{id: string, learnerId: string, log: Log, reader: ReturnType<Log['read']>}} reading
   * @returns {AsyncGenerator<RunEntry, void, undefined>}
   */
  async function* entriesOf({ id, learnerId, log, reader }) {
    const isStored = !passing.has(log)
    const looking = isStored ? setInterval(() => void update(id, log, 'perhaps'), lookMs).unref() : undefined
    try {
      for await (const entry of reader) {
        if (entry.type === 'end')
          yield { seq: entry.seq, ...(entry.ending ?? (await storedEnding(id, learnerId))) }
        else if (isStored && entry.type === 'gap' && entry.evicted) {
          for await (const stored of storedEntries(store, id, JSON.parse(entry.data))) {
            reader.position = stored.seq
            yield stored
            if (reader.hasLeft) return
          }
        } else yield entry
      }
    } finally {
      clearInterval(looking)
      await reader.return()
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
