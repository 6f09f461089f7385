/**
 * Many processes behind the interface of one. Owns how many there are, those that stand by, their starting and their
 * stopping in order, and the one state they are told as. Which process a call goes to is the dispatcher's. A runner
 * with one process is a pool of one.
 */
import { unlessAborted } from '../calls/abort.js'
import { settlesWithin } from '../clock.js'
import { Dispatcher } from './dispatcher.js'
import { closedError } from '../errors.js'
import { onHostExit, offHostExit } from './hostExit.js'
import { Launcher } from './launcher.js'
import { joinExaminations } from './ping.js'
import { Places } from './places.js'
import { prometheusText } from '../telemetry/prometheus.js'
import { repeat } from './repeat.js'
import { isServing, isStopping, joinStates } from './runnerState.js'
import { Scaling } from './scaling.js'
import { Standby } from './standby.js'
import { Supervisor } from './supervisor.js'

/**
 * @typedef {import('../calls/call.js').Call<any>} Call
 * @typedef {import('./runnerState.js').RunnerState} RunnerState
 *
 * @typedef {object} PoolEvents `process` is the number of the place, from 0
 * @property {(event: { state: RunnerState, previous: RunnerState }) => void} onState
 * @property {(event: { process: number, delayMs: number, streak: number, reason: string }) => void} onRestart
 * @property {(event: import('../health/health.js').HealthReport & { process: number }) => void} onUnhealthy
 * @property {(event: import('./succession.js').Recycle & { process: number }) => void} onRecycle
 * @property {(event: import('../child/session.js').LogEvent & { process: number | null }) => void} onLog null: of one that
 *   stands by
 * @property {() => boolean} isListenedTo whether anyone wants the log
 */

export class Pool {
  #options
  #events
  #dispatcher
  #standby
  #scaling
  #places
  #launcher
  #starts = 0
  /** @type {RunnerState} */ #state = 'idle'
  /** @type {Promise<void> | null} */ #closed = null
  #hasServed = false
  /** @type {(() => void) | null} */ #endReviews = null

  /**
   * @param {import('../options.js').Options} options
   * @param {PoolEvents} events
   * @param {import('./worker.js').OpenSession} [openSession] for tests
   */
  constructor(options, events, openSession) {
    this.#options = options
    this.#events = events
    this.#dispatcher = new Dispatcher(options, () => this.#places.present, {
      onWaiting: () => this.#scaling.onWaiting(),
      onCost: (cost) => this.#scaling.onCost(cost),
    })
    const { onLog, isListenedTo } = events
    const onReturned = (/** @type {Call} */ call) => this.#dispatcher.takeBack(call)
    this.#launcher = new Launcher(options, { onReturned, onLog, isListenedTo }, openSession)
    this.#standby = new Standby(options, () => this.#launcher.launch())
    this.#scaling = new Scaling(options, {
      places: () => this.#places.present,
      open: () => this.#places.open(),
      drop: (place, failure) => this.#dropPlace(place, failure),
      waitingSince: () => this.#dispatcher.waitingSince,
    })
    this.#places = new Places(options.processes.min, (number) => this.#newPlace(number))
  }

  get state() {
    return this.#state
  }

  get agents() {
    return this.#places.present.find(({ state }) => isServing(state))?.agents ?? []
  }

  /**
   * Each of the first processes has one try. Where some come up, the others are tried again from then on; where none
   * does, it is for the caller to say what to do about it.
   *
   * @param {AbortSignal} [signal]
   * @returns {Promise<void>} resolves when all of them are ready, or have failed and at least one is; rejects with the
   *   first failure
   */
  async start(signal) {
    if (isStopping(this.#state)) throw closedError(this.#state)
    onHostExit(this.#onHostExit)
    this.#starts += 1
    try {
      await unlessAborted(this.#startPlaces(), signal, 'start')
    } catch (error) {
      if (signal?.aborted && this.#starts === 1) await this.#undoStart()
      if (this.#state === 'failed' || this.#state === 'idle') offHostExit(this.#onHostExit)
      throw error
    } finally {
      this.#starts -= 1
    }
    if (isStopping(this.#state)) return
    this.#standby.fill()
    this.#scaling.begin()
    this.#review()
  }

  /**
   * Takes a call over: from here it will be settled, whatever happens.
   *
   * @param {Call} call
   */
  submit(call) {
    this.#dispatcher.submit(call, this.#refusal(call))
  }

  /**
   * @param {{ timeoutMs?: number, signal?: AbortSignal }} how
   * @returns {Promise<import('./ping.js').Ping>} within a second; rejects only when the signal is aborted
   */
  async ping({ timeoutMs, signal }) {
    const examinations = this.#places.present.map(async (place) => ({
      process: place.place,
      ...(await place.examine(timeoutMs)),
    }))
    return joinExaminations(await unlessAborted(Promise.all(examinations), signal, 'ping'))
  }

  stats() {
    const processes = this.#places.present.map((place) => place.stats())
    const inFlight = this.#places.present.reduce((sum, { unsettled }) => sum + unsettled, 0)
    const standby = this.#standby.stats()
    return {
      ...{ state: this.state, inFlight, ...this.#dispatcher.stats() },
      ...{ ...this.#launcher.counters, ...this.#launcher.records.stats(), standby, processes },
    }
  }

  get lastCrash() {
    return this.#launcher.records.last
  }

  /** @returns {string} the text that Prometheus scrapes */
  metrics() {
    return prometheusText(this.stats(), this.#dispatcher.metrics)
  }

  /** Takes no more calls, lets those it has finish within `stop.drainMs`, and ends the processes in order. */
  close() {
    return (this.#closed ??= this.#close())
  }

  /** Settles every call now and kills the processes; cuts a `close` under way short. */
  async destroy() {
    this.#enter('closing')
    this.#rejectAll()
    await Promise.all(this.#everyone.map((one) => one.destroy()))
    this.#leave()
  }

  async #close() {
    this.#enter('closing')
    await settlesWithin(this.#dispatcher.drained(), this.#options.stop.drainMs, this.#options.clock)
    this.#rejectAll()
    await Promise.all(this.#everyone.map((one) => one.close()))
    this.#leave()
  }

  #rejectAll() {
    const reasonFor = (/** @type {Call} */ call) => closedError('closing', call)
    this.#dispatcher.rejectWaiting(reasonFor)
    for (const place of this.#places.present) place.rejectAll(reasonFor)
  }

  #leave() {
    this.#scaling.stop()
    this.#endReviews?.()
    offHostExit(this.#onHostExit)
    this.#enter('closed')
  }

  /** Everything that has processes. */
  get #everyone() {
    return [...this.#places.all, this.#standby]
  }

  /** A host that exits without closing first takes its children along. */
  #onHostExit = () => {
    for (const one of this.#everyone) one.kill()
  }

  async #startPlaces() {
    const places = [...this.#places.present]
    const outcomes = await Promise.allSettled(places.map((place) => place.start()))
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
    if (failed[0] && failed.length === places.length) throw failed[0].reason
    for (const place of places) if (place.state === 'failed') place.persist()
  }

  /** Whoever began it does not want it any more, and nobody else waits for it. */
  async #undoStart() {
    if (this.#hasServed || isStopping(this.#state)) return
    for (const place of this.#places.present) place.rejectAll((call) => closedError('idle', call))
    const renewed = this.#places.renew()
    this.#enter('idle')
    this.#dispatcher.rejectWaiting((call) => closedError('idle', call))
    await renewed
  }

  /**
   * @param {Call} call
   * @returns {import('../errors.js').AgentRunnerError | null} why it cannot even wait
   */
  #refusal(call) {
    const { state } = this
    if (state === 'failed') return this.#failure()
    return state === 'idle' || isStopping(state) ? closedError(state, call) : null
  }

  #failure() {
    return this.#places.present.find(({ failure }) => failure !== null)?.failure ?? closedError('failed')
  }

  /** Age and memory come by themselves; somebody has to look. */
  #review() {
    const { clock, pingIntervalMs, recycle } = this.#options
    if (this.#endReviews || (recycle.maxAgeMs === Infinity && recycle.maxRssBytes === Infinity)) return
    this.#endReviews = repeat(clock, pingIntervalMs, () => {
      for (const place of this.#places.present) place.review()
    })
  }

  /**
   * @param {Supervisor} place
   * @param {Error | null} failure
   */
  async #dropPlace(place, failure) {
    this.#dispatcher.forget(place)
    const msg = failure ? `no further process came up: ${failure.message}` : 'an idle process was closed'
    const level = failure ? 'warning' : 'info'
    this.#events.onLog({ level, logger: 'pool', msg, process: place.place, pid: undefined })
    await this.#places.close(place)
  }

  /** @param {number} process */
  #newPlace(process) {
    /** @type {Supervisor} */
    const place = new Supervisor(
      this.#options,
      {
        place: process,
        launch: () => this.#launcher.launch(),
        standby: this.#standby,
        counters: this.#launcher.counters,
      },
      {
        onRoom: this.#dispatcher.pump,
        onLost: (call, ending) => this.#dispatcher.lose(call, ending),
        onState: () => this.#onPlaceState(place),
        onRestart: (restart) => this.#events.onRestart({ process, ...restart }),
        onUnhealthy: (report) => this.#events.onUnhealthy({ process, ...report }),
        onRecycle: (recycle) => this.#events.onRecycle({ process, ...recycle }),
      },
    )
    return place
  }

  /** @param {Supervisor} place */
  #onPlaceState(place) {
    if (isStopping(this.#state) || !this.#places.present.includes(place)) return
    // One that is only growing takes nothing away from those that are there.
    const counted = this.#places.present.filter((one) => one !== this.#scaling.growing)
    this.#enter(joinStates(counted.map(({ state }) => state)))
    if (this.#state === 'failed') this.#dispatcher.rejectWaiting(() => this.#failure())
  }

  /** @param {RunnerState} state */
  #enter(state) {
    const previous = this.#state
    if (state === previous || previous === 'closed') return
    this.#state = state
    this.#hasServed ||= isServing(state)
    this.#events.onState({ state, previous })
  }
}
