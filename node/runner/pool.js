/**
 * Many processes behind the interface of one, and the queue before them. Owns which process a call goes to (the one
 * with the fewest in flight), what becomes of a call whose process died, and the order of stopping. A runner with one
 * process is a pool of one.
 */
import { CallQueue } from './callQueue.js'
import { closedError, exitedError } from './errors.js'
import { settlesWithin } from './clock.js'
import { isServing, isStopping, joinStates } from './runnerState.js'
import { Supervisor } from './supervisor.js'

/** How many processes may die under one call before it is taken to be what kills them. */
const maxRetries = 2

/**
 * @typedef {import('./call.js').Call<any>} Call
 * @typedef {import('./runnerState.js').RunnerState} RunnerState
 *
 * @typedef {object} PoolEvents `process` is the number of the process, from 0
 * @property {(event: { state: RunnerState, previous: RunnerState }) => void} onState
 * @property {(event: { process: number, delayMs: number, streak: number, reason: string }) => void} onRestart
 * @property {(event: import('./health.js').HealthReport & { process: number }) => void} onUnhealthy
 * @property {(event: import('./session.js').LogEvent & { process: number }) => void} onLog
 * @property {() => boolean} isListenedTo whether anyone wants the log
 */

export class Pool {
  #options
  #events
  #queue
  #members
  #live = 0
  /** @type {RunnerState} */ #state = 'idle'
  /** @type {(() => void) | null} */ #onDrained = null
  /** @type {Promise<void> | null} */ #closed = null
  #calls = { accepted: 0, succeeded: 0, failed: 0, retried: 0 }
  #wire = { lateReplies: 0, noise: 0, brokenFrames: 0, restarts: 0 }

  /**
   * @param {import('./options.js').Options} options
   * @param {PoolEvents} events
   * @param {import('./supervisor.js').OpenSession} [openSession] for tests
   */
  constructor(options, events, openSession) {
    this.#options = options
    this.#events = events
    this.#queue = new CallQueue(options.queueLimit)
    const run = Math.floor(options.clock.random() * 36 ** 4).toString(36)
    this.#members = Array.from({ length: options.processes.min }, (_, process) => {
      const parts = { name: `${run}-${process}`, counters: this.#wire, openSession }
      return new Supervisor(options, parts, this.#eventsOf(process))
    })
  }

  get state() {
    return this.#state
  }

  get agents() {
    return this.#members.find(({ state }) => isServing(state))?.agents ?? []
  }

  /** @returns {Promise<void>} resolves when every process is ready; rejects with the first failure */
  async start() {
    if (isStopping(this.#state)) throw closedError(this.#state)
    process.off('exit', this.#onHostExit)
    process.on('exit', this.#onHostExit)
    try {
      await Promise.all(this.#members.map((member) => member.start()))
    } catch (error) {
      if (this.#state === 'failed') process.off('exit', this.#onHostExit)
      throw error
    }
  }

  /**
   * Takes a call over: from here it will be settled, whatever happens.
   *
   * @param {Call} call
   */
  submit(call) {
    if (call.isSettled) return
    this.#calls.accepted += 1
    this.#live += 1
    call.onSettled = this.#onSettled
    const refusal = this.#refusal(call)
    if (refusal) return call.fail(refusal)
    const member = this.#queue.size === 0 ? this.#leastBusy() : undefined
    if (member) member.send(call)
    else this.#queue.add(call)
  }

  /**
   * @param {number} timeoutMs
   * @returns {Promise<import('./health.js').Pong>} of the process that took longest
   */
  async ping(timeoutMs) {
    const refusal = this.#refusal({ method: 'ping', phase: 'queued', idempotent: true })
    if (refusal) throw refusal
    const pongs = await Promise.all(this.#members.map((member) => member.ping(timeoutMs)))
    return pongs.reduce((slowest, pong) => (pong.rttMs > slowest.rttMs ? pong : slowest))
  }

  stats() {
    const processes = this.#members.map((member) => member.stats())
    const inFlight = this.#members.reduce((sum, member) => sum + member.inFlight, 0)
    return {
      state: this.state,
      queued: this.#queue.size,
      inFlight,
      calls: { ...this.#calls },
      ...this.#wire,
      processes,
    }
  }

  /** Takes no more calls, lets those it has finish within `stop.drainMs`, and ends the processes in order. */
  close() {
    return (this.#closed ??= this.#close())
  }

  /** Settles every call now and kills the processes; cuts a `close` under way short. */
  async destroy() {
    this.#enter('closing')
    this.#rejectAll()
    await Promise.all(this.#members.map((member) => member.destroy()))
    this.#leave()
  }

  async #close() {
    this.#enter('closing')
    await settlesWithin(this.#drained(), this.#options.stop.drainMs, this.#options.clock)
    this.#rejectAll()
    await Promise.all(this.#members.map((member) => member.close()))
    this.#leave()
  }

  #drained() {
    return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      if (this.#live === 0) resolve()
      else this.#onDrained = resolve
    })
  }

  #rejectAll() {
    const reasonFor = (/** @type {Call} */ call) => closedError('closing', call)
    this.#queue.rejectAll(reasonFor)
    for (const member of this.#members) member.rejectAll(reasonFor)
  }

  #leave() {
    process.off('exit', this.#onHostExit)
    this.#enter('closed')
  }

  /** A host that exits without closing first takes its children along. */
  #onHostExit = () => {
    for (const member of this.#members) member.kill()
  }

  /**
   * @param {import('./errors.js').CallFacts} call
   * @returns {import('./errors.js').AgentRunnerError | null} why it cannot even wait
   */
  #refusal(call) {
    const { state } = this
    if (state === 'failed') return this.#failure()
    return state === 'idle' || isStopping(state) ? closedError(state, call) : null
  }

  #failure() {
    return this.#members.find(({ failure }) => failure !== null)?.failure ?? closedError('failed')
  }

  #leastBusy() {
    /** @type {Supervisor | undefined} */
    let least
    for (const member of this.#members) {
      if (member.hasRoom && (!least || member.inFlight < least.inFlight)) least = member
    }
    return least
  }

  /** Sends what waits, as far as there is room. */
  #pump = () => {
    while (this.#queue.size > 0) {
      const member = this.#leastBusy()
      if (!member) return
      const call = this.#queue.shift()
      if (call) member.send(call)
    }
  }

  /** @type {NonNullable<Call['onSettled']>} */
  #onSettled = (error) => {
    this.#live -= 1
    if (error) this.#calls.failed += 1
    else this.#calls.succeeded += 1
    if (this.#live === 0) this.#onDrained?.()
  }

  /**
   * @param {Call} call
   * @param {import('./errors.js').Ending} ending
   */
  #onLost(call, ending) {
    if (call.phase === 'queued') return this.#takeBack(call)
    call.losses += 1
    if (!call.idempotent || call.losses > maxRetries) return call.fail(exitedError(call, ending))
    this.#calls.retried += 1
    this.#takeBack(call)
  }

  /** @param {Call} call */
  #takeBack(call) {
    this.#queue.takeBack(call)
    this.#pump()
  }

  /** @param {number} process */
  #eventsOf(process) {
    /** @type {import('./supervisor.js').SupervisorEvents} */
    const events = {
      onRoom: this.#pump,
      onReturned: (call) => this.#takeBack(call),
      onLost: (call, ending) => this.#onLost(call, ending),
      onState: () => this.#onMemberState(),
      onRestart: (restart) => this.#events.onRestart({ process, ...restart }),
      onUnhealthy: (report) => this.#events.onUnhealthy({ process, ...report }),
      onLog: (event) => this.#events.onLog({ ...event, process }),
      isListenedTo: this.#events.isListenedTo,
    }
    return events
  }

  #onMemberState() {
    if (isStopping(this.#state)) return
    this.#enter(joinStates(this.#members.map(({ state }) => state)))
    if (this.#state === 'failed') this.#queue.rejectAll(() => this.#failure())
  }

  /** @param {RunnerState} state */
  #enter(state) {
    const previous = this.#state
    if (state === previous || previous === 'closed') return
    this.#state = state
    this.#events.onState({ state, previous })
  }
}
