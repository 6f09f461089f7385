/** What a learner wishes to be done for them, when, and in which time zone: read, checked, changed. */
import { invalidParams } from '../problem.js'
import { nextAfter } from './occurrences.js'
import { isTimezone } from './skills.js'

/**
 * @typedef {import('./occurrences.js').Kind} Kind
 * @typedef {import('../problem.js').FieldError} FieldError
 * @typedef {import('../repositories/learnerSettings.js').LearnerSettings} Kept
 * @typedef {{timezone: string, daily_plan: {at: string} | null, weekly_review: {day: string, at: string} | null}} Settings
 * @typedef {ReturnType<typeof createLearnerSettings>} LearnerSettings
 */

const MEMBERS = ['timezone', 'daily_plan', 'weekly_review']
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
/** What a name of a time zone looks like: `Europe/Berlin`, `US/Pacific`, `America/Port-au-Prince`. */
const ZONE = /^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/
const SHOWN_CHARACTERS = 60

/**
 * @param {object} deps
 * @param {import('../repositories/learnerSettings.js').LearnerSettingsRepository} deps.settings
 * @param {() => number} [deps.now]
 */
export function createLearnerSettings({ settings, now = Date.now }) {
  return { read, change }

  /**
   * @param {string} learnerId
   * @param {string} timezone of who has none set
   * @returns {Promise<Settings>}
   */
  async function read(learnerId, timezone) {
    return told((await settings.find(learnerId)) ?? { timezone, wishes: [] })
  }

  /**
   * What is not named stays as it is; null turns off.
   * @param {string} learnerId
   * @param {Record<string, unknown>} fields
   * @param {string} timezone of who has none set
   * @returns {Promise<Settings>}
   */
  async function change(learnerId, fields, timezone) {
    const errors = flawsOf(fields)
    if (errors.length > 0) throw invalidParams(errors)
    /** @type {Settings} */
    let changed = told({ timezone, wishes: [] })
    await settings.update(learnerId, (kept) => {
      const asked = /** @type {Settings} */ ({ ...told(kept ?? { timezone, wishes: [] }), ...fields })
      changed = { ...asked, timezone: spelt(asked.timezone) }
      return { timezone: changed.timezone, wishes: wishesOf(changed, now()) }
    })
    return changed
  }
}

/** As others know it who tell capitals apart: `europe/berlin` is one to Node, and none to Python. @param {string} timezone */
function spelt(timezone) {
  const known = new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone
  const isSpeltSo = known.toLowerCase() === timezone.toLowerCase() || !ZONE.test(timezone)
  return isSpeltSo ? known : timezone
}

/** @param {Kept} kept @returns {Settings} */
function told({ timezone, wishes }) {
  const daily = wishes.find(({ kind }) => kind === 'daily_plan')
  const weekly = wishes.find(({ kind }) => kind === 'weekly_review')
  return {
    timezone,
    daily_plan: daily ? { at: daily.at } : null,
    weekly_review: weekly ? { day: `${weekly.day}`, at: weekly.at } : null,
  }
}

/** @param {Settings} settings @param {number} now */
function wishesOf({ timezone, daily_plan: daily, weekly_review: weekly }, now) {
  const wishes = [
    daily && { kind: /** @type {Kind} */ ('daily_plan'), at: daily.at, day: null },
    weekly && { kind: /** @type {Kind} */ ('weekly_review'), at: weekly.at, day: weekly.day },
  ]
  return wishes
    .filter((wish) => wish !== null)
    .map((wish) => {
      const schedule = /** @type {import('./occurrences.js').Schedule} */ ({ ...wish, timezone })
      return { ...wish, nextAt: new Date(nextAfter(schedule, now).instant) }
    })
}

/** @param {Record<string, unknown>} fields @returns {FieldError[]} */
function flawsOf(fields) {
  const { timezone, daily_plan: daily, weekly_review: weekly } = fields
  return [
    ...unknownOf(fields, MEMBERS),
    ...(timezone === undefined || (typeof timezone === 'string' && isTimezone(timezone))
      ? []
      : [flaw('timezone', 'an IANA time zone such as Europe/Berlin', timezone)]),
    ...flawsOfWish('daily_plan', daily, { at: isTime }),
    ...flawsOfWish('weekly_review', weekly, { day: isDay, at: isTime }),
  ]
}

/** @typedef {(field: string, value: unknown) => FieldError[]} Check */

/** @param {string} name @param {unknown} wish @param {Record<string, Check>} members @returns {FieldError[]} */
function flawsOfWish(name, wish, members) {
  if (wish === undefined || wish === null) return []
  if (typeof wish !== 'object' || Array.isArray(wish)) return [flaw(name, 'an object, or null', wish)]
  const given = /** @type {Record<string, unknown>} */ (wish)
  return [
    ...unknownOf(given, Object.keys(members), name),
    ...Object.entries(members).flatMap(([member, check]) => check(`${name}.${member}`, given[member])),
  ]
}

/** @type {Check} */
function isTime(field, value) {
  return typeof value === 'string' && TIME.test(value) ? [] : [flaw(field, 'a time such as 07:00', value)]
}

/** @type {Check} */
function isDay(field, value) {
  return DAYS.includes(/** @type {string} */ (value)) ? [] : [flaw(field, `one of ${DAYS.join(', ')}`, value)]
}

/** @param {Record<string, unknown>} fields @param {string[]} known @param {string} [wish] whose members they are */
function unknownOf(fields, known, wish) {
  const names = Object.keys(fields).filter((name) => !known.includes(name))
  const right = `${wish ? `${wish} has only` : 'settings are'} ${known.join(', ')}`
  return names.map((name) => {
    const field = (wish ? `${wish}.${name}` : name).slice(0, SHOWN_CHARACTERS)
    const message = `${field} is not a setting; ${right}`
    return { field, expected: `one of ${known.join(', ')}`, got: 'unknown field', message }
  })
}

/** @param {string} field @param {string} expected @param {unknown} value @returns {FieldError} */
function flaw(field, expected, value) {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return { field, expected, got: text.slice(0, SHOWN_CHARACTERS) }
}
