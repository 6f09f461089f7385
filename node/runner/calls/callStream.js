/**
 * One call whose progress is read as it comes: an async iterator of events and a promise of the result. Owns the
 * buffer between a runner that speaks and a reader who may be slow.
 */
import { overloadedError } from '../errors.js'

/** Events kept for the reader of a runner that heeds no window. */
const usualLimit = 10_000
/** Read events at the front of the buffer that are borne before it is cut. */
const slack = 256

/** @typedef {import('./call.js').Call<any>} Call */

/**
 * @template Event
 * @typedef {{ resolve: (next: IteratorResult<Event, undefined>) => void, reject: (error: unknown) => void }} Waiting
 */

/**
 * The two sides are apart: reading no events does not hold up the result of work that waits for no reader, and
 * awaiting no result is no unhandled rejection. Leaving the loop early cancels the call. The runner sends no more than
 * a window ahead of the reader. One that heeds no window and gets more than `limit` ahead costs the reader the rest:
 * those that were kept and then ERR_RUNNER_OVERLOADED, because an answer with a hole in it is worse than none; the
 * result stands. So it is, with ERR_RUNNER_PROTOCOL, where the runner left out an event too large for a frame and
 * another came after it.
 *
 * @template Event, Result
 * @implements {AsyncIterableIterator<Event>}
 */
export class CallStream {
  #limit
  /** @type {Call | null} null for a call that could not even be made */
  #call = null
  /** @type {Event[]} */ #events = []
  /** Those at the front that were read. */
  #read = 0
  /** @type {Waiting<Event>[]} */ #waiting = []
  #isOver = false
  /** @type {unknown} */ #failure

  /**
   * @param {(reader: import('./call.js').ProgressReader) => Call} makeCall may throw
   * @param {number} [limit]
   */
  constructor(makeCall, limit = usualLimit) {
    this.#limit = limit
    /** @type {Promise<Result>} */
    this.result = this.#begin(makeCall)
    this.result.then(
      () => this.#finish(undefined),
      (error) => this.#finish(error),
    )
  }

  /** @param {unknown} [reason] becomes the error's `cause` */
  cancel(reason) {
    this.#call?.cancel(reason)
  }

  [Symbol.asyncIterator]() {
    return this
  }

  /** @returns {Promise<IteratorResult<Event, undefined>>} */
  next() {
    if (this.#read < this.#events.length) return Promise.resolve({ value: this.#shift(), done: false })
    if (!this.#isOver) return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
    const failure = this.#failure
    this.#failure = undefined
    return failure === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(failure)
  }

  /** @returns {Promise<IteratorResult<Event, undefined>>} */
  async return() {
    this.cancel(new Error('the reader left the stream'))
    this.#events = []
    this.#read = 0
    this.#finish(undefined)
    return { value: undefined, done: true }
  }

  /**
   * @param {(reader: import('./call.js').ProgressReader) => Call} makeCall
   * @returns {Promise<Result>}
   */
  #begin(makeCall) {
    try {
      this.#call = makeCall({
        take: (event) => this.#take(/** @type {Event} */ (event)),
        miss: (error) => this.#finish(error),
      })
      return this.#call.promise
    } catch (error) {
      return Promise.reject(error)
    }
  }

  /** @param {Event} event */
  #take(event) {
    // What nobody will read is read, so that no skill waits for it.
    if (this.#isOver) return this.#call?.consumed()
    const reader = this.#waiting.shift()
    if (reader) {
      reader.resolve({ value: event, done: false })
      this.#call?.consumed()
    } else if (this.#events.length - this.#read < this.#limit) {
      this.#events.push(event)
    } else {
      const message = `the reader of the stream fell ${this.#limit} events behind`
      this.#finish(overloadedError(message, this.#call ?? undefined))
    }
  }

  /** @returns {Event} the oldest, which is thereby read */
  #shift() {
    const event = /** @type {Event} */ (this.#events[this.#read])
    this.#read += 1
    if (this.#read === this.#events.length) {
      this.#events = []
      this.#read = 0
    } else if (this.#read >= slack && this.#read * 2 > this.#events.length) {
      this.#events.splice(0, this.#read)
      this.#read = 0
    }
    this.#call?.consumed()
    return event
  }

  /** @param {unknown} failure is told to one reader; the others are only told that it is over */
  #finish(failure) {
    if (this.#isOver) return
    this.#isOver = true
    this.#failure = failure
    for (const { resolve, reject } of this.#waiting.splice(0)) this.next().then(resolve, reject)
  }
}
