/** What can be known of a learner, in words: what it is called, what it changes, and how it is said. */
import { inMinutes } from '../reading/words.js'

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
export const LEVELS = ['beginner', 'intermediate', 'advanced']
export const FORMATS = ['text', 'video', 'audio', 'exercises', 'worked examples']

/**
 * @typedef {{field: string, value: any, confidence: 'stated' | 'measured' | 'default', n: number,
 *   interval: number[] | null, changed: string | null, note?: string | null}} Known
 * @typedef {'level' | 'number' | 'days' | 'lines' | 'zone' | 'preferences'} Kind how it is changed
 * @typedef {{name: string, changes: string, kind: Kind | null, hint?: string}} FieldWords
 */

/** @type {Record<string, FieldWords>} */
export const FIELDS = {
  level: { name: 'Level', changes: 'where plans begin, and how hard first questions are', kind: 'level' },
  minutes_per_day: { name: 'Minutes a day', changes: 'how much a day of a plan holds', kind: 'number' },
  days_off: { name: 'Days off', changes: 'which days plans leave free', kind: 'days' },
  known: {
    name: 'What you know already',
    changes: 'what paths leave out, unless your answers say otherwise',
    kind: 'lines',
    hint: 'One subject in each line, such as calculus.',
  },
  goals: {
    name: 'Goals',
    changes: 'what you are shown as next',
    kind: 'lines',
    hint: 'One in each line, such as “pass the statistics exam”.',
  },
  timezone: { name: 'Time zone', changes: 'when your day begins, and the times in plans', kind: 'zone' },
  preferences: {
    name: 'What you like',
    changes: 'the form that is offered, and nothing else',
    kind: 'preferences',
  },
  pace: { name: 'Your pace', changes: 'how long plans take things to be', kind: null },
}

/** @param {Known} known @returns {string} */
export function valueOf({ field, value, confidence }) {
  if (field === 'pace' && confidence === 'default') return 'Not measured yet'
  if (value === null || value === undefined || isEmpty(value))
    return field === 'days_off' ? 'None' : 'Not known'
  if (field === 'minutes_per_day') return inMinutes(value)
  if (field === 'pace') return `${Number(value).toFixed(2)} × the minutes planned`
  if (field === 'preferences') {
    const { formats = [], block_minutes: minutes } = value
    return [formats.join(', '), minutes && `sessions of ${inMinutes(minutes)}`].filter(Boolean).join('; ')
  }
  const text = Array.isArray(value) ? value.join(', ') : `${value}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** How it is known. @param {Known} known @param {(iso: string) => string} inDay */
export function sourceOf({ confidence, changed, n, interval }, inDay) {
  if (confidence === 'stated') return changed ? `You said so on ${inDay(changed)}` : 'You said so'
  if (confidence === 'default') return 'Nothing is known yet, so the usual is taken'
  const [low, high] = interval ?? []
  return `Measured ${n} times${low === undefined ? '' : `; likely between ${low.toFixed(2)} and ${high?.toFixed(2)}`}`
}

/** @param {any} value */
function isEmpty(value) {
  return typeof value === 'object' && Object.keys(value).length === 0
}
