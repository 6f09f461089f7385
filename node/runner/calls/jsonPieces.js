/**
 * A large value as JSON text in pieces, each of them a millisecond's work: together what `JSON.stringify` writes of it,
 * for whatever `findFlaw` finds nothing wrong with; it throws a `FlawError` for everything else. What is small it leaves
 * to these two. A long string comes as itself, to be written by whoever has the time.
 */
import { types } from 'node:util'
import { containerFlaw, cycleFlaw, findFlaw, flaws, formOf, isWellFormed } from './jsonFlaw.js'
import { weightOf } from './weight.js'

/** Written at once. */
const unit = 2 ** 18
/** Characters of a piece, or somewhat more. */
const pieceLength = 2 ** 17

/**
 * @typedef {import('./jsonFlaw.js').Flaw} Flaw
 *
 * @typedef {{ string: string, path: string }} LongString its quotes are in the pieces around it
 * @typedef {Generator<string | LongString, void>} Pieces
 */

/** Thrown for what JSON cannot write. */
export class FlawError extends Error {
  /**
   * @param {string} path
   * @param {string} reason
   */
  constructor(path, reason) {
    super(reason)
    this.path = path
    this.reason = reason
  }
}

export class JsonPieces {
  #root
  #text = ''
  /** What was done since a piece was given, as `weightOf` counts. */
  #work = 0
  /** The containers around what is being written, the outermost first. @type {object[]} */ #ancestors = []
  /** The way down to it. @type {string[]} */ #path = []

  /** @param {unknown} root if it has a `toJSON`, what that gave */
  constructor(root) {
    this.#root = root
  }

  /** @returns {Pieces} some of them empty: a moment to think of others */
  *written() {
    yield* this.#heavy('', this.#root, this.#root)
    yield this.#take()
  }

  /** @param {object} container @returns {Pieces} */
  *#container(container) {
    this.#check(cycleFlaw(container, this.#ancestors) ?? containerFlaw(container, this.#ancestors))
    this.#ancestors.push(container)
    if (Array.isArray(container)) yield* this.#list(container)
    else yield* this.#object(/** @type {Record<string, unknown>} */ (container))
    this.#ancestors.pop()
  }

  /** @param {unknown[]} list @returns {Pieces} */
  *#list(list) {
    this.#text += '['
    /** Small ones, to be written together. @type {unknown[]} */
    let items = []
    let weight = 0
    let index = 0
    for (; index < list.length; index += 1) {
      const item = list[index]
      const itemWeight = weightOf(item, unit)
      if (weight + itemWeight > unit && items.length > 0) {
        this.#items(items, index, weight)
        items = []
        weight = 0
        if (this.#isDue) yield this.#take()
      }
      if (itemWeight > unit) {
        if (index > 0) this.#text += ','
        yield* this.#heavy(`[${index}]`, item, formOf(item, String(index)) ?? null)
      } else {
        items.push(item)
        weight += itemWeight
      }
    }
    this.#items(items, index, weight)
    this.#text += ']'
  }

  /** @param {Record<string, unknown>} members @returns {Pieces} */
  *#object(members) {
    let before = '{'
    for (const key of Object.keys(members)) {
      const value = members[key]
      if (!isWellFormed(key)) this.#check(flaws.key)
      const weight = weightOf(value, unit)
      const form = weight > unit ? formOf(value, key) : value
      if (form === undefined) continue
      this.#text += `${before}${JSON.stringify(key)}:`
      before = ','
      if (weight > unit) yield* this.#heavy(`.${key}`, value, form)
      else this.#small(`.${key}`, value, weight)
      if (this.#isDue) yield this.#take()
    }
    this.#text += before === '{' ? '{}' : '}'
  }

  /**
   * @param {string} step of the way to it
   * @param {unknown} value
   * @param {unknown} form that it has in JSON
   * @returns {Pieces}
   */
  *#heavy(step, value, form) {
    this.#path.push(step)
    if (typeof form === 'object' && form !== null && !types.isBoxedPrimitive(form)) {
      yield* this.#container(form)
    } else if (typeof form === 'string' && form.length > unit) {
      this.#text += '"'
      yield this.#take()
      yield { string: form, path: this.#path.join('') }
      this.#text += '"'
    } else {
      if (form === null && value instanceof Date) this.#check(flaws.date)
      this.#small('', form, unit)
    }
    this.#path.pop()
  }

  /**
   * @param {string} step
   * @param {unknown} value
   * @param {number} weight
   */
  #small(step, value, weight) {
    this.#check(findFlaw(value, this.#ancestors), step)
    this.#text += JSON.stringify(value)
    this.#work += weight
  }

  /**
   * @param {unknown[]} items
   * @param {number} end where the next one stands
   * @param {number} weight of all of them
   */
  #items(items, end, weight) {
    if (items.length === 0) return
    const start = end - items.length
    for (const [index, item] of items.entries()) {
      const flaw = item === undefined ? flaws.item : findFlaw(item, this.#ancestors)
      if (flaw) this.#check(flaw, `[${start + index}]`)
    }
    this.#text += `${start > 0 ? ',' : ''}${JSON.stringify(items).slice(1, -1)}`
    this.#work += weight
  }

  get #isDue() {
    return this.#text.length >= pieceLength || this.#work >= unit
  }

  #take() {
    const text = this.#text
    this.#text = ''
    this.#work = 0
    return text
  }

  /**
   * @param {Flaw | null} flaw
   * @param {string} [step]
   */
  #check(flaw, step = '') {
    if (flaw) throw new FlawError(this.#path.join('') + step + flaw.path, flaw.reason)
  }
}
