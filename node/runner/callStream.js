/**
 * One call whose progress is read as it comes: an async iterator of events and a promise of the result. Owns the
 * buffer between a runner that speaks and a reader who may be slow.
 */
import { overloadedError } from './errors.js'

/**
 * The two sides are apart: reading no events does not hold up the result, and awaiting no result is no unhandled
 * rejection. Leaving the loop early cancels the call. A reader more than `limit` events behind gets those that were
 * kept and then ERR_RUNNER_OVERLOADED, because an answer with a hole in it is worse than none; the result stands.
 *
 * @template Event, Result
 * @implements {AsyncIterableIterator<Event>}
 */
export class CallStream {
  #limit
  #cancel
  /** @type {Event[]} */ #events = []
  #isOver = false
  /** @type {unknown} */ #failure
  /** @type {Promise<void> | null} */ #news = null
  #wake = () => {}

  /**
   * @param {(onProgress: (event: any) => void, signal: AbortSignal) => Promise<Result>} call makes the call
   * @param {number} limit
   */
  constructor(call, limit) {
    this.#limit = limit
    const controller = new AbortController()
    this.#cancel = (/** @type {unknown} */ reason) => controller.abort(reason)
    /** @type {Promise<Result>} */
    this.result = call((event) => this.#take(event), controller.signal)
    this.result.then(
      () => this.#finish(undefined),
      (error) => this.#finish(error),
    )
  }

  /** @param {unknown} [reason] becomes the error's `cause` */
  cancel(reason) {
    this.#cancel(reason)
  }

  [Symbol.asyncIterator]() {
    return this
  }

  /** @returns {Promise<IteratorResult<Event, undefined>>} */
  async next() {
    while (this.#events.length === 0 && !this.#isOver) await this.#somethingNew()
    if (this.#events.length > 0) return { value: /** @type {Event} */ (this.#events.shift()), done: false }
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure
    return { value: undefined, done: true }
  }

  /** @returns {Promise<IteratorResult<Event, undefined>>} */
  async return() {
    this.cancel(new Error('the reader left the stream'))
    this.#events = []
    this.#finish(undefined)
    return { value: undefined, done: true }
  }

  #somethingNew() {
    this.#news ??= new Promise((resolve) => {
      this.#wake = () => {
        this.#news = null
        resolve()
      }
    })
    return this.#news
  }

  /** @param {Event} event */
  #take(event) {
    if (this.#isOver) return
    if (this.#events.length >= this.#limit) {
      return this.#finish(overloadedError(`the reader of the stream fell ${this.#limit} events behind`))
    }
    this.#events.push(event)
    this.#wake()
  }

  /** @param {unknown} failure */
  #finish(failure) {
    if (this.#isOver) return
    this.#isOver = true
    this.#failure = failure
    this.#wake()
  }
}
