/** When what a learner wishes daily or weekly is due next, was due last, and which period it is for. */
import { dateAt, instantOf, mondayOf, plusDays, weekdayOf } from './wallClock.js'

/**
 * @typedef {'daily_plan' | 'weekly_review'} Kind
 * @typedef {import('./wallClock.js').Weekday} Weekday
 * @typedef {{kind: Kind, at: string, day: Weekday | null, timezone: string}} Schedule `at`: `07:00`
 *
 * @typedef {object} Occurrence
 * @property {number} instant milliseconds since 1970
 * @property {string} period the day that is planned, or the Monday of the week that is looked back on
 */

/** Weekly, and then some: somewhere among them is the one that is looked for. */
const DAYS_LOOKED_AT = 9
/** A review at the beginning of a week, up to its third day, is of the week before. */
const REVIEWED_DAYS_BACK = 3

/** @param {Schedule} schedule @param {number} now @returns {Occurrence} the first after `now` */
export function nextAfter(schedule, now) {
  return found(schedule, now, +1, (instant) => instant > now)
}

/** @param {Schedule} schedule @param {number} now @returns {Occurrence} the last until `now` */
export function lastUntil(schedule, now) {
  return found(schedule, now, -1, (instant) => instant <= now)
}

/**
 * @param {Schedule} schedule
 * @param {number} now
 * @param {1 | -1} step
 * @param {(instant: number) => boolean} isIt
 */
function found(schedule, now, step, isIt) {
  const today = dateAt(now, schedule.timezone)
  for (let days = -1; days <= DAYS_LOOKED_AT; days++) {
    const date = plusDays(today, days * step)
    if (schedule.day !== null && weekdayOf(date) !== schedule.day) continue
    const instant = instantOf(date, schedule.at, schedule.timezone)
    if (isIt(instant)) return { instant, period: periodOf(schedule.kind, date) }
  }
  throw new RangeError(`no occurrence of ${JSON.stringify(schedule)} around ${new Date(now).toISOString()}`)
}

/** @param {Kind} kind @param {string} date */
function periodOf(kind, date) {
  return kind === 'daily_plan' ? date : mondayOf(plusDays(date, -REVIEWED_DAYS_BACK))
}
