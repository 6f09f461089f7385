/**
 * Keeps one child alive: one session after another, with backoff between them and a circuit that opens when they keep
 * failing. Owns the state of its process. Does not queue: calls are handed to it only while it `hasRoom`, and what a
 * dying child leaves behind goes back to whoever gave it.
 *
 *     idle → starting → ready ⇄ degraded → restarting → ready …       → closing → closed
 *                 ↘ failed        (silent)        ↘ failed (circuit open) → restarting, after a while
 */
import { closedError, endingText } from './errors.js'
import { RestartPolicy } from './restartPolicy.js'
import { isServing } from './runnerState.js'
import { Session } from './session.js'
import { explainOpenCircuit, explainSpawnFailure } from './startFailure.js'

/**
 * @typedef {import('./runnerState.js').RunnerState} RunnerState
 *
 * @typedef {import('./connection.js').WireCounters & { restarts: number }} SupervisorCounters
 *
 * @typedef {object} SupervisorEvents
 * @property {() => void} onRoom
 * @property {(call: Call) => void} onReturned never ran: may go to any process
 * @property {(call: Call, ending: import('./errors.js').Ending) => void} onLost was sent to a child that died
 * @property {(state: RunnerState, previous: RunnerState) => void} onState
 * @property {(restart: { delayMs: number, streak: number, reason: string }) => void} onRestart
 * @property {(report: import('./health.js').HealthReport) => void} onUnhealthy
 * @property {(event: import('./session.js').LogEvent) => void} onLog
 * @property {() => boolean} isListenedTo
 *
 * @typedef {import('./call.js').Call<any>} Call
 */

export class Supervisor {
  /** @type {import('./errors.js').AgentRunnerError | null} why it is `failed` */
  failure = null

  #options
  #name
  #counters
  #events
  #openSession
  #policy
  /** @type {RunnerState} */ #state = 'idle'
  /** @type {Session | null} */ #session = null
  #sessions = 0
  #readySince = 0
  #isStopping = false
  #hasBeenReady = false
  /** @type {(() => void) | null} */ #endPause = null
  /** @type {{ resolve: () => void, reject: (error: unknown) => void }[]} */ #waiting = []
  /** @type {Promise<void> | null} */ #life = null
  /** @type {Promise<void> | null} */ #stopped = null

  /**
   * @param {import('./options.js').Options} options
   * @param {{ name: string, counters: SupervisorCounters, openSession?: OpenSession }} parts
   * @param {SupervisorEvents} events
   */
  constructor(options, { name, counters, openSession = newSession }, events) {
    this.#options = options
    this.#name = name
    this.#counters = counters
    this.#events = events
    this.#openSession = openSession
    this.#policy = new RestartPolicy(options.restart, options.clock)
  }

  get state() {
    return this.#state
  }

  get inFlight() {
    return this.#session?.connection.inFlight ?? 0
  }

  get hasRoom() {
    return isServing(this.#state) && this.#session !== null && this.#session.connection.hasRoom
  }

  get agents() {
    return this.#session?.agents ?? []
  }

  /**
   * Brings the child up. A first start that fails is not tried again by itself: a missing interpreter does not come
   * back, and whoever starts the runner is there to be told.
   *
   * @returns {Promise<void>} rejects with ERR_RUNNER_START
   */
  start() {
    if (this.#isStopping) return Promise.reject(closedError(this.#state))
    if (isServing(this.#state)) return Promise.resolve()
    this.#life ??= this.#live()
    this.#endPause?.()
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** @param {Call} call given only while there `hasRoom` */
  send(call) {
    this.#session?.connection.send(call)
  }

  /** @param {number} timeoutMs */
  ping(timeoutMs) {
    if (!this.#session) return Promise.reject(closedError(this.#state))
    return this.#session.ping(timeoutMs)
  }

  /** @param {(call: Call) => import('./errors.js').AgentRunnerError} reasonFor each call in flight */
  rejectAll(reasonFor) {
    this.#session?.connection.rejectAll(reasonFor)
  }

  /** Ends the child in order. Calls in flight are not waited for: that is done before. */
  close() {
    return (this.#stopped ??= this.#stop((session) => session.stop()))
  }

  /** Ends the child now, and cuts a `close` under way short. */
  destroy() {
    this.kill()
    return (this.#stopped ??= this.#stop(async () => this.kill()))
  }

  /** The signal alone, for when there is no time left for anything else. */
  kill() {
    this.#session?.kill('the runner was destroyed')
  }

  stats() {
    const session = this.#session
    return {
      state: this.#state,
      pid: session?.pid,
      phase: session?.phase,
      inFlight: this.inFlight,
      starts: this.#sessions,
      readyForMs: isServing(this.#state) ? this.#options.clock.now() - this.#readySince : 0,
      lastPong: session?.lastPong ?? null,
      heardMsAgo: session ? this.#options.clock.now() - session.connection.heardAt : null,
      runner: session?.runner ?? null,
    }
  }

  /** One session after another, until it is stopped or its very first one does not become ready. */
  async #live() {
    this.#setState('starting')
    this.#hasBeenReady = false
    let failure = await this.#serve()
    while (this.#hasBeenReady && !this.#isStopping) {
      await this.#pause(failure)
      if (!this.#isStopping) failure = await this.#serve()
    }
    if (this.#isStopping) return
    // Before whoever waits is told: the first thing they do may be to start it again.
    this.#life = null
    this.#fail(failure)
  }

  /** @returns {Promise<Error>} what the session died of */
  async #serve() {
    /** @type {Session} */
    let session
    try {
      session = this.#launch()
    } catch (cause) {
      return explainSpawnFailure(this.#options, cause)
    }
    const startFailure = await session.ready.then(() => this.#becomeReady(), asError)
    const { lost, ...ending } = await session.ended
    if (!this.#isStopping) this.#setState(this.#hasBeenReady ? 'restarting' : 'starting')
    for (const call of lost) this.#events.onLost(call, ending)
    return startFailure ?? new Error(endingText(ending))
  }

  #becomeReady() {
    this.#hasBeenReady = true
    this.#readySince = this.#options.clock.now()
    this.#policy.becameReady()
    this.#setState('ready')
    this.#events.onRoom()
  }

  #launch() {
    this.#sessions += 1
    const identity = { epoch: `${this.#name}-${this.#sessions}`, counters: this.#counters }
    this.#session = this.#openSession(this.#options, identity, {
      onRoom: this.#events.onRoom,
      onReturned: this.#events.onReturned,
      onLog: this.#events.onLog,
      isListenedTo: this.#events.isListenedTo,
      onRecovered: () => this.#onRecovered(),
      onUnhealthy: (report) => this.#onUnhealthy(report),
    })
    return this.#session
  }

  #onRecovered() {
    if (this.#state === 'degraded') this.#setState('ready')
  }

  /** @param {import('./health.js').HealthReport} report */
  #onUnhealthy(report) {
    if (this.#state === 'ready') this.#setState('degraded')
    this.#events.onUnhealthy(report)
  }

  /**
   * Waits before the next session: a backoff, or, the budget being spent, until the circuit may be tried again.
   *
   * @param {Error} failure
   */
  async #pause(failure) {
    const delayMs = this.#policy.nextDelayMs()
    if (delayMs === null) {
      this.#fail(explainOpenCircuit(this.#options.restart, failure))
      await this.#sleep(this.#options.restart.windowMs, { isHoldingHost: false })
    } else {
      this.#counters.restarts += 1
      this.#events.onRestart({ delayMs, streak: this.#policy.streak, reason: failure.message })
      await this.#sleep(delayMs, { isHoldingHost: true })
    }
    if (!this.#isStopping) this.#setState('restarting')
  }

  /**
   * @param {number} ms
   * @param {{ isHoldingHost: boolean }} how whether the host process stays for it: it must while calls may wait
   */
  async #sleep(ms, { isHoldingHost }) {
    const { clock } = this.#options
    await new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      const timer = clock.setTimeout(resolve, ms)
      if (!isHoldingHost) timer.unref?.()
      this.#endPause = () => {
        clock.clearTimeout(timer)
        resolve()
      }
    })
    this.#endPause = null
  }

  /** @param {(session: Session) => Promise<void>} endSession */
  async #stop(endSession) {
    this.#isStopping = true
    this.#setState('closing')
    this.#endPause?.()
    if (this.#session) await endSession(this.#session)
    await this.#life
    this.#setState('closed')
  }

  /** @param {Error} failure */
  #fail(failure) {
    this.failure = /** @type {import('./errors.js').AgentRunnerError} */ (failure)
    this.#setState('failed')
  }

  /** @param {RunnerState} state */
  #setState(state) {
    const previous = this.#state
    if (state === previous) return
    this.#state = state
    if (isServing(state)) for (const { resolve } of this.#waiting.splice(0)) resolve()
    if (state === 'failed') for (const { reject } of this.#waiting.splice(0)) reject(this.failure)
    if (state === 'closing') for (const { reject } of this.#waiting.splice(0)) reject(closedError(state))
    this.#events.onState(state, previous)
  }
}

/** @typedef {(...args: ConstructorParameters<typeof Session>) => Session} OpenSession */

/** @type {OpenSession} */
const newSession = (...parts) => new Session(...parts)

/** @param {unknown} thrown */
function asError(thrown) {
  return /** @type {Error} */ (thrown)
}
