/**
 * The write side of one connection: what goes out next. Owns the three lanes and the chunks; knows nothing of replies.
 *
 *     control   pings, cancels, credit: on their way at the end of the turn, whatever else waits
 *     normal    whole frames, gathered into one write for each turn of the event loop
 *     bulk      messages past `chunkedFromBytes`, a chunk of each in turn, so that nothing waits behind a whole one
 *
 * Nothing here waits for `drain` in a way that could outlast the pipe: what cannot be written stays in its lane, and
 * a call in a lane was never sent and may still go to another process.
 */

/** Text gathered before it is written out, the turn not being over: one system call for many frames. */
const batchLength = 64 * 1024
/** A message of more bytes than this goes in chunks, if the other end can join them. */
export const chunkedFromBytes = 4 * 2 ** 20
/** What chunks may take of one turn of the event loop, milliseconds: a quick reader could be written to for ever. */
const bulkBudgetMs = 2
/** Large messages whose chunks take turns; more of them would only fill the other end with beginnings. */
const bulkAtOnce = 4

/**
 * @typedef {import('../calls/call.js').Call<any>} Call
 *
 * @typedef {object} Large
 * @property {string | number | null} id
 * @property {string[]} pieces a chunk each
 * @property {number} seq of the next one
 * @property {Call | null} call whose request it is
 */

export class Outgoing {
  #output
  #clock
  #onRoom
  #control = ''
  /** Calls by their `frame`, which is empty once they were withdrawn. @type {(string | Call)[]} */ #normal =
    []
  #normalLength = 0
  /** @type {Large[]} */ #bulk = []
  #turn = 0
  #bulkMs = 0
  #isDue = false
  #isClosed = false

  /**
   * @param {import('node:stream').Writable} output
   * @param {import('../clock.js').Clock} clock
   * @param {() => void} onRoom the pipe can take more
   */
  constructor(output, clock, onRoom) {
    this.#output = output
    this.#clock = clock
    this.#onRoom = onRoom
    output.on('drain', () => this.#onDrain())
    // A pipe that breaks is the end of a process, and its owner sees that; here it must only not be thrown.
    output.on('error', () => {})
  }

  /** Whether a call handed over now would go out now. */
  get hasRoom() {
    return !this.#isClosed && this.#output.writable && !this.#output.writableNeedDrain
  }

  /**
   * @param {string} text ends with a newline
   * @param {Call} [call] whose request it is
   */
  sendControl(text, call) {
    call?.sent(this.#clock.now())
    this.#control += text
    this.#schedule()
  }

  /**
   * @param {string} text ends with a newline
   * @param {Call} [call] whose request it is: told when it is sent
   */
  send(text, call) {
    if (call) call.frame = text
    this.#normal.push(call ?? text)
    this.#normalLength += text.length
    if (this.#normalLength >= batchLength && this.hasRoom) this.#flush()
    else this.#schedule()
  }

  /**
   * @param {string | number | null} id
   * @param {string[]} pieces of its text
   * @param {Call} [call]
   */
  sendInChunks(id, pieces, call) {
    this.#bulk.push({ id, pieces, seq: 0, call: call ?? null })
    this.#schedule()
  }

  /**
   * @param {string | number | null} id of a message that nobody waits for any more: the rest of it is not sent
   * @returns {boolean} whether there was a rest
   */
  withdraw(id) {
    const index = this.#bulk.length === 0 ? -1 : this.#bulk.findIndex((large) => large.id === id)
    if (index !== -1) this.#bulk.splice(index, 1)
    return index !== -1
  }

  /** Nothing goes out from here on. */
  close() {
    this.#isClosed = true
    this.#control = ''
    this.#normal = []
    this.#bulk = []
  }

  #onDrain() {
    this.#onRoom()
    this.#flush()
  }

  #schedule() {
    if (this.#isDue) return
    this.#isDue = true
    queueMicrotask(() => this.#flush())
  }

  #flush() {
    this.#isDue = false
    do {
      if (this.#isClosed || !this.#output.writable) return
      const isOpen = !this.#output.writableNeedDrain
      const text = this.#control + (isOpen ? this.#takeNormal() : '')
      this.#control = ''
      if (text !== '') this.#output.write(text)
      // With whole frames without end, large messages get their turn all the same.
      if (isOpen && this.#hasChunk) this.#spend(() => this.#writeChunk())
    } while (!this.#output.writableNeedDrain && (this.#normal.length > 0 || this.#hasChunk))
  }

  /** Whether one may go in this turn. */
  get #hasChunk() {
    return this.#bulk.length > 0 && this.#bulkMs < bulkBudgetMs
  }

  /** @param {() => void} write a chunk */
  #spend(write) {
    const began = performance.now()
    write()
    if (this.#bulkMs === 0) setImmediate(this.#onTurn)
    this.#bulkMs += performance.now() - began
  }

  #onTurn = () => {
    const isOwing = this.#bulkMs >= bulkBudgetMs
    this.#bulkMs = 0
    if (isOwing) this.#flush()
  }

  /** @returns {string} as many whole frames as go into one write */
  #takeNormal() {
    let text = ''
    if (this.#normal.length === 0) return text
    const now = this.#clock.now()
    let taken = 0
    while (taken < this.#normal.length && text.length < batchLength) {
      const next = /** @type {string | Call} */ (this.#normal[taken])
      taken += 1
      text += typeof next === 'string' ? next : handOver(next, now)
    }
    if (taken === this.#normal.length) this.#normal = []
    else this.#normal.splice(0, taken)
    this.#normalLength = Math.max(0, this.#normalLength - text.length)
    if (this.#normal.length === 0) this.#normalLength = 0
    return text
  }

  #writeChunk() {
    this.#turn = (this.#turn + 1) % Math.min(this.#bulk.length, bulkAtOnce)
    const large = /** @type {Large} */ (this.#bulk[this.#turn])
    const { id, pieces, seq, call } = large
    if (seq === 0) call?.sent(this.#clock.now())
    large.seq += 1
    const more = large.seq < pieces.length
    if (!more) this.#bulk.splice(this.#turn, 1)
    const params = `{"id":${JSON.stringify(id)},"seq":${seq},"data":${JSON.stringify(pieces[seq])},"more":${more}}`
    const frame = `{"jsonrpc":"2.0","method":"$/chunk","params":${params}}\n`
    // Of what is plain ASCII, three times as much room would be made for UTF-8.
    this.#output.write(frame, Buffer.byteLength(frame) === frame.length ? 'latin1' : 'utf8')
  }
}

/**
 * @param {Call} call
 * @param {number} now
 * @returns {string}
 */
function handOver(call, now) {
  const text = call.frame
  if (text === '') return text
  call.frame = ''
  call.sent(now)
  return text
}
