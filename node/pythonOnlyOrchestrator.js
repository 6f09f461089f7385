/**
 * What the application asks of its agents, in the application's words: start a run, call a skill, look a run up,
 * say how the agents are. Owns the promise that nothing hangs and no accepted work is lost when Python is away.
 * Over a runner and a runs repository, both given; knows no HTTP, no SQL and no learner's rights.
 */
import { randomUUID } from 'node:crypto'
import { createAgentCalls } from './agentCalls.js'
import { AgentFault, createFaults } from './agentFaults.js'
import { record, relay } from './callEvents.js'
import { createDurableRuns, RunsOverloaded } from './durableRuns.js'
import { createMemoryEventStore } from './runEventStore.js'
import { createRunStreams } from './runStreams.js'

export { AgentFault }

/** @typedef {import('./durableRuns.js').Run} Run */
/** @typedef {import('./durableRuns.js').Verdict} Verdict */
/** @typedef {import('./agentFaults.js').ErrorCode} ErrorCode */
/** @typedef {import('./runStreams.js').Reading} Reading */
/** @typedef {import('./runStreams.js').RunEntry} RunEntry */

/**
 * Who asks, from where.
 * @typedef {object} Caller
 * @property {string} learnerId
 * @property {string} [locale]
 * @property {string} [timezone]
 * @property {string} [threadId]
 * @property {string} [traceparent]
 * @property {string} [correlationId] of the request this is for
 */

/** @typedef {ReturnType<typeof createOrchestrator>} Orchestrator */

const RUN_TIMEOUT_MS = 120_000
/** For work that shows its progress, or may take long: a document of many hundred pages, text of a slow model. */
const LONG_TIMEOUT_MS = 600_000
/** The longest silence of such work; also of one that waits for a reader who has stopped reading. */
const LONG_SILENCE_MS = 60_000
const RUN_AWAY_WAIT_MS = 10_000
/** How long events of a run that has ended are kept, and how often is looked for older ones. */
const KEEP_EVENTS_MS = 3_600_000
const PRUNE_MS = 60_000

/**
 * @param {object} deps
 * @param {import('./agentCalls.js').Runner} deps.runner
 * @param {import('./durableRuns.js').RunsRepository} deps.runs
 * @param {readonly ErrorCode[]} deps.errorCodes
 * @param {(level: 'info' | 'warn' | 'error', message: string, fields: object) => void} deps.log
 * @param {Partial<import('./durableRuns.js').Limits>} [deps.limits]
 * @param {number} [deps.awayWaitMs] how long a call waits for Python to come back
 * @param {number} [deps.runAwayWaitMs] how long a run does, before it is put off
 * @param {import('./runEventStore.js').RunEventStore} [deps.eventStore] for what durable runs say; without it, memory
 * @param {Partial<import('./runEvents.js').Bounds>} [deps.eventBounds] what is kept in memory of what runs say
 * @param {Partial<import('./runEventWriter.js').WriterBounds>} [deps.writerBounds] how it is stored
 * @param {number} [deps.lookMs] how often a reader looks whether a run has ended elsewhere
 */
export function createOrchestrator({
  runner,
  runs,
  errorCodes,
  log,
  limits,
  awayWaitMs,
  runAwayWaitMs = RUN_AWAY_WAIT_MS,
  eventStore = createMemoryEventStore(),
  eventBounds,
  writerBounds,
  lookMs,
}) {
  const { fault, faultOf, faultOfRun } = createFaults(errorCodes)
  const { call, presence } = createAgentCalls({ runner, fault, faultOf, awayWaitMs })
  const owner = randomUUID()
  const streams = createRunStreams({
    getRun,
    faultOf,
    faultOfRun,
    store: eventStore,
    owner,
    log,
    bounds: eventBounds,
    writerBounds,
    lookMs,
  })
  const durable = createDurableRuns({ runs, send, judge, log, limits, owner, onFinished })
  const stopListening = eventStore.listen(noticed)
  /** @type {NodeJS.Timeout | undefined} */
  let pruning

  return {
    startRun,
    streamRun,
    callSkill,
    streamSkill,
    discover: () => call('rpc.discover', {}, {}),
    getRun: (/** @type {string} */ id, /** @type {string} */ learnerId) => getRun(id, learnerId),
    passingRun: streams.passingRun,
    cancelRun,
    follow: streams.follow,
    faultOf,
    faultOfRun,
    resumeUnfinished,
    status: async () => ({ ...(await presence()), runs: durable.stats() }),
    close,
  }

  /**
   * Accepts a run, then waits for its end for a while; the run goes on whether or not anyone waits.
   * @param {string} method
   * @param {object} params
   * @param {Caller} caller
   * @param {{waitMs: number, signal?: AbortSignal, id?: string}} wait `id`: of the run, which may be there already
   * @returns {Promise<{id: string, run: Run | null, isRepeated: boolean}>} `run` null: it is not finished yet;
   *   `isRepeated`: it was there already
   * @throws {AgentFault} when the queue is full
   */
  async function startRun(method, params, caller, { waitMs, signal, id: given }) {
    const { id, isRepeated } = await acceptRun(method, params, caller, given)
    const settled = durable.settled(id, waitMs, signal)
    // What has ended before is not told again.
    const ended = given === undefined ? null : await getRun(id, caller.learnerId)
    return { id, run: ended?.finishedAt ? ended : await settled, isRepeated }
  }

  /**
   * Accepts a run and reads it to its end; the run goes on whether or not anyone reads.
   * @param {string} method
   * @param {object} params
   * @param {Caller} caller
   * @param {{signal?: AbortSignal, id?: string}} [options] `id`: of the run, which may be there already
   * @returns {Promise<Reading & {isRepeated: boolean}>} `isRepeated`: it was there already
   * @throws {AgentFault} when the queue is full
   */
  async function streamRun(method, params, caller, { signal, id: given } = {}) {
    const { id, isRepeated } = await acceptRun(method, params, caller, given)
    const reading = /** @type {Reading} */ (await streams.follow(id, caller.learnerId, { signal }))
    return { ...reading, isRepeated }
  }

  /**
   * @param {string} method
   * @param {object} params
   * @param {Caller} caller
   * @param {string} [given] its id: there is one run of an id, however often it is asked for
   */
  async function acceptRun(method, params, { learnerId, ...meta }, given) {
    if (given !== undefined && (await getRun(given, learnerId))) return { id: given, isRepeated: true }
    const id = given ?? randomUUID()
    streams.accepted(id, learnerId)
    try {
      await durable.accept({ id, learnerId, method, params: { ...params }, meta })
      return { id, isRepeated: false }
    } catch (error) {
      streams.refused(id)
      if (error instanceof RunsOverloaded) throw fault('overloaded', error.message)
      throw error
    }
  }

  /**
   * One call that is lost when Python dies, unless it is idempotent; cancelled when the caller goes away.
   * @param {{method: string, idempotent: boolean}} skill
   * @param {object} params
   * @param {Caller} caller
   * @param {{signal?: AbortSignal, takesLong?: boolean}} [options]
   * @returns {Promise<unknown>}
   * @throws {AgentFault}
   */
  function callSkill({ method, idempotent }, params, caller, { signal, takesLong = false } = {}) {
    const options = { signal, idempotent, meta: metaOf(caller) }
    return call(method, params, { ...options, ...(takesLong && { timeoutMs: LONG_TIMEOUT_MS }) })
  }

  /**
   * The same, read as it goes. It is cancelled when its last reader goes away, and gets no further ahead of its readers
   * than the bridge's window.
   * @param {{method: string, idempotent: boolean}} skill
   * @param {object} params
   * @param {Caller} caller
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Reading & {finished: Promise<void>}} what fails is the last of its entries
   */
  function streamSkill({ method, idempotent }, params, caller, { signal: gone } = {}) {
    const limits = { timeoutMs: LONG_TIMEOUT_MS, idleTimeoutMs: LONG_SILENCE_MS }
    return streams.begin(
      caller.learnerId,
      ({ id, log, signal }) => {
        const meta = { ...metaOf(caller), run_id: id }
        const read = (/** @type {import('./agentCalls.js').Stream} */ stream) => relay(stream, log)
        return call(method, params, { ...limits, signal, idempotent, meta }, { read })
      },
      gone,
    )
  }

  /**
   * Ends a run, on whichever server it is worked on; one that has ended stays as it is.
   * @param {string} id
   * @param {string} learnerId
   * @returns {Promise<{cancelled: boolean} | null>} `cancelled` false: it had ended; null: no such run, or another
   *   learner's
   */
  async function cancelRun(id, learnerId) {
    const passing = streams.passingRun(id, learnerId)
    if (passing) return { cancelled: passing.ending === null && streams.cancelPassing(id, learnerId) }
    if (!(await getRun(id, learnerId))) return null
    return { cancelled: await durable.cancel(id) }
  }

  /** @param {Run} run @param {{here: boolean}} how */
  function onFinished(run, { here }) {
    streams.ended(run)
    // Where it does not arrive, it is seen a little later.
    if (here) eventStore.tellEnded(run.id).catch(() => {})
  }

  /** @param {import('./runEventStore.js').Notice} notice */
  function noticed(notice) {
    streams.noticed(notice)
    if (notice.kind === 'ended')
      durable.endedElsewhere(notice.runId).catch((error) => {
        log('warn', 'a run could not be read', { run_id: notice.runId, reason: String(error) })
      })
  }

  /** Takes up what nobody works on, and from now on removes what nobody reads any more. */
  function resumeUnfinished() {
    pruning ??= setInterval(() => {
      eventStore
        .prune(KEEP_EVENTS_MS)
        .catch((error) => log('warn', 'old events could not be removed', { reason: String(error) }))
    }, PRUNE_MS).unref()
    return durable.resume()
  }

  /**
   * @param {string} id
   * @param {string} [learnerId] without: whosever it is
   * @returns {Promise<Run | null>} null also when it is another learner's
   */
  async function getRun(id, learnerId) {
    const run = await runs.find(id)
    return run && (learnerId === undefined || run.learnerId === learnerId) ? run : null
  }

  /** What it says is stored before its end is. @param {Run} run @param {AbortSignal} signal */
  async function send(run, signal) {
    const meta = metaOf({ learnerId: run.learnerId, ...run.meta })
    const options = { signal, idempotent: true, timeoutMs: RUN_TIMEOUT_MS, meta: { ...meta, run_id: run.id } }
    const recorder = streams.recorderOf(run)
    const read = (/** @type {import('./agentCalls.js').Stream} */ stream) => record(stream, recorder)
    try {
      return await call(run.method, run.params, options, { read, waitMs: runAwayWaitMs })
    } finally {
      await streams.recorded(run.id)
    }
  }

  /** Ends what is accepted, or puts it off; who reads a run is then told to come again. @param {number} drainMs */
  async function close(drainMs) {
    clearInterval(pruning)
    await durable.close(drainMs)
    stopListening()
    streams.close()
  }

  /**
   * @param {unknown} error
   * @returns {Verdict}
   */
  function judge(error) {
    const failure = faultOf(error)
    return {
      final: failure.final,
      reached: failure.reached,
      error: { code: failure.code, message: failure.message, ...(failure.data && { data: failure.data }) },
    }
  }
}

/** @param {Caller} caller */
function metaOf({ learnerId, threadId, correlationId, locale, timezone, traceparent }) {
  const ids = { user_id: learnerId, thread_id: threadId, correlation_id: correlationId }
  const meta = { ...ids, locale, timezone, traceparent }
  return Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== undefined))
}
