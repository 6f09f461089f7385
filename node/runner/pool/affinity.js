/**
 * Which process a thread's calls went to last, so that the next one finds there what the last one left warm. A
 * preference and no promise: nothing waits for its process. Bounded: the thread that was quiet longest is forgotten.
 */

/** Threads that are remembered. */
const maxThreads = 10_000

/** @template Place */
export class Affinity {
  #limit
  /** The least recent first. @type {Map<string, Place>} */ #places = new Map()

  /** @param {number} [limit] */
  constructor(limit = maxThreads) {
    this.#limit = limit
  }

  get size() {
    return this.#places.size
  }

  /**
   * @param {string} thread
   * @returns {Place | undefined}
   */
  find(thread) {
    return this.#places.get(thread)
  }

  /**
   * @param {string} thread
   * @param {Place} place where its newest call goes
   */
  note(thread, place) {
    this.#places.delete(thread)
    this.#places.set(thread, place)
    if (this.#places.size <= this.#limit) return
    const [oldest] = this.#places.keys()
    if (oldest !== undefined) this.#places.delete(oldest)
  }

  /** @param {Place} place that is no more */
  forget(place) {
    for (const [thread, known] of this.#places) if (known === place) this.#places.delete(thread)
  }
}
