/**
 * How one process takes over from another that still serves: the successor is made ready first, then new calls go to
 * it, and only then does the old one stop, when it is done with what it has. No call is lost over it. Should the old
 * one die in the meantime, its heir is there to be adopted.
 */
import { Retirement } from './retirement.js'

/**
 * @typedef {import('./worker.js').Worker} Worker
 * @typedef {import('./worker.js').RecycleReason} RecycleReason
 *
 * @typedef {object} Recycle
 * @property {RecycleReason} reason
 * @property {number} pid of the old process, which may go on for a while
 * @property {number} successor its pid
 *
 * @typedef {object} SuccessionParts
 * @property {() => Worker} prepare starts a worker, or takes one that stands by; may throw
 * @property {import('./comeback.js').Comeback} comeback of the place
 * @property {(successor: Worker, recycle: Recycle) => void} handOver
 * @property {(call: import('../calls/call.js').Call<any>, ending: import('../errors.js').Ending) => void} onLost
 * @property {() => void} onGone an old process has ended
 */

export class Succession {
  #options
  #parts
  #isUnderWay = false
  #isStopping = false
  /** @type {Worker | null} */ #heir = null
  /** @type {Set<Retirement>} */ #retirements = new Set()

  /**
   * @param {import('../options.js').Options} options
   * @param {SuccessionParts} parts
   */
  constructor(options, parts) {
    this.#options = options
    this.#parts = parts
  }

  get hasHeir() {
    return this.#heir !== null
  }

  /** The heir, if any, and the retired. */
  get workers() {
    const retired = [...this.#retirements].map(({ worker }) => worker)
    return this.#heir ? [this.#heir, ...retired] : retired
  }

  /** Calls that the retired are still at. */
  get inFlight() {
    let sum = 0
    for (const { worker } of this.#retirements) sum += worker.inFlight
    return sum
  }

  /**
   * Begins to replace a worker, unless that is under way. While an older one is not yet done, mere wear can wait: a
   * place never has more than two processes because of it, however long its calls take.
   *
   * @param {Worker} worker
   * @param {RecycleReason} reason
   */
  async begin(worker, reason) {
    const canWait = reason !== 'abandoned' && reason !== 'unanswered'
    if (this.#isUnderWay || !this.#isWanted(worker) || (canWait && this.#retirements.size > 0)) return
    this.#isUnderWay = true
    while (this.#isWanted(worker)) {
      const failure = await this.#raiseHeir()
      if (!this.#isWanted(worker)) break
      if (failure === null) this.#handOver(worker, reason)
      if (failure === null) break
      await this.#backOff(failure)
    }
    this.#isUnderWay = false
  }

  /** @returns {Worker | null} who was to take over, perhaps not ready yet; now the caller's */
  adoptHeir() {
    const heir = this.#heir
    this.#heir = null
    return heir
  }

  dismissHeir() {
    this.adoptHeir()?.session.kill('its place was given up')
  }

  stats() {
    return [...this.#retirements].map(({ worker }) => ({
      pid: worker.session.pid,
      inFlight: worker.inFlight,
    }))
  }

  /**
   * @param {(worker: Worker) => Promise<void>} endWorker
   * @returns {Promise<void>} resolves when all are gone
   */
  async stop(endWorker) {
    this.#isStopping = true
    this.#parts.comeback.hurry()
    const heir = this.adoptHeir()
    const ends = [...this.#retirements].map((retirement) => {
      retirement.hurry()
      return retirement.ended
    })
    await Promise.all([heir && endWorker(heir), ...ends])
  }

  /** @param {Worker} worker */
  #isWanted(worker) {
    return !this.#isStopping && !worker.isGone
  }

  /** @returns {Promise<Error | null>} why there is none */
  async #raiseHeir() {
    /** @type {Worker} */
    let heir
    try {
      heir = this.#parts.prepare()
    } catch (cause) {
      return /** @type {Error} */ (cause)
    }
    this.#heir = heir
    const failure = await heir.session.ready.then(
      () => (heir.isGone ? new Error('it died before it took over') : null),
      (error) => error,
    )
    if (failure && this.#heir === heir) this.#heir = null
    return failure
  }

  /**
   * @param {Worker} worker
   * @param {RecycleReason} reason
   */
  #handOver(worker, reason) {
    const heir = this.adoptHeir()
    if (!heir) return
    const present = worker.wear ?? reason
    const retirement = new Retirement(worker, present, this.#options)
    this.#retirements.add(retirement)
    retirement.ended.then(({ lost, ...ending }) => {
      this.#retirements.delete(retirement)
      for (const call of lost) this.#parts.onLost(call, ending)
      this.#parts.onGone()
    })
    worker.relieve(heir)
    this.#parts.handOver(heir, { reason: present, pid: pidOf(worker), successor: pidOf(heir) })
  }

  /** @param {Error} failure */
  async #backOff(failure) {
    const { comeback } = this.#parts
    await comeback.wait(comeback.next(failure), { isHoldingHost: false })
  }
}

/** @param {Worker} worker that was ready, and so has a process */
function pidOf({ session }) {
  return /** @type {number} */ (session.pid)
}
