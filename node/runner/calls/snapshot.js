/**
 * A value as it is now, for whoever writes it later: its containers copied, its strings, which do not change, not. What
 * is wrong with it is wrong with the copy, in the same place.
 */
import { putMember } from '../members.js'
import { formOf } from './jsonFlaw.js'

/** More would take longer than a moment. */
const mostValues = 10_000
const mostDepth = 200

/** Why there is none. */
const tooMuch = Symbol('too much')

/**
 * @param {object | string} root
 * @returns {object | string} a copy; of more than 10,000 values, and of what cannot be told without writing it, itself
 */
export function snapshotOf(root) {
  const room = { values: mostValues }
  try {
    return copyOf(root, room, 0)
  } catch (thrown) {
    if (thrown === tooMuch) return root
    throw thrown
  }
}

/**
 * @param {any} form what it is in JSON
 * @param {{ values: number }} room
 * @param {number} depth
 * @returns {any}
 */
function copyOf(form, room, depth) {
  room.values -= 1
  if (room.values < 0 || depth > mostDepth) throw tooMuch
  if (typeof form !== 'object' || form === null) return form
  if (Array.isArray(form)) {
    if (form.length > room.values) throw tooMuch
    const copy = []
    for (let index = 0; index < form.length; index += 1) {
      copy.push(copyOf(currentForm(form[index], String(index)), room, depth + 1))
    }
    return copy
  }
  // What is of a class of its own is wrong, or seldom enough.
  if (Object.prototype.toString.call(form) !== '[object Object]') return form
  const copy = {}
  for (const key of Object.keys(form)) {
    putMember(copy, key, copyOf(currentForm(form[key], key), room, depth + 1))
  }
  return copy
}

/**
 * @param {any} value
 * @param {string} key
 */
function currentForm(value, key) {
  if (value instanceof Date && value.toJSON === Date.prototype.toJSON) return new Date(value)
  const form = formOf(value, key)
  if (form === value) return value
  // A form has no form itself, and what is none is told from what was none.
  if (form === undefined || form === null || typeof form.toJSON === 'function') throw tooMuch
  return form
}
