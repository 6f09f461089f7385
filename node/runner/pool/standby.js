/**
 * Processes that are up, watched and unused: whoever needs one at once takes it, and another is started in its stead.
 * One that dies is replaced quietly, with the delays of any other; when the budget is spent, after a while.
 */
import { Comeback } from './comeback.js'

/** @typedef {import('./worker.js').Worker} Worker */

export class Standby {
  #options
  #launch
  #isStopping = false
  /** @type {Set<Worker>} */ #starting = new Set()
  /** Ready ones, and how each is told that it has been taken. @type {Map<Worker, () => void>} */ #ready =
    new Map()
  /** @type {Set<Comeback>} */ #comebacks = new Set()
  /** @type {Promise<void>[]} */ #keeping = []

  /**
   * @param {import('../options.js').Options} options
   * @param {() => Worker} launch
   */
  constructor(options, launch) {
    this.#options = options
    this.#launch = launch
  }

  /** Starts them; from here on there are as many as wanted, or will be. */
  fill() {
    if (this.#isStopping || this.#keeping.length > 0) return
    this.#keeping = Array.from({ length: this.#options.standby }, () => this.#keepOne())
  }

  /** @returns {Worker | undefined} a ready one */
  take() {
    for (const [worker, tellTaken] of this.#ready) {
      if (!worker.hasRoom) continue
      this.#ready.delete(worker)
      tellTaken()
      return worker
    }
    return undefined
  }

  get size() {
    return this.#ready.size
  }

  /** Those that are ready and those that will be. */
  get workers() {
    return [...this.#ready.keys(), ...this.#starting]
  }

  stats() {
    const pids = [...this.#ready.keys()].map(({ session }) => /** @type {number} */ (session.pid))
    return { wanted: this.#options.standby, ready: pids.length, pids }
  }

  /** Ends them in order. */
  close() {
    return this.#stop((worker) => worker.session.stop())
  }

  /** Ends them now. */
  destroy() {
    return this.#stop(async (worker) => worker.session.kill('the runner was destroyed'))
  }

  /** The signal alone. */
  kill() {
    for (const { session } of this.workers) session.kill('the runner was destroyed')
  }

  async #keepOne() {
    const comeback = new Comeback(this.#options)
    this.#comebacks.add(comeback)
    while (!this.#isStopping) {
      const failure = await this.#waitForUse(comeback)
      if (failure && !this.#isStopping) await comeback.wait(comeback.next(failure), { isHoldingHost: false })
    }
  }

  /**
   * @param {Comeback} comeback
   * @returns {Promise<Error | null>} null when it was taken; else it is gone
   */
  async #waitForUse(comeback) {
    /** @type {Worker} */
    let worker
    try {
      worker = this.#launch()
    } catch (cause) {
      return /** @type {Error} */ (cause)
    }
    this.#starting.add(worker)
    const startFailure = await worker.session.ready.then(
      () => null,
      (/** @type {Error} */ error) => error,
    )
    this.#starting.delete(worker)
    const died = worker.session.ended.then(() => startFailure ?? new Error('it died while it stood by'))
    if (startFailure || worker.isGone) return died
    comeback.becameReady()
    const taken = new Promise((/** @type {(failure: null) => void} */ resolve) => {
      this.#ready.set(worker, () => resolve(null))
    })
    const outcome = await Promise.race([taken, died])
    this.#ready.delete(worker)
    return outcome
  }

  /** @param {(worker: Worker) => Promise<void>} end */
  async #stop(end) {
    this.#isStopping = true
    for (const comeback of this.#comebacks) comeback.hurry()
    await Promise.all(this.workers.map(end))
    await Promise.all(this.#keeping)
  }
}
