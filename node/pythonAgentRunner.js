/**
 * The bridge's one public module: long-lived Python processes behind a few methods. It puts the parts in `runner/`
 * together and adds nothing of its own but the events.
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
import { Call } from './runner/call.js'
import { CallStream } from './runner/callStream.js'
import { protocolError } from './runner/errors.js'
import { readOptions } from './runner/options.js'
import { isWellFormed } from './runner/params.js'
import { Pool } from './runner/pool.js'

export { AgentRunnerError } from './runner/errors.js'

/** What the bridge says by itself, and at the right moment. */
const reserved = new Set(['initialize', 'shutdown'])

/**
 * @typedef {import('./runner/options.js').RunnerOptions} RunnerOptions
 * @typedef {import('./runner/call.js').CallOptions} CallOptions
 * @typedef {import('./runner/runnerState.js').RunnerState} RunnerState
 * @typedef {import('./runner/errors.js').ErrorCode} ErrorCode
 * @typedef {import('./runner/health.js').Pong} Pong
 * @typedef {import('./runner/handshake.js').AgentInfo} AgentInfo
 *
 * @typedef {object} RunnerEvents
 * @property {[{ state: RunnerState, previous: RunnerState }]} state
 * @property {[{ process: number, delayMs: number, streak: number, reason: string }]} restart a process died; another
 *   is started after the delay
 * @property {[import('./runner/health.js').HealthReport & { process: number }]} unhealthy a ping went unanswered
 * @property {[import('./runner/session.js').LogEvent & { process: number }]} log a line of a process's stderr, or
 *   noise on its stdout
 */

/** @extends {EventEmitter<RunnerEvents>} */
export class PythonAgentRunner extends EventEmitter {
  #options
  #pool

  /** @param {RunnerOptions} [options] every one has a default */
  constructor(options) {
    super()
    this.#options = readOptions(options)
    this.#pool = new Pool(this.#options, {
      onState: (event) => this.#tell('state', event),
      onRestart: (event) => this.#tell('restart', event),
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
   * Brings the processes up. May be called again after it failed.
   *
   * @returns {Promise<void>} rejects with ERR_RUNNER_START, whose `phase`, `stderrTail` and `fix` say why
   */
  start() {
    return this.#pool.start()
  }

  /**
   * Calls a method: `<agent>.<skill>`. While no process is ready, the call waits within its own time limit.
   *
   * @param {string} method
   * @param {object} [params] by name, or an array by position (which leaves no room for `meta` and the deadline)
   * @param {CallOptions} [options]
   * @returns {Promise<any>} rejects with an AgentRunnerError
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
   * @param {string} method
   * @param {object} [params]
   * @param {Omit<CallOptions, 'onProgress'>} [options]
   * @returns {CallStream<any, any>} an async iterator with `result` and `cancel()`
   */
  stream(method, params, options) {
    return new CallStream((reader) => this.#submit(method, params, options, reader))
  }

  /**
   * Asks Python how it is. Answered even while a skill blocks its event loop.
   *
   * @param {{ timeoutMs?: number }} [options] default 5 000
   * @returns {Promise<Pong>} of the slowest process, `rttMs` added
   */
  ping({ timeoutMs = 5_000 } = {}) {
    return this.#pool.ping(timeoutMs)
  }

  /** What it is doing now and has done since it was made. */
  stats() {
    return this.#pool.stats()
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
   * @param {import('./runner/call.js').ProgressReader} [reader]
   */
  #submit(method, params, options, reader) {
    const { clock, streamWindow: window } = this.#options
    const call = new Call(checkMethod(method), params, options, clock, { window, reader })
    this.#pool.submit(call)
    return call
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
  if (isName && !method.startsWith('$/') && !reserved.has(method)) return method
  throw protocolError(`expected the name of a method that callers may use, got ${JSON.stringify(method)}`)
}
