/**
 * Between instants and what clocks on a wall show in a time zone, across changes to summer time and back. A time that a
 * change leaves out (02:30 on the night in March) is as much later as the clocks are put on; of one that comes twice the
 * first is meant.
 */

const DAY_MS = 24 * 3_600_000
const WEEKDAYS = /** @type {const} */ (['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'])

/** @typedef {typeof WEEKDAYS[number]} Weekday */
/** A day of the calendar, `2026-11-22`. @typedef {string} IsoDate */

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map()

/**
 * @param {number} instant milliseconds since 1970
 * @param {string} timezone an IANA name
 * @returns {IsoDate} the day it is there then
 */
export function dateAt(instant, timezone) {
  return new Date(instant + offsetAt(instant, timezone)).toISOString().slice(0, 10)
}

/**
 * @param {IsoDate} date
 * @param {string} time `07:00`
 * @param {string} timezone
 * @returns {number} milliseconds since 1970
 */
export function instantOf(date, time, timezone) {
  const shown = Date.parse(`${date}T${time}:00Z`)
  const [before, after] = [shown - DAY_MS, shown + DAY_MS].map((near) => offsetAt(near, timezone))
  const offsets = /** @type {number[]} */ ([before, after])
  const possible = offsets
    .map((offset) => shown - offset)
    .filter((one) => one + offsetAt(one, timezone) === shown)
  return possible.length > 0 ? Math.min(...possible) : shown - /** @type {number} */ (before)
}

/** @param {IsoDate} date @param {number} days @returns {IsoDate} */
export function plusDays(date, days) {
  return new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** @param {IsoDate} date @returns {Weekday} */
export function weekdayOf(date) {
  return /** @type {Weekday} */ (WEEKDAYS[new Date(`${date}T00:00Z`).getUTCDay()])
}

/** @param {IsoDate} date @returns {IsoDate} the Monday of its week */
export function mondayOf(date) {
  return plusDays(date, -((WEEKDAYS.indexOf(weekdayOf(date)) + 6) % 7))
}

/** What clocks there are ahead of UTC. @param {number} instant @param {string} timezone @returns {number} ms */
function offsetAt(instant, timezone) {
  const format = formats.get(timezone) ?? makeFormat(timezone)
  formats.set(timezone, format)
  const parts = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day, hour, minute, second } = parts
  const whole = Math.floor(instant / 1000) * 1000
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}

/** @param {string} timezone */
function makeFormat(timezone) {
  const number = /** @type {const} */ ('numeric')
  const fields = { year: number, month: number, day: number, hour: number, minute: number, second: number }
  return new Intl.DateTimeFormat('en-u-ca-iso8601', { timeZone: timezone, hourCycle: 'h23', ...fields })
}
