/**
 * Starts the processes of one pool: gives each a name of its own and all of them the same books.
 */
import { FlightRecords } from '../telemetry/flightRecords.js'
import { explainSpawnFailure } from '../child/startFailure.js'
import { Worker } from './worker.js'

export class Launcher {
  /** What happened to all of them. */
  counters = { lateReplies: 0, noise: 0, brokenFrames: 0, restarts: 0, recycles: 0 }
  /** Of those that crashed. */
  records

  #options
  #events
  #openSession
  #run
  #launched = 0

  /**
   * @param {import('../options.js').Options} options
   * @param {import('./worker.js').WorkerEvents} events
   * @param {import('./worker.js').OpenSession} [openSession] for tests
   */
  constructor(options, events, openSession) {
    this.#options = options
    this.#events = events
    this.#openSession = openSession
    this.#run = Math.floor(options.clock.random() * 36 ** 4).toString(36)
    this.records = new FlightRecords(options.flightRecorder)
  }

  /**
   * @returns {Worker}
   * @throws {import('../errors.js').AgentRunnerError} ERR_RUNNER_START, for some of the ways in which there is none
   */
  launch() {
    this.#launched += 1
    const epoch = `${this.#run}-${this.#launched}`
    const { counters, records } = this
    try {
      return new Worker(
        this.#options,
        { epoch, counters, records, openSession: this.#openSession },
        this.#events,
      )
    } catch (cause) {
      throw explainSpawnFailure(this.#options, cause)
    }
  }
}
