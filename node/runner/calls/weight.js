/**
 * How long it would take to write a value as JSON, without doing it: in characters, a value being worth as many as can
 * be written in its time. Looks no further than it must.
 */
import { types } from 'node:util'

/** Of every value, beside the characters of a string. */
const ofValue = 200
/** Beyond this it is as good as endless. */
const maxDepth = 256
const tooHeavy = -1

/** What `JSON.stringify` does in a few milliseconds: 10,000 values, or 2 Mi characters. */
const largeFrom = 2 * 2 ** 20

/** @param {object | string} value whether writing it would hold up everything else */
export function isLarge(value) {
  // What a `toJSON` gives is not known before it is asked, and seldom much.
  return roomLeft(value, largeFrom, ofValue, 0) < 0 && !types.isBoxedPrimitive(value)
}

/**
 * @param {unknown} value
 * @param {number} limit
 * @returns {number} its weight, or Infinity where that is more than the limit, or it has a `toJSON` somewhere
 */
export function weightOf(value, limit) {
  const room = roomLeft(value, limit, Infinity, 0)
  return room < 0 ? Infinity : limit - room
}

/**
 * @param {any} value
 * @param {number} room
 * @param {number} ofForm what has a `toJSON` weighs
 * @param {number} depth
 * @returns {number} below 0 when the value is too heavy for the room
 */
function roomLeft(value, room, ofForm, depth) {
  room -= ofValue
  if (typeof value === 'string') return room - value.length
  if (typeof value !== 'object' || value === null) return room
  if (depth > maxDepth) return tooHeavy
  if (Array.isArray(value)) {
    if (value.length * ofValue > room) return tooHeavy
    for (let index = 0; index < value.length && room >= 0; index += 1) {
      room = roomLeft(value[index], room, ofForm, depth + 1)
    }
    return room
  }
  if (ArrayBuffer.isView(value)) return tooHeavy
  if (typeof value.toJSON === 'function') return value.toJSON === Date.prototype.toJSON ? room : room - ofForm
  for (const key in value) {
    room = roomLeft(value[key], room - key.length, ofForm, depth + 1)
    if (room < 0) return room
  }
  return room
}
