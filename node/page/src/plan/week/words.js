/** Blocks, days and times of a week in words. */
import { dateLocale } from '../../reading/look.js'
import { dayOf } from '../../reading/words.js'

export const KINDS = /** @type {const} */ ({
  learn: 'Learn',
  practice: 'Practise',
  review: 'Review',
  break: 'Break',
})

/** @typedef {keyof typeof KINDS} Kind */

/** @param {number} minute of the day */
export function clock(minute) {
  const rest = minute % 1440
  return new Date(rest * 60_000).toLocaleTimeString(dateLocale(), {
    timeZone: 'UTC',
    hour: '2-digit',
    minute: '2-digit',
  })
}

/** @param {string} date @param {'long' | 'short'} [length] */
export function dayName(date, length = 'long') {
  return dayOf(date).toLocaleDateString(dateLocale(), {
    timeZone: 'UTC',
    weekday: length,
    day: 'numeric',
    month: length,
  })
}

/** @param {string} date */
export function dayParts(date) {
  const format = new Intl.DateTimeFormat(dateLocale(), {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'long',
  })
  const parts = format.formatToParts(dayOf(date))
  /** @param {Intl.DateTimeFormatPartTypes} name */
  const part = (name) => parts.find(({ type }) => type === name)?.value
  return { weekday: part('weekday'), number: part('day'), month: part('month') }
}

/** @param {import('./wallTime.js').Place} place @param {'long' | 'short'} [length] */
export function placeInWords({ date, minute }, length = 'long') {
  return `${dayName(date, length)}, ${clock(minute)}`
}

/** @param {string[]} dates */
export function weekInWords(dates) {
  const format = new Intl.DateTimeFormat(dateLocale(), {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
  const [first = '', last = first] = [dates[0], dates.at(-1)]
  return format.formatRange(dayOf(first), dayOf(last))
}
