/**
 * The calls of one connection that wait for a reply, by their ids `<prefix><n>`, n counting up. A ring of slots and
 * not a map: a map in which entries come and go by the hundred thousand a second leaves tables behind that hold on to
 * what was in them, and garbage collection costs more than all else.
 */

/** @typedef {import('../calls/call.js').Call<any>} Call */

const firstLength = 256

export class PendingCalls {
  #prefix
  #lastNumber = 0
  #size = 0
  /** A power of two long. @type {(Call | undefined)[]} */ #slots = new Array(firstLength).fill(undefined)
  /** Those that waited so long that the ring has come round to them. @type {Map<string, Call>} */ #old =
    new Map()

  /** @param {string} prefix of all its ids */
  constructor(prefix) {
    this.#prefix = prefix
  }

  get size() {
    return this.#size
  }

  /** @returns {string} an id that was never used */
  nextId() {
    this.#lastNumber += 1
    return this.#prefix + this.#lastNumber
  }

  /** @param {Call} call with the newest id */
  add(call) {
    if (this.#size * 2 >= this.#slots.length) this.#grow()
    this.#size += 1
    this.#put(call)
  }

  /**
   * @param {unknown} id
   * @returns {Call | undefined}
   */
  get(id) {
    if (typeof id !== 'string' || !id.startsWith(this.#prefix)) return undefined
    const call = this.#slots[this.#slotOf(id)]
    return call !== undefined && call.id === id ? call : this.#old.get(id)
  }

  /**
   * @param {Call} call
   * @returns {boolean} whether it was there
   */
  delete(call) {
    const slot = this.#slotOf(call.id)
    if (this.#slots[slot] === call) this.#slots[slot] = undefined
    else if (this.#old.get(call.id) === call) this.#old.delete(call.id)
    else return false
    this.#size -= 1
    return true
  }

  /** @returns {Call[]} in the order in which they came */
  all() {
    const calls = [...this.#old.values(), ...this.#slots.filter((call) => call !== undefined)]
    return calls.sort((a, b) => this.#numberOf(a.id) - this.#numberOf(b.id))
  }

  clear() {
    this.#slots.fill(undefined)
    this.#old.clear()
    this.#size = 0
  }

  /** @param {Call} call */
  #put(call) {
    const slot = this.#slotOf(call.id)
    const older = this.#slots[slot]
    if (older !== undefined) this.#old.set(older.id, older)
    this.#slots[slot] = call
  }

  #grow() {
    const calls = this.all()
    this.#slots = new Array(this.#slots.length * 2).fill(undefined)
    this.#old.clear()
    for (const call of calls) this.#put(call)
  }

  /** @param {string} id */
  #slotOf(id) {
    return this.#numberOf(id) & (this.#slots.length - 1)
  }

  /** @param {string} id */
  #numberOf(id) {
    return Number(id.slice(this.#prefix.length))
  }
}
