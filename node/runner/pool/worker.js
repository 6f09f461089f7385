/**
 * One session in the pool's hands, from its launch to its end: standing by, serving in a place, or retired and
 * finishing what it has. Owns who is told of it at the moment, what it has taken, and whether it is to be replaced.
 * How it starts, speaks and ends is its session's.
 */
import { nobody } from './ping.js'
import { Session } from '../child/session.js'
import { drawLimits, wearOf } from './wear.js'

/**
 * @typedef {import('../calls/call.js').Call<any>} Call
 *
 * @typedef {'abandoned' | 'unanswered'} Fault a cancelled skill goes on all the same; a cancel was never answered
 *
 * @typedef {import('./wear.js').WearReason | Fault} RecycleReason
 *
 * @typedef {object} WorkerOwner whoever has it now
 * @property {() => void} [onRoom]
 * @property {(report: import('../health/health.js').HealthReport) => void} [onUnhealthy]
 * @property {() => void} [onRecovered]
 * @property {(fault: Fault) => void} [onFault]
 *
 * @typedef {object} WorkerEvents told whoever has it
 * @property {(call: Call) => void} onReturned never ran: may go to any process
 * @property {(event: import('../child/session.js').LogEvent & { process: number | null }) => void} onLog
 * @property {() => boolean} isListenedTo
 *
 * @typedef {object} WorkerParts
 * @property {string} epoch
 * @property {import('../wire/connection.js').WireCounters} counters
 * @property {import('../telemetry/flightRecords.js').FlightRecords} [records] where the record of a crash goes
 * @property {OpenSession} [openSession] for tests
 *
 * @typedef {(...args: ConstructorParameters<typeof Session>) => Session} OpenSession
 */

export class Worker {
  /** The number of the place it serves or served; null while it stands by. @type {number | null} */
  place = null
  /** @type {WorkerOwner} */
  owner = {}
  /** Calls handed to it. */
  taken = 0
  /** Whether the process has ended. */
  isGone = false
  /** @type {(by: { successor: Worker }) => void} */ #relieve = () => {}
  /** @type {Fault | null} */ #fault = null
  /** @type {number | null} */ #servesSince = null
  /** @type {number | null} */ #readySince = null
  /** @type {Promise<{ successor: Worker }>} */ #relieved
  #clock
  #limits

  /**
   * @param {import('../options.js').Options} options
   * @param {WorkerParts} parts
   * @param {WorkerEvents} events
   * @throws {Error} for some of the ways in which a program cannot be run; the others reject `session.ready`
   */
  constructor(options, { openSession = newSession, ...identity }, events) {
    this.#clock = options.clock
    this.#limits = drawLimits(options.recycle, options.clock.random)
    this.#relieved = new Promise((resolve) => (this.#relieve = resolve))
    this.session = openSession(options, identity, {
      onRoom: () => this.owner.onRoom?.(),
      onReturned: events.onReturned,
      onLog: (event) => events.onLog({ ...event, process: this.place }),
      isListenedTo: events.isListenedTo,
      onUnhealthy: (report) => this.owner.onUnhealthy?.(report),
      onRecovered: () => this.owner.onRecovered?.(),
      onAbandoned: () => this.#blame('abandoned'),
      onUncancelled: () => this.#blame('unanswered'),
    })
    this.session.ready.then(
      () => (this.#readySince = this.#clock.now()),
      () => {},
    )
    this.session.ended.then(() => (this.isGone = true))
  }

  get inFlight() {
    return this.session.connection.inFlight
  }

  get hasRoom() {
    const { connection, isHung } = this.session
    return !this.isGone && !isHung && connection.hasRoom
  }

  /** Whether the next call will be one too many. */
  get isSpent() {
    return this.taken >= this.#limits.maxCalls
  }

  /** @param {Call} call given only while it `hasRoom` */
  send(call) {
    this.taken += 1
    this.session.connection.send(call)
  }

  /**
   * From here on it has a place. Its age is counted from now: what stands by does not wear out.
   *
   * @param {number} place
   * @param {WorkerOwner} owner
   */
  serve(place, owner) {
    this.place = place
    this.owner = owner
    this.#servesSince = this.#clock.now()
  }

  /** @param {Worker} successor */
  relieve(successor) {
    this.#relieve({ successor })
  }

  /** @returns {Promise<import('../child/session.js').SessionEnding | { successor: Worker }>} what ends its time in a place */
  next() {
    return Promise.race([this.session.ended, this.#relieved])
  }

  /** @param {number} [timeoutMs] */
  examine(timeoutMs) {
    return this.isGone ? nobody : this.session.examine(timeoutMs)
  }

  stats() {
    const { pid, phase, lastPong, runner, connection } = this.session
    const verdict = this.isGone ? 'dead' : this.session.verdict
    const now = this.#clock.now()
    const readyForMs = this.#readySince === null || this.isGone ? 0 : now - this.#readySince
    const heardMsAgo = now - connection.heardAt
    return { pid, phase, verdict, inFlight: this.inFlight, readyForMs, lastPong, heardMsAgo, runner }
  }

  /** @param {Fault} fault */
  #blame(fault) {
    this.#fault = fault
    this.owner.onFault?.(fault)
  }

  /** @returns {RecycleReason | null} why it is to be replaced */
  get wear() {
    const ageMs = this.#servesSince === null ? 0 : this.#clock.now() - this.#servesSince
    const rssBytes = this.session.lastPong?.rss_bytes ?? 0
    return this.#fault ?? wearOf(this.#limits, { calls: this.taken, ageMs, rssBytes })
  }
}

/** @type {OpenSession} */
const newSession = (...parts) => new Session(...parts)
