/**
 * A JSON text that comes in slices, read while it comes, so that no more than a slice's work is done at a time. Owns
 * the containers that are not closed yet; what stands whole in the slices is `JSON.parse`'s, and so are its rules.
 *
 * The value is the one that `JSON.parse` makes of the joined text, duplicate keys and `__proto__` included; text that
 * is no JSON throws as there, at the latest at the end. The outermost value must be an object or an array. Linear in
 * the text's length, however it is cut. A long string is put together of its parts by `+`, which copies nothing: V8
 * does that when someone first looks inside.
 */

import { putMember } from '../members.js'
import { closingQuote, cutEscape, isBlank, skipBlank, survey } from './jsonSurvey.js'

/** Characters of the beginning of a value that is not whole: fewer wait for the rest, more are taken apart. */
const usualPatience = 64 * 1024

/**
 * @typedef {object} Open a container that is not closed
 * @property {any} value
 * @property {boolean} isArray
 *
 * @typedef {object} LongString a string that is not closed
 * @property {string} value
 * @property {string} rest an escape that is cut
 * @property {boolean} isKey
 * @property {string | null} key of the member that it is
 */

export class SlicedJson {
  #patience
  /** What is not understood yet. */
  #text = ''
  /** The length at which it is worth looking again. */
  #enough = 1
  /** The outermost first. @type {Open[]} */ #open = []
  /** @type {LongString | null} */ #long = null
  /** A key too long to have waited for, as JSON: it stands before the text. */
  #key = ''
  /** Whether the last thing read was a comma. */
  #isDue = false
  /** Whether it was a value, so that a comma or the end of its container comes next. */
  #isBetween = false
  /** @type {any} */ #value = undefined

  /** @param {number} [patience] for tests */
  constructor(patience = usualPatience) {
    this.#patience = patience
  }

  /**
   * @param {string} slice
   * @throws {Error} when this cannot become JSON any more
   */
  push(slice) {
    this.#text += this.#long ? this.#continue(this.#long, slice) : slice
    if (this.#text.length >= this.#enough) this.#read()
  }

  /**
   * @returns {any} the whole value
   * @throws {Error} when there is no whole value
   */
  end() {
    this.#read()
    const isWhole = this.#value !== undefined && this.#open.length === 0 && this.#text === ''
    if (!isWhole) throw new SyntaxError('the text ends before its value')
    return this.#value
  }

  #read() {
    while (this.#text !== '' && this.#step());
    // A look that was in vain is taken again when there is twice as much to see.
    this.#enough = Math.max(1, 2 * this.#text.length)
  }

  /** @returns {boolean} whether there may be more to be done with what is there */
  #step() {
    const top = this.#open.at(-1)
    if (!top) return this.#begin()
    return this.#isBetween ? this.#separate(top) : this.#readMembers(top)
  }

  /** The outermost value's first character; or, behind its last one, nothing. */
  #begin() {
    this.#text = skipBlank(this.#text)
    if (this.#text === '') return false
    const first = this.#text.charAt(0)
    if (this.#value !== undefined || (first !== '{' && first !== '[')) throw unexpected(this.#text)
    this.#value = this.#enter(first)
    this.#text = this.#text.slice(1)
    return true
  }

  /** @param {Open} top */
  #separate(top) {
    this.#text = skipBlank(this.#text)
    if (this.#text === '') return false
    const mark = this.#text.charAt(0)
    if (mark === ',') {
      this.#isBetween = false
      this.#isDue = true
    } else this.#leave(top, mark)
    this.#text = this.#text.slice(1)
    return true
  }

  /** @param {Open} top */
  #readMembers(top) {
    const text = this.#text
    const { close, opens, commas, stringAt } = survey(text)
    if (close !== -1) {
      this.#take(top, text.slice(0, close), true)
      this.#leave(top, text.charAt(close))
      this.#text = text.slice(close + 1)
      return true
    }
    let from = this.#takeUpTo(top, text, 0, commas[0] ?? -1)
    if (text.length - from >= this.#patience) {
      for (const [level, at] of opens.entries()) {
        const inner = this.#descend(text.slice(from, at), text.charAt(at))
        from = this.#takeUpTo(inner, text, at + 1, commas[level + 1] ?? -1)
      }
      if (stringAt !== -1 && text.length - stringAt >= this.#patience) return this.#beginLong(from, stringAt)
    }
    this.#text = text.slice(from)
    return false
  }

  /**
   * @param {Open} container
   * @param {string} text
   * @param {number} from
   * @param {number} to the last comma between its members, or −1
   * @returns {number} where that begins which was not taken
   */
  #takeUpTo(container, text, from, to) {
    if (to === -1) return from
    this.#take(container, text.slice(from, to), false)
    this.#isDue = true
    return to + 1
  }

  /**
   * @param {Open} container
   * @param {string} members its next ones, whole
   * @param {boolean} isLast
   */
  #take({ value, isArray }, members, isLast) {
    const source = this.#key + members
    this.#key = ''
    const part = JSON.parse(isArray ? `[${source}]` : `{${source}}`)
    const names = isArray ? part : Object.keys(part)
    if (names.length === 0 && (this.#isDue || !isLast)) throw unexpected(members)
    this.#isDue = false
    if (isArray) for (const item of part) value.push(item)
    else for (const name of names) putMember(value, name, part[name])
  }

  /**
   * @param {string} lead what stands before it in its container: its key
   * @param {string} bracket
   * @returns {Open}
   */
  #descend(lead, bracket) {
    const key = this.#keyIn(lead)
    const outer = /** @type {Open} */ (this.#open.at(-1))
    const value = this.#enter(bracket)
    add(outer, key, value)
    return /** @type {Open} */ (this.#open.at(-1))
  }

  /** @param {string} bracket */
  #enter(bracket) {
    const isArray = bracket === '['
    const value = isArray ? [] : {}
    this.#open.push({ value, isArray })
    this.#isDue = false
    this.#isBetween = false
    return value
  }

  /**
   * @param {Open} top
   * @param {string} bracket
   */
  #leave({ isArray }, bracket) {
    if (bracket !== (isArray ? ']' : '}')) throw unexpected(bracket)
    this.#open.pop()
    this.#isDue = false
    this.#isBetween = true
  }

  /**
   * @param {number} from
   * @param {number} at where the string begins
   */
  #beginLong(from, at) {
    const lead = this.#text.slice(from, at)
    const { isArray } = /** @type {Open} */ (this.#open.at(-1))
    const isKey = !isArray && this.#key === '' && isBlank(lead)
    const long = { value: '', rest: '', key: isKey ? null : this.#keyIn(lead), isKey }
    this.#long = long
    this.#text = this.#continue(long, this.#text.slice(at + 1))
    return this.#text !== ''
  }

  /**
   * @param {LongString} long
   * @param {string} slice
   * @returns {string} what of it comes after the string
   */
  #continue(long, slice) {
    const text = long.rest + slice
    const end = closingQuote(text, 0)
    const whole = end === -1 ? cutEscape(text) : end
    long.value += JSON.parse(`"${text.slice(0, whole)}"`)
    long.rest = end === -1 ? text.slice(whole) : ''
    if (end === -1) return ''
    this.#long = null
    if (long.isKey) this.#key = JSON.stringify(long.value)
    else {
      add(/** @type {Open} */ (this.#open.at(-1)), long.key, long.value)
      this.#isDue = false
      this.#isBetween = true
    }
    return text.slice(end + 1)
  }

  /**
   * @param {string} lead what stands before a value in its container
   * @returns {string | null} its key, where it has one
   */
  #keyIn(lead) {
    const { isArray } = /** @type {Open} */ (this.#open.at(-1))
    if (isArray) {
      if (!isBlank(lead)) throw unexpected(lead)
      return null
    }
    const names = Object.keys(JSON.parse(`{${this.#key}${lead} 0}`))
    this.#key = ''
    const [name, ...others] = names
    if (name === undefined || others.length > 0) throw unexpected(lead)
    return name
  }
}

/**
 * @param {Open} container
 * @param {string | null} key
 * @param {unknown} value
 */
function add(container, key, value) {
  if (key === null) container.value.push(value)
  else putMember(container.value, key, value)
}

/** @param {string} text */
function unexpected(text) {
  return new SyntaxError(`unexpected ${JSON.stringify(text.slice(0, 20))}`)
}
