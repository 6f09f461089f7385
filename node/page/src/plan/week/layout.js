/** Where things lie in a week: its days, their pieces of blocks, and the place below a pointer. Draws nothing. */
import { wallOf } from './wallTime.js'

/** @typedef {import('../../reading/shapes.js').Block} Block */
/** @typedef {import('./wallTime.js').Place} Place */
/** @typedef {import('./hours.js').Scale} Scale */
/** @typedef {{block: Block, date: string, from: number, to: number, isRest: boolean}} Piece of a block, on one day;
 *   `isRest`: what of it lies after midnight */

/** Blocks are dropped at quarters of an hour. */
export const SNAP = 15
const DAY = 1440
const DAY_MS = 86_400_000
const MONDAY = 1

/** @param {string | undefined} locale undefined: the browser's @returns {number} 1 (Monday) to 7 */
export function firstWeekday(locale) {
  const known = /** @type {any} */ (
    new Intl.Locale(locale ?? new Intl.DateTimeFormat().resolvedOptions().locale)
  )
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? MONDAY
}

/** @param {string} date @param {number} first day of the week @returns {string[]} the seven dates of its week */
export function weekOf(date, first) {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7
  const start = daysLater(date, -((weekday - first + 7) % 7))
  return Array.from({ length: 7 }, (_, index) => daysLater(start, index))
}

/** The day to show first: that of what is to come next, else of what was last. @param {Piece[]} pieces @param {Place} now */
export function dayToShow(pieces, now) {
  const next = pieces.find(({ date, to }) => date > now.date || (date === now.date && to > now.minute))
  return (next ?? pieces.at(-1))?.date ?? now.date
}

/** @param {Block[]} blocks @param {string} timeZone @returns {Piece[]} in order of time */
export function piecesOf(blocks, timeZone) {
  return blocks
    .flatMap((block) => {
      const start = wallOf(block.start, timeZone)
      const end = wallOf(block.end, timeZone)
      const piece = { block, date: start.date, from: start.minute, to: end.minute, isRest: false }
      if (end.date === start.date) return [piece]
      const first = { ...piece, to: DAY }
      return end.minute === 0 ? [first] : [first, { ...piece, date: end.date, from: 0, isRest: true }]
    })
    .sort((a, b) => a.date.localeCompare(b.date) || a.from - b.from)
}

/**
 * Where a block lies whose top is held at a point of the drawn days.
 * @param {{x: number, y: number}} point from the top left of the days, in pixels
 * @param {{width: number, dates: string[], scale: Scale}} drawn
 * @param {number} length of the block, in minutes
 * @returns {Place}
 */
export function placeAt({ x, y }, { width, dates, scale }, length) {
  const column = Math.floor((x / width) * dates.length)
  const date = /** @type {string} */ (dates[Math.min(Math.max(column, 0), dates.length - 1)])
  const minute = Math.round(scale.minuteAt(y) / SNAP) * SNAP
  const last = Math.floor((scale.hours.to - length) / SNAP) * SNAP
  return { date, minute: Math.max(Math.min(minute, last), scale.hours.from) }
}

/** @type {Record<string, {days?: number, minutes?: number}>} */
const STEPS = {
  ArrowLeft: { days: -1 },
  ArrowRight: { days: 1 },
  ArrowUp: { minutes: -SNAP },
  ArrowDown: { minutes: SNAP },
}

/** Where an arrow key takes it; null: no arrow key. @param {Place} place @param {string} key @returns {Place | null} */
export function stepped({ date, minute }, key) {
  const step = STEPS[key]
  if (!step) return null
  if (step.days) return { date: daysLater(date, step.days), minute }
  // From between two quarters it is not a whole step to the next.
  const next = (step.minutes ?? 0) > 0 ? Math.floor(minute / SNAP) + 1 : Math.ceil(minute / SNAP) - 1
  return { date, minute: Math.min(Math.max(next * SNAP, 0), DAY - SNAP) }
}

/** @param {Block} block */
export function minutesOf(block) {
  return Math.round((Date.parse(block.end) - Date.parse(block.start)) / 60_000)
}

/** @param {string} date @param {number} days */
function daysLater(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}
