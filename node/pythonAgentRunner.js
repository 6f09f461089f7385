/**
 * The bridge's one public module: long-lived Python processes behind a few methods. It puts the parts in `runner/`
 * together and adds nothing of its own but the events. Of these parts, `pool/` has many processes, `child/` is one of
 * them and `health/` how it is, `wire/` is what is said to it, `calls/` what a caller gets, `telemetry/` what is kept
 * and told of it all.
 *
 *     const runner = new PythonAgentRunner()
 *     await runner.start()
 *     const plan = await runner.call('orchestrator.study_plan', { user_input: 'Help me study machine learning' })
 *     await runner.close()
 *
 * Every call settles: with a result, or with an AgentRunnerError whose `code`, `phase` and `retryable` say what
 * happened, how far it got and whether to try again.
 */
import { EventEmitter } from 'node:events'
import { Call } from './runner/calls/call.js'
import { checkCallOptions, checkLimit, checkSignal } from './runner/calls/callOptions.js'
import { CallStream } from './runner/calls/callStream.js'
import { check, group } from './runner/optionChecks.js'
import { readOptions } from './runner/options.js'
import { isWellFormed } from './runner/calls/params.js'
import { Pool } from './runner/pool/pool.js'
import { openTracing, traced } from './runner/telemetry/tracing.js'

export { AgentRunnerError } from './runner/errors.js'
export { findInterpreters } from './runner/child/interpreterSearch.js'

/** What the bridge says by itself, and at the right moment. */
const reserved = new Set(['initialize', 'shutdown'])

/**
 * @typedef {import('../schemas/skills.js').Skills} Skills what each skill takes and gives
 * @typedef {keyof Skills} SkillName
 * @typedef {{ [Name in SkillName]: {} extends Skills[Name]['params'] ? Name : never }[SkillName]} UndemandingSkillName
 *   of a skill that can be called without parameters
 * @typedef {import('./runner/options.js').RunnerOptions} RunnerOptions
 * @typedef {import('./runner/calls/call.js').CallOptions} CallOptions
 * @typedef {Omit<CallOptions, 'onProgress'>} StreamOptions
 * @typedef {import('./runner/pool/runnerState.js').RunnerState} RunnerState
 * @typedef {import('./runner/errors.js').ErrorCode} ErrorCode
 * @typedef {import('./runner/pool/ping.js').Ping} Ping
 * @typedef {import('./runner/wire/handshake.js').AgentInfo} AgentInfo
 *
 * @typedef {object} RunnerEvents
 * @property {[{ state: RunnerState, previous: RunnerState }]} state
 * @property {[{ process: number, delayMs: number, streak: number, reason: string }]} restart a process died; the next
 *   one takes its place after the delay
 * @property {[import('./runner/pool/succession.js').Recycle & { process: number }]} recycle a process was replaced by its
 *   successor, and finishes what it has
 * @property {[import('./runner/health/health.js').HealthReport & { process: number }]} unhealthy a process is not well, with
 *   the verdict and the evidence
 * @property {[import('./runner/child/session.js').LogEvent & { process: number | null }]} log a line of a process's stderr,
 *   or noise on its stdout; `process` is null for one that stands by
 */

/** @extends {EventEmitter<RunnerEvents>} */
export class PythonAgentRunner extends EventEmitter {
  #options
  #pool
  #tracing = openTracing()

  /** @param {RunnerOptions} [options] every one has a default */
  constructor(options) {
    super()
    const read = readOptions(options)
    this.#options = { ...read, hostMethods: traced(read.hostMethods, this.#tracing) }
    this.#pool = new Pool(this.#options, {
      onState: (event) => this.#tell('state', event),
      onRestart: (event) => this.#tell('restart', event),
      onRecycle: (event) => this.#tell('recycle', event),
      onUnhealthy: (event) => this.#tell('unhealthy', event),
      onLog: (event) => this.#tell('log', event),
      isListenedTo: () => this.listenerCount('log') > 0,
    })
  }

  /** @returns {RunnerState} */
  get state() {
    return this.#pool.state
  }

  /** @returns {AgentInfo[]} empty until the runner is ready */
  get agents() {
    return this.#pool.agents
  }

  /**
   * Brings the processes up: `processes`, or its `min`. Each has one try; if one of them at least comes up the others
   * are tried again by themselves, with the delays and the budget of `restart`, and the runner is `degraded` until
   * then. If none does, nothing is tried again before this is called again. Later on, a circuit that opened because
   * processes kept dying closes by itself, or by this. Those that stand by are started when the others are there.
   *
   * @param {{ signal?: AbortSignal }} [options] aborted, it ends what it was starting, unless someone else waits for it
   * @returns {Promise<void>} rejects with ERR_RUNNER_START, whose `phase`, `stderrTail` and `fix` say why the first of
   *   them failed
   */
  async start(options = {}) {
    const { signal } = group('', options, ['signal'])
    checkSignal(signal)
    return this.#pool.start(signal)
  }

  /**
   * Calls a method: `<agent>.<skill>`. While no process is ready, the call waits within its own time limits. Of many
   * processes it goes to the one that the last call with the same `meta.thread_id` went to, while that is there and has
   * room, else to the one with the fewest in flight.
   *
   * Of parameters with more than 10,000 values, some are read after this has returned: they are to be left alone until the
   * call settles.
   *
   * The parameters and the result of the skills that come with it are typed; those of other methods are not.
   *
   * @template {SkillName} Name
   * @overload
   * @param {Name} method
   * @param {Skills[Name]['params'] | readonly unknown[]} params by name, or an array by position (which leaves no room
   *   for `meta` and the deadline)
   * @param {CallOptions} [options]
   * @returns {Promise<Skills[Name]['result']>} rejects with an AgentRunnerError
   */
  /**
   * @template {UndemandingSkillName} Name
   * @overload
   * @param {Name} method
   * @returns {Promise<Skills[Name]['result']>}
   */
  /**
   * @template {string} Name
   * @overload
   * @param {Name extends SkillName ? never : Name} method
   * @param {object} [params]
   * @param {CallOptions} [options]
   * @returns {Promise<any>}
   */
  /**
   * @param {string} method
   * @param {object} [params]
   * @param {CallOptions} [options]
   * @returns {Promise<any>}
   */
  call(method, params, options) {
    try {
      return this.#submit(method, params, options).promise
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /**
   * Calls a method and gives its progress events as they come.
   *
   * @template {SkillName} Name
   * @overload
   * @param {Name} method
   * @param {Skills[Name]['params'] | readonly unknown[]} params
   * @param {StreamOptions} [options]
   * @returns {CallStream<any, Skills[Name]['result']>} an async iterator with `result` and `cancel()`
   */
  /**
   * @template {string} Name
   * @overload
   * @param {Name extends SkillName ? never : Name} method
   * @param {object} [params]
   * @param {StreamOptions} [options]
   * @returns {CallStream<any, any>}
   */
  /**
   * @param {string} method
   * @param {object} [params]
   * @param {StreamOptions} [options]
   * @returns {CallStream<any, any>}
   */
  stream(method, params, options) {
    return new CallStream((reader) => this.#submit(method, params, options, reader))
  }

  /**
   * How it is, by what it says and by what the system tells of it; also while a skill blocks its event loop, while it
   * is stopped, and when it is gone. With many processes, how the one is that is worst off among those that are there,
   * and each by itself in `processes`.
   *
   * @param {{ timeoutMs?: number, signal?: AbortSignal }} [options] `timeoutMs` bounds it further
   * @returns {Promise<Ping>} within a second; rejects only when the signal is aborted
   */
  async ping(options = {}) {
    const { timeoutMs, signal } = group('', options, ['timeoutMs', 'signal'])
    checkLimit('timeoutMs', timeoutMs)
    checkSignal(signal)
    return this.#pool.ping({ timeoutMs, signal })
  }

  /** What it is doing now, has done since it was made, and what that cost, method by method. */
  stats() {
    return this.#pool.stats()
  }

  /** @returns {string} the same in the text format that Prometheus scrapes, version 0.0.4 */
  metrics() {
    return this.#pool.metrics()
  }

  /**
   * What went by before a process last ended without having been asked to, secrets masked; also where
   * `flightRecorder.folder` names no place for it.
   *
   * @returns {import('./runner/telemetry/flightRecorder.js').FlightRecord | null} null when none did
   */
  get lastCrash() {
    return this.#pool.lastCrash
  }

  /** Takes no more calls, lets the accepted ones finish (bounded), then ends the processes. Never rejects. */
  close() {
    return this.#pool.close()
  }

  /** Settles every call with ERR_RUNNER_CLOSED and kills the processes, now. Never rejects. */
  destroy() {
    return this.#pool.destroy()
  }

  /**
   * @param {string} method
   * @param {object} [params]
   * @param {CallOptions} [options]
   * @param {import('./runner/calls/call.js').ProgressReader} [reader]
   */
  #submit(method, params, options, reader) {
    const { clock, streamWindow: window } = this.#options
    const name = checkMethod(method)
    checkCallOptions(options, reader !== undefined)
    const trace = this.#tracing?.begin(name, options?.meta?.traceparent) ?? null
    try {
      const call = new Call(name, params, trace ? trace.join(options) : options, clock, { window, reader })
      call.trace = trace
      // Its signal was aborted already: nobody takes it over, and so nobody else ends its span.
      if (call.isSettled && trace) call.promise.catch(trace.end)
      else this.#pool.submit(call)
      return call
    } catch (error) {
      trace?.end(/** @type {Error} */ (error))
      throw error
    }
  }

  /**
   * A listener that throws is the listener's bug: it must not unwind the bridge in the middle of a settlement.
   *
   * @template {keyof RunnerEvents} Name
   * @param {Name} name
   * @param {RunnerEvents[Name][0]} event
   */
  #tell(name, event) {
    if (this.listenerCount(name) > 0)
      process.nextTick(() => super.emit(name, .../** @type {any} */ ([event])))
  }
}

/** @param {string} method */
function checkMethod(method) {
  const isName = typeof method === 'string' && method !== '' && isWellFormed(method)
  const isFine = isName && !method.startsWith('$/') && !reserved.has(method)
  return isFine ? method : check('method', method, false, 'the name of a method that callers may use')
}
