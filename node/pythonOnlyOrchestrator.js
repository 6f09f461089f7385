/**
 * What the application asks of its agents, in the application's words: start a run, call a skill, look a run up,
 * say how the agents are. Owns the promise that nothing hangs and no accepted work is lost when Python is away.
 * Over a runner and a runs repository, both given; knows no HTTP, no SQL and no learner's rights.
 */
import { createDurableRuns, RunsOverloaded } from './durableRuns.js'

/** @typedef {import('./durableRuns.js').Run} Run */
/** @typedef {import('./durableRuns.js').Verdict} Verdict */
/** @typedef {{code: number, name: string, message: string, family: string, retryable: boolean, http: number}} ErrorCode */

/**
 * The part of PythonAgentRunner that is used here.
 * @typedef {object} Runner
 * @property {(method: string, params: object, options?: object) => Promise<unknown>} call
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
 */

/** @typedef {ReturnType<typeof createOrchestrator>} Orchestrator */

const CALL_TIMEOUT_MS = 30_000
const RUN_TIMEOUT_MS = 120_000
const AWAY_WAIT_MS = 4_000
const RUN_AWAY_WAIT_MS = 10_000
const PING_TIMEOUT_MS = 2_000
const RETRY_AFTER_S = 2

/** A call that failed, in a form that may be shown: `code` is a name of error-codes.json. */
export class AgentFault extends Error {
  /** @override */
  name = 'AgentFault'

  /**
   * @param {string} code
   * @param {string} message
   * @param {{status: number, data?: any, retryAfterS?: number, reached?: boolean, final?: boolean, cause?: unknown}} details
   *   `status`: the HTTP status of this code; `reached`: Python had it; `final`: it would fail again
   */
  constructor(code, message, { status, data, retryAfterS, reached = false, final = false, cause }) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
    this.data = data
    this.retryAfterS = retryAfterS
    this.reached = reached
    this.final = final
  }
}

/**
 * @param {object} deps
 * @param {Runner} deps.runner
 * @param {import('./durableRuns.js').RunsRepository} deps.runs
 * @param {readonly ErrorCode[]} deps.errorCodes
 * @param {(level: 'info' | 'warn' | 'error', message: string, fields: object) => void} deps.log
 * @param {Partial<import('./durableRuns.js').Limits>} [deps.limits]
 * @param {number} [deps.awayWaitMs] how long a call waits for Python to come back
 * @param {number} [deps.runAwayWaitMs] how long a run does, before it is put off
 */
export function createOrchestrator({
  runner,
  runs,
  errorCodes,
  log,
  limits,
  awayWaitMs = AWAY_WAIT_MS,
  runAwayWaitMs = RUN_AWAY_WAIT_MS,
}) {
  const durable = createDurableRuns({ runs, send, judge, log, limits })

  return {
    startRun,
    callSkill,
    discover: () => call('rpc.discover', {}, {}),
    getRun,
    resumeUnfinished: () => durable.resume(),
    status,
    /** @param {number} drainMs */
    close: (drainMs) => durable.close(drainMs),
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
  async function startRun(method, params, { learnerId, ...meta }, { waitMs, signal }) {
    try {
      const id = await durable.accept({ learnerId, method, params: { ...params }, meta })
      return { id, run: await durable.settled(id, waitMs, signal) }
    } catch (error) {
      if (error instanceof RunsOverloaded) throw fault('overloaded', error.message)
      throw error
    }
  }

  /**
   * One call that is lost when Python dies, unless it is idempotent; cancelled when the caller goes away.
   * @param {{method: string, idempotent: boolean}} skill
   * @param {object} params
   * @param {Caller} caller
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<unknown>}
   * @throws {AgentFault}
   */
  function callSkill({ method, idempotent }, params, caller, { signal } = {}) {
    return call(method, params, { signal, idempotent, meta: metaOf(caller) })
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
    return call(run.method, run.params, options, runAwayWaitMs)
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
   * @param {{signal?: AbortSignal, idempotent?: boolean, timeoutMs?: number, meta?: object}} options
   * @param {number} [waitMs] for Python to be there
   */
  async function call(method, params, options, waitMs = awayWaitMs) {
    await presence(waitMs, options.signal)
    try {
      return await runner.call(method, params, { timeoutMs: CALL_TIMEOUT_MS, ...options })
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

  /** @param {any} error an AgentRunnerError @returns {AgentFault} */
  function faultOf(error) {
    if (error instanceof AgentFault) return error
    const reached = error.phase === 'sent' || error.phase === 'started'
    const more = { cause: error, reached, data: withoutStack(error.data) }
    if (error.rpcCode !== undefined) {
      const entry = errorCodes.find(({ code }) => code === error.rpcCode)
      const isAway = entry?.family === 'process'
      if (entry)
        return fault(entry.name, error.message, {
          ...more,
          reached: !isAway,
          final: !isAway && !entry.retryable,
        })
    }
    switch (error.code) {
      case 'ERR_RUNNER_TIMEOUT':
        return reached
          ? fault('deadline_exceeded', `no answer within ${error.timeoutMs} ms`, more)
          : fault('not_ready', 'the agents are away; they are being restarted', more)
      case 'ERR_RUNNER_CANCELLED':
        return fault('cancelled', 'the call was cancelled', more)
      case 'ERR_RUNNER_OVERLOADED':
        return fault('overloaded', 'too many calls wait for the agents', more)
      case 'ERR_RUNNER_CLOSED':
        return fault('shutting_down', 'the server is going down', more)
      case 'ERR_RUNNER_START':
        return fault('not_ready', 'the agents could not be started', more)
      case 'ERR_RUNNER_EXITED':
        return fault('not_ready', 'the agents were restarted while they worked on this', more)
      default:
        return fault('internal_error', 'something unforeseen went wrong', {
          ...more,
          data: undefined,
          final: true,
        })
    }
  }

  /** Where Python was is for the log, with the cause; it is not stored and not told. @param {any} data */
  function withoutStack(data) {
    if (data === null || typeof data !== 'object' || !('stack' in data)) return data
    return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'stack'))
  }

  /**
   * @param {string} name of error-codes.json
   * @param {string} message
   * @param {{data?: unknown, reached?: boolean, final?: boolean, cause?: unknown}} [details]
   */
  function fault(name, message, details = {}) {
    const entry = errorCodes.find((candidate) => candidate.name === name)
    const status = entry?.http ?? 500
    const retryAfterS = status === 503 || status === 429 ? RETRY_AFTER_S : undefined
    return new AgentFault(name, message, { ...details, status, retryAfterS })
  }
}

/** @param {Caller} caller */
function metaOf({ learnerId, threadId, locale, timezone, traceparent }) {
  const meta = { user_id: learnerId, thread_id: threadId, locale, timezone, traceparent }
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
