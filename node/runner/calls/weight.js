/**
 * How long it would take to write a value as JSON, without doing it: in characters, a value being worth as many as can
 * be written in its time. Looks no further than it must.
 */
import { types } from 'node:util'

/** Of every value, beside the characters of a string. */
const ofValue = 200
/** Members of an object that is slight, and characters of each. */
const mostSlight = 16
const ofSlight = 1_000
/** Beyond it nothing is looked at. */
const maxDepth = 256
const tooHeavy = -1

/** What `JSON.stringify` does in a few milliseconds: 10,000 values, or 2 Mi characters. */
const largeFrom = 2 * 2 ** 20

/** @param {object | string} value whether writing it would hold up everything else */
export function isLarge(value) {
  if (isSlight(value)) return false
  // What a `toJSON` gives is seldom much; and what is too deep is wrong, or goes round in a circle.
  return roomLeft(value, largeFrom, ofValue, 0) < 0 && !types.isBoxedPrimitive(value)
}

/** @param {any} value whether it is, as most are, an object of a few short members: seen at one look */
function isSlight(value) {
  let members = 0
  for (const key in value) {
    const member = value[key]
    if (typeof member === 'string' ? member.length > ofSlight : typeof member === 'object') return false
    members += 1
    if (members > mostSlight) return false
  }
  return true
}

/**
 * @param {unknown} value
 * @param {number} limit
 * @returns {number} its weight, or Infinity where that is more than the limit, or cannot be told
 */
export function weightOf(value, limit) {
  const room = roomLeft(value, limit, Infinity, 0)
  return room < 0 ? Infinity : limit - room
}

/**
 * @param {any} value
 * @param {number} room
 * @param {number} ofUnseen the weight of what has a `toJSON`, and of what is too deep to be looked at
 * @param {number} depth
 * @returns {number} below 0 when the value is too heavy for the room
 */
function roomLeft(value, room, ofUnseen, depth) {
  room -= ofValue
  if (typeof value === 'string') return room - value.length
  if (typeof value !== 'object' || value === null) return room
  if (depth > maxDepth) return room - ofUnseen
  if (Array.isArray(value)) {
    if (value.length * ofValue > room) return tooHeavy
    for (let index = 0; index < value.length && room >= 0; index += 1) {
      room = roomLeft(value[index], room, ofUnseen, depth + 1)
    }
    return room
  }
  if (ArrayBuffer.isView(value)) return room - value.byteLength * ofValue
  if (typeof value.toJSON === 'function')
    return value.toJSON === Date.prototype.toJSON ? room : room - ofUnseen
  for (const key in value) {
    room = roomLeft(value[key], room - key.length, ofUnseen, depth + 1)
    if (room < 0) return room
  }
  return room
}
