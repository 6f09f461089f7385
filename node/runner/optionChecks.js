/**
 * What a value given as an option must be. Each check gives the value back, or throws ERR_RUNNER_PROTOCOL naming the
 * option, what was expected and what came.
 */
import { protocolError } from './errors.js'

/**
 * @template T
 * @param {string} name
 * @param {T} value
 * @param {boolean} isFine
 * @param {string} expected
 * @returns {T}
 */
export function check(name, value, isFine, expected) {
  if (isFine) return value
  throw protocolError(`${name}: expected ${expected}, got ${show(value)}`)
}

/**
 * An object, every name in it known: a misspelt option would otherwise be a default that nobody asked for.
 *
 * @template {object} T
 * @param {string} name empty for the options themselves
 * @param {T} value
 * @param {readonly string[]} known
 * @returns {T}
 */
export function group(name, value, known) {
  record(name || 'options', value)
  const unknown = Object.keys(value).find((key) => !known.includes(key))
  if (unknown === undefined) return value
  const path = name ? `${name}.${unknown}` : unknown
  throw protocolError(`${path}: expected one of ${known.join(', ')}, got an unknown option`)
}

/**
 * @template {object} T
 * @param {string} name
 * @param {T} value
 * @returns {T}
 */
export function record(name, value) {
  return check(name, value, typeof value === 'object' && value !== null && !Array.isArray(value), 'an object')
}

/**
 * @param {string} name
 * @param {number} value
 */
export function duration(name, value) {
  const isFine = Number.isFinite(value) && value > 0 && value < 2 ** 31
  return check(name, value, isFine, 'milliseconds, more than 0 and below 2^31')
}

/**
 * @param {string} name
 * @param {number} value
 * @param {number} min
 * @param {number} [max]
 */
export function count(name, value, min, max = Number.MAX_SAFE_INTEGER) {
  const isFine = Number.isInteger(value) && value >= min && value <= max
  return check(name, value, isFine, `a whole number from ${min} to ${max}`)
}

/**
 * @param {string} name
 * @param {string} value
 */
export function text(name, value) {
  return check(name, value, typeof value === 'string' && value !== '' && !value.includes('\0'), 'a text')
}

/** @param {unknown} value */
function show(value) {
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? `'${value}'` : String(value)
  return Array.isArray(value) ? 'an array' : 'an object'
}
