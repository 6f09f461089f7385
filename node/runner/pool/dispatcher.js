/**
 * Which process a call goes to, and what becomes of it there. Owns the calls that wait, the books on all of them, and
 * the retrying of those whose process died. Starts and stops nothing.
 *
 * A call goes to the process its thread was at last, if that is well and has room, else to the one with the fewest in
 * flight; to one that is not well only when no other has room.
 * Whatever waits can go anywhere, so that none waits behind another for a process of its own: first come, first
 * served, but for those that have lost a process already, which go first.
 */
import { Affinity } from './affinity.js'
import { CallQueue } from './callQueue.js'
import { lossError } from '../errors.js'
import { Metrics } from '../telemetry/metrics.js'

/** How many processes may die under one call before it is taken to be what kills them. */
const maxRetries = 2

/**
 * @typedef {import('../calls/call.js').Call<any>} Call
 * @typedef {import('./supervisor.js').Supervisor} Supervisor
 *
 * @typedef {object} DispatcherEvents
 * @property {() => void} onWaiting a call has begun to wait
 * @property {(cost: import('../calls/call.js').Cost) => void} onCost what a call took that was settled
 */

export class Dispatcher {
  #clock
  #places
  #events
  #queue
  #metrics = new Metrics()
  /** @type {Affinity<Supervisor>} */ #affinity = new Affinity()
  #calls = { accepted: 0, succeeded: 0, failed: 0, retried: 0 }
  /** @type {(() => void) | null} */ #onDrained = null

  /**
   * @param {import('../options.js').Options} options
   * @param {() => readonly Supervisor[]} places
   * @param {DispatcherEvents} events
   */
  constructor({ clock, queueLimit }, places, events) {
    this.#clock = clock
    this.#places = places
    this.#events = events
    this.#queue = new CallQueue(queueLimit)
  }

  /** Calls that wait for a process. */
  get queued() {
    return this.#queue.size
  }

  /** Calls that were accepted and are not settled. */
  get live() {
    return this.#calls.accepted - this.#calls.succeeded - this.#calls.failed
  }

  /** Since when the call waits that is next; Infinity when none does. */
  get waitingSince() {
    return this.#queue.waitingSince
  }

  /**
   * Takes a call over: from here it will be settled, whatever happens.
   *
   * @param {Call} call
   * @param {import('../errors.js').AgentRunnerError | null} refusal why it cannot even wait
   */
  submit(call, refusal) {
    if (call.isSettled) return
    this.#calls.accepted += 1
    call.onSettled = this.#onSettled
    if (refusal) return call.fail(refusal)
    const place = this.#queue.size === 0 ? this.#placeFor(call) : undefined
    if (place) place.send(call)
    else this.#wait(call)
  }

  /** Sends what waits, as far as there is room. */
  pump = () => {
    while (this.#queue.size > 0) {
      const next = this.#queue.peek()
      const place = next && this.#placeFor(next)
      if (!place) return
      const call = this.#queue.shift()
      if (call) place.send(call)
    }
  }

  /** @param {Call} call that never ran */
  takeBack(call) {
    this.#queue.takeBack(call, this.#clock.now())
    this.pump()
    if (this.#queue.size > 0) this.#events.onWaiting()
  }

  /**
   * @param {Call} call that a process had that died, though it may not have been sent yet
   * @param {import('../errors.js').Ending} ending
   */
  lose(call, ending) {
    if (call.phase === 'queued') return this.takeBack(call)
    call.losses += 1
    // Whoever has seen events of it would see them again: a retry then is the caller's to make.
    const mayRetry = call.idempotent && call.phase !== 'started' && call.losses <= maxRetries
    if (!mayRetry) return call.fail(lossError(call, ending))
    this.#calls.retried += 1
    this.takeBack(call)
  }

  /** @param {Supervisor} place that is no more */
  forget(place) {
    this.#affinity.forget(place)
  }

  /** @param {(call: Call) => import('../errors.js').AgentRunnerError} reasonFor each that waits */
  rejectWaiting(reasonFor) {
    this.#queue.rejectAll(reasonFor)
  }

  /** Resolves when no accepted call is left. */
  drained() {
    return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      if (this.live === 0) resolve()
      else this.#onDrained = resolve
    })
  }

  stats() {
    return { queued: this.queued, calls: { ...this.#calls }, methods: this.#metrics.stats() }
  }

  get metrics() {
    return this.#metrics
  }

  /** @param {Call} call */
  #wait(call) {
    if (this.#queue.add(call, this.#clock.now())) this.#events.onWaiting()
  }

  /** @param {Call} call */
  #placeFor(call) {
    const { threadId } = call
    if (threadId === undefined) return this.#leastBusy()
    const last = this.#affinity.find(threadId)
    const place = last?.hasRoom && last.state === 'ready' ? last : this.#leastBusy()
    if (place) this.#affinity.note(threadId, place)
    return place
  }

  #leastBusy() {
    /** @type {Supervisor | undefined} */
    let least
    for (const place of this.#places()) {
      if (place.hasRoom && (!least || isBetter(place, least))) least = place
    }
    return least
  }

  /** @type {NonNullable<Call['onSettled']>} */
  #onSettled = (error, call) => {
    if (error) this.#calls.failed += 1
    else this.#calls.succeeded += 1
    this.#metrics.record(call, error?.code)
    call.trace?.end(error)
    if (call.cost) this.#events.onCost(call.cost)
    if (this.#onDrained && this.live === 0) this.#onDrained()
  }
}

/**
 * @param {Supervisor} one both having room
 * @param {Supervisor} other
 */
function isBetter(one, other) {
  if (one.state !== other.state) return one.state === 'ready'
  return one.inFlight < other.inFlight
}
