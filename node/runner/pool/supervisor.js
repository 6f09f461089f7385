/**
 * Keeps one place filled with a process that serves: one worker after another. When the one that serves dies, the next
 * is taken from those that stand by, or started, with backoff between deaths in a row and a circuit that opens when
 * they do not end. When it is worn, its successor is made ready first and only then takes over. Owns the state of its
 * place. Does not queue: calls are handed to it only while it `hasRoom`, and what a dying process leaves behind goes
 * back to whoever gave it.
 *
 *     idle → starting → ready ⇄ degraded → restarting → ready …       → closing → closed
 *                 ↘ failed     (not well)        ↘ failed (circuit open) → restarting, after a while
 */
import { Comeback } from './comeback.js'
import { closedError } from '../errors.js'
import { nobody } from './ping.js'
import { killIfBlocked } from './retirement.js'
import { explainEnding, explainOpenCircuit } from '../child/startFailure.js'
import { Standing } from './standing.js'
import { Succession } from './succession.js'

/**
 * @typedef {import('./runnerState.js').RunnerState} RunnerState
 * @typedef {import('./worker.js').Worker} Worker
 * @typedef {import('../calls/call.js').Call<any>} Call
 *
 * @typedef {object} SupervisorEvents
 * @property {() => void} onRoom
 * @property {(call: Call, ending: import('../errors.js').Ending) => void} onLost was sent to a process that died
 * @property {(state: RunnerState, previous: RunnerState) => void} onState
 * @property {(restart: { delayMs: number, streak: number, reason: string }) => void} onRestart
 * @property {(report: import('../health/health.js').HealthReport) => void} onUnhealthy
 * @property {(recycle: import('./succession.js').Recycle) => void} onRecycle
 *
 * @typedef {object} SupervisorParts
 * @property {number} place
 * @property {() => Worker} launch may throw
 * @property {{ size: number, take: () => Worker | undefined }} standby
 * @property {{ restarts: number, recycles: number }} counters
 */

export class Supervisor {
  /** Calls it was given since it exists. */
  taken = 0

  #options
  #parts
  #events
  #comeback
  #succession
  #standing
  /** @type {Worker | null} */ #worker = null
  #starts = 0
  #isStopping = false
  /** Whether it goes on trying: it has served before, or others do. */
  #isLasting = false
  /** @type {Promise<void> | null} */ #life = null
  /** @type {Promise<void> | null} */ #stopped = null

  /**
   * @param {import('../options.js').Options} options
   * @param {SupervisorParts} parts
   * @param {SupervisorEvents} events
   */
  constructor(options, parts, events) {
    this.place = parts.place
    this.#options = options
    this.#parts = parts
    this.#events = events
    this.#comeback = new Comeback(options, (restart) => this.#onRestart(restart))
    this.#standing = new Standing(events.onState)
    this.#succession = new Succession(options, {
      prepare: () => this.#freshWorker(),
      comeback: this.#comeback,
      handOver: (successor, recycle) => this.#handOver(successor, recycle),
      onLost: events.onLost,
      onGone: () => this.review(),
    })
  }

  get state() {
    return this.#standing.state
  }

  /** Why it is `failed`. */
  get failure() {
    return this.#standing.failure
  }

  /** Calls of the process that serves. */
  get inFlight() {
    return this.#worker?.inFlight ?? 0
  }

  /** Calls of those that are retired, too. */
  get unsettled() {
    return this.inFlight + this.#succession.inFlight
  }

  get hasRoom() {
    return this.#standing.isServing && this.#worker !== null && this.#worker.hasRoom
  }

  get agents() {
    return this.#worker?.session.agents ?? []
  }

  /**
   * Brings a process up. A first start that fails is not tried again by itself: a missing interpreter does not come
   * back, and whoever starts the runner is there to be told.
   *
   * @returns {Promise<void>} rejects with ERR_RUNNER_START
   */
  start() {
    if (this.#isStopping) return Promise.reject(closedError(this.state))
    if (this.#standing.isServing) return Promise.resolve()
    this.#life ??= this.#live(null)
    this.#comeback.hurry()
    return this.#standing.serving()
  }

  /** Goes on trying after its first start has failed, because others of its kind came up. */
  persist() {
    if (this.#isStopping || this.#life) return
    this.#life = this.#live(this.failure)
  }

  /** @param {Call} call given only while it `hasRoom` */
  send(call) {
    const worker = this.#worker
    if (!worker) return
    this.taken += 1
    worker.send(call)
    if (worker.isSpent) this.review()
  }

  /** Has its process replaced if it is worn. */
  review() {
    const worker = this.#worker
    if (!worker || this.#isStopping || !this.#standing.isServing) return
    const reason = worker.wear
    if (reason) this.#succession.begin(worker, reason)
  }

  /** @param {number} [timeoutMs] */
  examine(timeoutMs) {
    return this.#worker?.examine(timeoutMs) ?? nobody
  }

  /** @param {(call: Call) => import('../errors.js').AgentRunnerError} reasonFor each call in flight */
  rejectAll(reasonFor) {
    for (const { session } of this.#workers) session.connection.rejectAll(reasonFor)
  }

  /** Ends its processes in order. Calls in flight are not waited for: that is done before. */
  close() {
    return (this.#stopped ??= this.#stop((worker) => worker.session.stop()))
  }

  /** Ends its processes now, and cuts a `close` under way short. */
  destroy() {
    this.kill()
    return (this.#stopped ??= this.#stop(async () => this.kill()))
  }

  /** The signal alone, for when there is no time left for anything else. */
  kill() {
    for (const { session } of this.#workers) session.kill('the runner was destroyed')
  }

  stats() {
    return {
      process: this.place,
      state: this.state,
      ...this.#worker?.stats(),
      inFlight: this.inFlight,
      retired: this.#succession.stats(),
      starts: this.#starts,
      taken: this.taken,
    }
  }

  get #workers() {
    return [...(this.#worker ? [this.#worker] : []), ...this.#succession.workers]
  }

  /**
   * One worker after another, until it is stopped or the very first one does not become ready.
   *
   * @param {Error | null} failure of a start before this
   */
  async #live(failure) {
    this.#isLasting = failure !== null
    this.#standing.enter('starting')
    while (!this.#isStopping) {
      if (failure && !this.#isLasting) break
      if (failure) await this.#pause(failure)
      if (!this.#isStopping) failure = await this.#serve()
    }
    if (this.#isStopping) return
    // Before whoever waits is told: the first thing they do may be to start it again.
    this.#life = null
    this.#standing.fail(/** @type {Error} */ (failure))
  }

  /** @returns {Promise<Error>} what the last of those that relieved each other died of */
  async #serve() {
    /** @type {Worker} */
    let worker
    try {
      worker = this.#succession.adoptHeir() ?? this.#freshWorker()
    } catch (cause) {
      return /** @type {Error} */ (cause)
    }
    this.#install(worker)
    const startFailure = await worker.session.ready.then(
      () => this.#becomeReady(),
      (/** @type {Error} */ error) => error,
    )
    let event = await worker.next()
    while ('successor' in event) event = await event.successor.next()
    const { lost, ...ending } = event
    if (!this.#isStopping) this.#standing.enter(this.#isLasting ? 'restarting' : 'starting')
    for (const call of lost) this.#events.onLost(call, ending)
    return startFailure ?? explainEnding(this.#options, ending)
  }

  #freshWorker() {
    return this.#parts.standby.take() ?? this.#parts.launch()
  }

  /** @param {Worker} worker */
  #install(worker) {
    this.#starts += 1
    this.#worker = worker
    worker.serve(this.place, {
      onRoom: this.#events.onRoom,
      onRecovered: () => this.#standing.recover(),
      onUnhealthy: (report) => {
        this.#standing.weaken()
        this.#events.onUnhealthy(report)
      },
      onFault: (fault) => this.#onFault(worker, fault),
    })
  }

  #becomeReady() {
    this.#isLasting = true
    this.#comeback.becameReady()
    this.#standing.enter('ready')
    this.#events.onRoom()
  }

  /**
   * @param {Worker} successor
   * @param {import('./succession.js').Recycle} recycle
   */
  #handOver(successor, recycle) {
    this.#parts.counters.recycles += 1
    this.#install(successor)
    this.#becomeReady()
    this.#events.onRecycle(recycle)
  }

  /**
   * @param {Worker} worker
   * @param {import('./worker.js').Fault} fault
   */
  #onFault(worker, fault) {
    if (fault === 'unanswered') killIfBlocked(worker, this.#options.cancelTimeoutMs)
    this.review()
  }

  /**
   * Waits before the next worker: a backoff, or, the budget being spent, until the circuit may be tried again.
   *
   * @param {Error} failure
   */
  async #pause(failure) {
    const isAtHand = this.#succession.hasHeir || this.#parts.standby.size > 0
    const delayMs = this.#comeback.next(failure, isAtHand)
    if (delayMs === null) {
      this.#succession.dismissHeir()
      this.#standing.fail(explainOpenCircuit(this.#options.restart, failure))
    }
    await this.#comeback.wait(delayMs, { isHoldingHost: true })
    if (!this.#isStopping) this.#standing.enter('restarting')
  }

  /** @param {{ delayMs: number, streak: number, reason: string }} restart */
  #onRestart(restart) {
    this.#parts.counters.restarts += 1
    this.#events.onRestart(restart)
  }

  /** @param {(worker: Worker) => Promise<void>} endWorker */
  async #stop(endWorker) {
    this.#isStopping = true
    this.#standing.enter('closing')
    this.#comeback.hurry()
    const ended = this.#succession.stop(endWorker)
    if (this.#worker) await endWorker(this.#worker)
    await Promise.all([ended, this.#life])
    this.#standing.enter('closed')
  }
}
