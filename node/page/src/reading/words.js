/** Numbers, days and times in words, as the reader's browser writes them. */

import { dateLocale } from './look.js'

const DAY_MS = 86_400_000

/** @param {number} minutes */
export function inMinutes(minutes) {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours === 0) return `${rest} min`
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`
}

/**
 * A date, without a time, as "Mon 23 November"; the year only where it is another.
 * @param {string} date ISO; what stands behind its first ten characters is not read
 * @param {{short?: boolean, today?: string}} [how]
 */
export function dayInWords(date, { short = false, today } = {}) {
  const far = distance(today, date)
  if (far === 0) return 'today'
  if (far === 1) return 'tomorrow'
  const sameYear = date.slice(0, 4) === new Date().toISOString().slice(0, 4)
  return dayOf(date).toLocaleDateString(dateLocale(), {
    timeZone: 'UTC',
    weekday: short ? 'short' : 'long',
    day: 'numeric',
    month: short ? 'short' : 'long',
    year: sameYear ? undefined : 'numeric',
  })
}

/** The time of day that a local ISO time says. @param {string} iso */
export function timeOf(iso) {
  return iso.slice(11, 16)
}

/** @param {number} share between 0 and 1 */
export function inPercent(share) {
  return `${Math.round(share * 100)} %`
}

/** The date it is in a time zone. @param {string} [timeZone] @param {number | Date} [now] @returns {string} ISO */
export function todayIn(timeZone, now = Date.now()) {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now)
}

/** @param {string} date @param {number} days @returns {string} */
export function daysLater(date, days) {
  return new Date(dayOf(date).getTime() + days * DAY_MS).toISOString().slice(0, 10)
}

/** @param {string | undefined} from @param {string} to @returns {number | null} whole days */
export function distance(from, to) {
  return from === undefined ? null : Math.round((dayOf(to).getTime() - dayOf(from).getTime()) / DAY_MS)
}

/** @param {string} date */
export function dayOf(date) {
  return new Date(`${date.slice(0, 10)}T00:00:00Z`)
}

/** @param {string} text */
export function capitalised(text) {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A field's name as one says it. @param {string} field */
export function fieldInWords(field) {
  return field.replaceAll('_', ' ')
}

/** @param {unknown} value */
export function valueInWords(value) {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(', ')
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)) return dayInWords(value)
  return String(value)
}
