/**
 * The last time of a process that has been replaced: it gets no more calls, finishes those it has, and is ended in
 * order. Does not replace it.
 */
import { settlesWithin } from '../clock.js'
import { isWell } from '../health/verdict.js'

export class Retirement {
  #options
  /** @type {() => void} */ #onIdle = () => {}

  /**
   * @param {import('./worker.js').Worker} worker
   * @param {import('./worker.js').RecycleReason | null} reason `unanswered`: it is not asked to go, but killed
   * @param {import('../options.js').Options} options `recycle.drainMs` bounds how long it may still work
   */
  constructor(worker, reason, options) {
    this.worker = worker
    this.#options = options
    worker.owner = { onRoom: () => this.#look(), onFault: (fault) => this.#onFault(fault) }
    /** Resolves when the process is gone, with the calls it took along. Never rejects. */
    this.ended = this.#run(reason)
  }

  /** Its calls have been settled otherwise, or are not waited for any more. */
  hurry() {
    this.#onIdle()
  }

  /** @param {import('./worker.js').RecycleReason | null} reason */
  async #run(reason) {
    const { session } = this.worker
    const { clock, recycle } = this.#options
    const idle = new Promise((/** @type {(value?: undefined) => void} */ resolve) => (this.#onIdle = resolve))
    this.#look()
    await settlesWithin(Promise.race([idle, session.ended]), recycle.drainMs, clock)
    if (reason === 'unanswered') session.kill('it did not answer a cancel', { isFault: true })
    else await session.stop()
    return session.ended
  }

  #look() {
    if (this.worker.inFlight === 0) this.#onIdle()
  }

  /** @param {import('./worker.js').Fault} fault */
  #onFault(fault) {
    if (fault === 'unanswered') killIfBlocked(this.worker, this.#options.cancelTimeoutMs)
  }
}

/**
 * A cancelled call that does not come back may hold the loop; then nothing else on that process comes back either.
 *
 * @param {import('./worker.js').Worker} worker
 * @param {number} silentMs how long it has been asked to let go
 */
export async function killIfBlocked({ session }, silentMs) {
  const { verdict, evidence } = await session.examine()
  if (!isWell(verdict)) await session.endHung({ verdict, evidence, silentMs })
}
