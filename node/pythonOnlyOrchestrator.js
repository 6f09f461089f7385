/**
 * What the application asks of its agents, in the application's words: start a run, call a skill, look a run up,
 * say how the agents are. Owns the promise that nothing hangs and no accepted work is lost when Python is away.
 * Over a runner and a runs repository, both given; knows no HTTP, no SQL and no learner's rights.
 */
import { randomUUID } from 'node:crypto'
import { AgentFault, createFaults } from './agentFaults.js'
import { createDurableRuns, RunsOverloaded } from './durableRuns.js'
import { createRunStreams, relay } from './runStreams.js'

export { AgentFault }

/** @typedef {import('./durableRuns.js').Run} Run */
/** @typedef {import('./durableRuns.js').Verdict} Verdict */
/** @typedef {import('./agentFaults.js').ErrorCode} ErrorCode */
/** @typedef {import('./runStreams.js').Reading} Reading */
/** @typedef {import('./runStreams.js').RunEntry} RunEntry */

/**
 * The part of PythonAgentRunner that is used here.
 * @typedef {object} Runner
 * @property {(method: string, params: object, options?: object) => Promise<unknown>} call
 * @property {(method: string, params: object, options?: object) => import('./runStreams.js').Stream} stream
 * @property {() => Promise<unknown>} ping
 * @property {() => any} stats
 * @property {(event: any, listener: (...values: any[]) => void) => unknown} on
 * @property {(event: any, listener: (...values: any[]) => void) => unknown} off
 */

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

const CALL_TIMEOUT_MS = 30_000
const RUN_TIMEOUT_MS = 120_000
/** For work that shows its progress, or may take long: a document of many hundred pages, text of a slow model. */
const LONG_TIMEOUT_MS = 600_000
/** The longest silence of such work; also of one that waits for a reader who has stopped reading. */
const LONG_SILENCE_MS = 60_000
const AWAY_WAIT_MS = 4_000
const RUN_AWAY_WAIT_MS = 10_000
const PING_TIMEOUT_MS = 2_000

/**
 * @param {object} deps
 * @param {Runner} deps.runner
 * @param {import('./durableRuns.js').RunsRepository} deps.runs
 * @param {readonly ErrorCode[]} deps.errorCodes
 * @param {(level: 'info' | 'warn' | 'error', message: string, fields: object) => void} deps.log
 * @param {Partial<import('./durableRuns.js').Limits>} [deps.limits]
 * @param {number} [deps.awayWaitMs] how long a call waits for Python to come back
 * @param {number} [deps.runAwayWaitMs] how long a run does, before it is put off
 * @param {Partial<import('./runEvents.js').Bounds>} [deps.eventBounds] what is kept of what runs say
 * @param {number} [deps.lookMs] how often a reader looks whether a run has ended elsewhere
 */
export function createOrchestrator({
  runner,
  runs,
  errorCodes,
  log,
  limits,
  awayWaitMs = AWAY_WAIT_MS,
  runAwayWaitMs = RUN_AWAY_WAIT_MS,
  eventBounds,
  lookMs,
}) {
  const { fault, faultOf, faultOfRun } = createFaults(errorCodes)
  const streams = createRunStreams({ getRun, faultOf, faultOfRun, bounds: eventBounds, lookMs })
  const durable = createDurableRuns({ runs, send, judge, log, limits, onFinished: streams.ended })

  return {
    startRun,
    streamRun,
    callSkill,
    streamSkill,
    discover: () => call('rpc.discover', {}, {}),
    getRun,
    passingRun: streams.passingRun,
    follow: streams.follow,
    faultOfRun,
    resumeUnfinished: () => durable.resume(),
    status,
    close,
  }

  /**
   * Accepts a run, then waits for its end for a while; the run goes on whether or not anyone waits.
   * @param {string} method
   * @param {object} params
   * @param {Caller} caller
   * @param {{waitMs: number, signal?: AbortSignal}} wait
   * @returns {Promise<{id: string, run: Run | null}>} `run` null: it is not finished yet
   * @throws {AgentFault} when the queue is full
   */
  async function startRun(method, params, caller, { waitMs, signal }) {
    const id = await acceptRun(method, params, caller)
    return { id, run: await durable.settled(id, waitMs, signal) }
  }

  /**
   * Accepts a run and reads it to its end; the run goes on whether or not anyone reads.
   * @param {string} method
   * @param {object} params
   * @param {Caller} caller
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Reading>}
   * @throws {AgentFault} when the queue is full
   */
  async function streamRun(method, params, caller, { signal } = {}) {
    const id = await acceptRun(method, params, caller)
    return /** @type {Reading} */ (await streams.follow(id, caller.learnerId, { signal }))
  }

  /** @param {string} method @param {object} params @param {Caller} caller */
  async function acceptRun(method, params, { learnerId, ...meta }) {
    const id = randomUUID()
    streams.accepted(id, learnerId)
    try {
      return await durable.accept({ id, learnerId, method, params: { ...params }, meta })
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
    const timeoutMs = takesLong ? LONG_TIMEOUT_MS : CALL_TIMEOUT_MS
    return call(method, params, { signal, idempotent, timeoutMs, meta: metaOf(caller) })
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
        return call(
          method,
          params,
          { ...limits, signal, idempotent, meta },
          { log: () => log, isPaced: true },
        )
      },
      gone,
    )
  }

  /**
   * @param {string} id
   * @param {string} learnerId
   * @returns {Promise<Run | null>} null also when it is another learner's
   */
  async function getRun(id, learnerId) {
    const run = await runs.find(id)
    return run?.learnerId === learnerId ? run : null
  }

  /**
   * How Python is, asked and not guessed: `pong.verdict` says it in a word. Never later than PING_TIMEOUT_MS.
   * @returns {Promise<{state: string, answering: boolean, pongMs: number | null, pong: any, stats: any, runs: object}>}
   */
  async function status() {
    const stats = runner.stats()
    /** @type {any} */
    const pong = await within(PING_TIMEOUT_MS, () => runner.ping())
    const answering = pong?.pong === true
    const pongMs = answering ? Math.round(pong.rttMs * 10) / 10 : null
    return { state: stats.state, answering, pongMs, pong, stats, runs: durable.stats() }
  }

  /** @param {Run} run @param {AbortSignal} signal */
  function send(run, signal) {
    const meta = metaOf({ learnerId: run.learnerId, ...run.meta })
    const options = { signal, idempotent: true, timeoutMs: RUN_TIMEOUT_MS, meta: { ...meta, run_id: run.id } }
    return call(run.method, run.params, options, {
      log: () => streams.logOf(run),
      isPaced: false,
      waitMs: runAwayWaitMs,
    })
  }

  /** Ends what is accepted, or puts it off; who reads a run is then told to come again. @param {number} drainMs */
  async function close(drainMs) {
    await durable.close(drainMs)
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

  /**
   * @param {string} method
   * @param {object} params
   * @param {{signal?: AbortSignal, idempotent?: boolean, timeoutMs?: number, idleTimeoutMs?: number, meta?: object}} options
   * @param {{log?: () => import('./runStreams.js').Log, isPaced?: boolean, waitMs?: number}} [how] `log`: where its
   *   events go; `waitMs`: for Python to be there
   */
  async function call(method, params, options, { log, isPaced = false, waitMs = awayWaitMs } = {}) {
    await presence(waitMs, options.signal)
    const all = { timeoutMs: CALL_TIMEOUT_MS, ...options }
    try {
      if (!log) return await runner.call(method, params, all)
      return await relay(runner.stream(method, params, all), { log, isPaced })
    } catch (error) {
      throw faultOf(error)
    }
  }

  /**
   * Resolves when Python takes calls; a runner that gave up or stays away is said so soon.
   * @param {number} waitMs
   * @param {AbortSignal} [signal]
   */
  function presence(waitMs, signal) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(false), waitMs)
      const look = () => {
        const { state } = runner.stats()
        if (state === 'ready' || state === 'degraded') settle(true)
        else if (['failed', 'closing', 'closed'].includes(state)) settle(false)
      }
      const leave = () => settle(false)
      /** @param {boolean} present */
      const settle = (present) => {
        clearTimeout(timer)
        runner.off('state', look)
        signal?.removeEventListener('abort', leave)
        if (present) resolve(undefined)
        else if (signal?.aborted) reject(fault('cancelled', 'the caller went away'))
        else reject(fault('not_ready', 'the agents are away; they are being restarted'))
      }
      runner.on('state', look)
      signal?.addEventListener('abort', leave)
      if (signal?.aborted) leave()
      else look()
    })
  }
}

/** @param {Caller} caller */
function metaOf({ learnerId, threadId, correlationId, locale, timezone, traceparent }) {
  const ids = { user_id: learnerId, thread_id: threadId, correlation_id: correlationId }
  const meta = { ...ids, locale, timezone, traceparent }
  return Object.fromEntries(Object.entries(meta).filter(([, value]) => value !== undefined))
}

/**
 * @template T
 * @param {number} ms
 * @param {() => Promise<T>} ask
 * @returns {Promise<T | null>} null when it failed or took longer
 */
async function within(ms, ask) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms, null)))
  try {
    return /** @type {T | null} */ (await Promise.race([ask(), late]))
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
