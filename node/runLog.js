/**
 * What one run says: its entries, numbered, and its end. Owns the numbers, how much of them is kept, the readers and the
 * pace that they set; knows neither HTTP nor Python, nor what an event means, nor where else entries may be stored.
 */

/**
 * `data` is JSON, written once for however many read it; that of a gap is `{after, next, reason}`: what came after the
 * number `after` and before `next` is not there. One that is `evicted` was here, and may be elsewhere. An end without
 * `ending` is stored elsewhere, with the run.
 *
 * @template Ending
 * @typedef {{ seq: number, type: 'progress' | 'gap', data: string, evicted?: true } |
 *   { seq: number, type: 'end', ending: Ending | null }} Entry
 */

export const NO_LONGER_KEPT = 'the events are no longer kept'

/** @template Ending */
export class RunLog {
  /** When nobody reads it any more, and it has not ended. */
  onUnread = () => {}
  /** @type {number | null} */
  endedAt = null
  #bounds
  #now
  /** @type {(Entry<Ending> & { type: 'progress' | 'gap' })[]} */ #kept = []
  #firstSeq
  #nextSeq
  #eventBytes = 0
  #endingBytes = 0
  /** @type {Ending | null} */ #ending = null
  #isPaced = true
  /** @type {Set<Reader<Ending>>} */ #readers = new Set()
  /** Those who wait for a reader to go on. @type {(() => void)[]} */
  #waiting = []

  /** @param {string} learnerId @param {number} firstSeq @param {{maxEvents: number, maxBytes: number}} bounds @param {() => number} now */
  constructor(learnerId, firstSeq, bounds, now) {
    this.learnerId = learnerId
    this.#firstSeq = firstSeq
    this.#nextSeq = firstSeq
    this.#bounds = bounds
    this.#now = now
  }

  get bytes() {
    return this.#eventBytes + this.#endingBytes
  }

  get isRead() {
    return this.#readers.size > 0
  }

  /** That of the first entry that is here. */
  get firstSeq() {
    return this.#firstSeq
  }

  /** That of the next entry to come. */
  get nextSeq() {
    return this.#nextSeq
  }

  /** @returns {number | null} that of the end; null before it */
  get lastSeq() {
    return this.endedAt === null ? null : this.#nextSeq - 1
  }

  /** @returns {Ending | null} null also where it is kept with the run */
  get ending() {
    return this.#ending
  }

  /** @param {unknown} event that is JSON; after the end it is nobody's */
  publish(event) {
    this.#append('progress', JSON.stringify(event))
  }

  /** Says that some of the run's events never came here. @param {string} reason */
  lose(reason) {
    this.#append('gap', JSON.stringify({ after: this.#nextSeq - 1, next: this.#nextSeq + 1, reason }))
  }

  /**
   * Takes over entries with numbers of their own, in their order; those that are here already are left out. What is
   * missing before one is not here any more, nor is what came before that.
   * @param {readonly { seq: number, type: 'progress' | 'gap', data: string }[]} entries
   */
  take(entries) {
    for (const { seq, type, data } of entries) {
      if (seq < this.#nextSeq) continue
      if (seq > this.#nextSeq) {
        this.#kept = []
        this.#eventBytes = 0
        this.#firstSeq = seq
        this.#nextSeq = seq
      }
      this.#append(type, data)
    }
  }

  /**
   * @param {Ending | null} ending null: it is kept with the run
   * @param {number} [bytes] that it takes here
   */
  end(ending, bytes = 0) {
    if (this.endedAt !== null) return
    this.endedAt = this.#now()
    this.#ending = ending
    this.#endingBytes = bytes
    this.#nextSeq += 1
    this.#changed()
  }

  /**
   * @param {number} after the number of the last entry that the reader has; 0: none
   * @param {AbortSignal} [signal] ends the reading
   */
  read(after, signal) {
    const reader = new Reader(this, after, signal, () => this.#left(reader))
    this.#readers.add(reader)
    if (signal?.aborted) void reader.return()
    return reader
  }

  /**
   * What follows in the reading of someone, if it is there. Who asks for what is not said yet waits for it, and gets
   * the end in any case.
   *
   * @param {number} after
   * @returns {Entry<Ending> | null}
   */
  next(after) {
    if (after + 1 < this.#firstSeq) return this.#gap(after, this.#firstSeq, NO_LONGER_KEPT)
    const end = this.lastSeq
    if (end !== null && after !== end && after + 1 >= end)
      return { seq: end, type: 'end', ending: this.#ending }
    return this.#kept[after + 1 - this.#firstSeq] ?? null
  }

  /** Resolves when whoever reads fastest has read all there is, or there is nobody to wait for. */
  async taken() {
    while (this.#isPaced && this.endedAt === null && this.isRead && this.#lead() > 0) {
      await new Promise((resolve) => this.#waiting.push(() => resolve(undefined)))
    }
  }

  /** From now on nobody is waited for. */
  release() {
    this.#isPaced = false
    this.moved()
  }

  /** A reader has gone on. */
  moved() {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** @param {'progress' | 'gap'} type @param {string} data */
  #append(type, data) {
    if (this.endedAt !== null) return
    this.#kept.push({ seq: this.#nextSeq++, type, data })
    this.#eventBytes += sizeOf(data)
    const { maxEvents, maxBytes } = this.#bounds
    while (this.#kept.length > 1 && (this.#kept.length > maxEvents || this.#eventBytes > maxBytes)) {
      this.#eventBytes -= sizeOf(this.#kept.shift()?.data ?? '')
      this.#firstSeq += 1
    }
    this.#changed()
  }

  /** @param {number} after @param {number} next @param {string} reason @returns {Entry<Ending>} */
  #gap(after, next, reason) {
    return { seq: next - 1, type: 'gap', data: JSON.stringify({ after, next, reason }), evicted: true }
  }

  /** Entries that the fastest has not read; who waits for a later one is not counted. */
  #lead() {
    const last = this.#nextSeq - 1
    const positions = [...this.#readers]
      .map(({ position }) => position)
      .filter((position) => position <= last)
    return positions.length === 0 ? 0 : last - Math.max(...positions)
  }

  #changed() {
    for (const reader of this.#readers) reader.wake()
    if (this.endedAt !== null) this.moved()
  }

  /** @param {Reader<Ending>} reader */
  #left(reader) {
    this.#readers.delete(reader)
    this.moved()
    if (!this.isRead && this.endedAt === null) this.onUnread()
  }
}

/** @param {string} data in bytes, or near enough: what the log adds to each counts too */
function sizeOf(data) {
  return Buffer.byteLength(data) + 64
}

/**
 * One who reads a log, at their own pace.
 *
 * @template Ending
 * @implements {AsyncIterableIterator<Entry<Ending>>}
 */
class Reader {
  #log
  #signal
  #onLeave
  #hasLeft = false
  #wake = () => {}

  /** @param {RunLog<Ending>} log @param {number} after @param {AbortSignal | undefined} signal @param {() => void} onLeave */
  constructor(log, after, signal, onLeave) {
    this.#log = log
    /** The number of the last entry that was read. */
    this.position = after
    this.#signal = signal
    this.#onLeave = onLeave
    signal?.addEventListener('abort', this.#leave)
  }

  get hasLeft() {
    return this.#hasLeft
  }

  [Symbol.asyncIterator]() {
    return this
  }

  /** @returns {Promise<IteratorResult<Entry<Ending>, undefined>>} */
  async next() {
    while (!this.#hasLeft) {
      const entry = this.#log.next(this.position)
      if (entry) {
        this.position = entry.seq
        if (entry.type === 'end') this.#leave()
        else this.#log.moved()
        return { value: entry, done: false }
      }
      // It has the end already.
      if (this.#log.lastSeq !== null) this.#leave()
      else await new Promise((resolve) => (this.#wake = () => resolve(undefined)))
    }
    return { value: undefined, done: true }
  }

  /** @returns {Promise<IteratorResult<Entry<Ending>, undefined>>} */
  async return() {
    this.#leave()
    return { value: undefined, done: true }
  }

  wake() {
    this.#wake()
  }

  #leave = () => {
    if (this.#hasLeft) return
    this.#hasLeft = true
    this.#signal?.removeEventListener('abort', this.#leave)
    this.#onLeave()
    this.#wake()
  }
}
