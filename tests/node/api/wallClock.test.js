import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lastUntil, nextAfter } from '../../../node/api/services/occurrences.js'
import { dateAt, instantOf, mondayOf, plusDays, weekdayOf } from '../../../node/api/services/wallClock.js'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
]

/** @param {string} date @param {string} time @param {string} timezone */
const at = (date, time, timezone) => new Date(instantOf(date, time, timezone)).toISOString()

test('a time on a wall is the instant that the zone says, in summer and in winter', () => {
  assert.equal(at('2026-01-15', '07:00', 'Europe/Berlin'), '2026-01-15T06:00:00.000Z')
  assert.equal(at('2026-07-15', '07:00', 'Europe/Berlin'), '2026-07-15T05:00:00.000Z')
  assert.equal(at('2026-07-15', '07:00', 'Asia/Kolkata'), '2026-07-15T01:30:00.000Z')
  assert.equal(at('2026-07-15', '00:00', 'America/New_York'), '2026-07-15T04:00:00.000Z')
})

test('a time that the change to summer time leaves out is as much later as the clocks are put on', () => {
  assert.equal(at('2026-03-29', '02:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z') // 03:30 there
  assert.equal(at('2026-03-08', '02:00', 'America/New_York'), '2026-03-08T07:00:00.000Z') // 03:00 there
})

test('of a time that comes twice the first is meant', () => {
  assert.equal(at('2026-10-25', '02:30', 'Europe/Berlin'), '2026-10-25T00:30:00.000Z')
  assert.equal(at('2026-11-01', '01:15', 'America/New_York'), '2026-11-01T05:15:00.000Z')
})

test('days and weeks are those of the calendar', () => {
  assert.equal(dateAt(Date.parse('2026-11-22T23:30:00Z'), 'Asia/Tokyo'), '2026-11-23')
  assert.equal(dateAt(Date.parse('2026-11-23T04:30:00Z'), 'America/New_York'), '2026-11-22')
  assert.equal(plusDays('2026-02-28', 1), '2026-03-01')
  assert.equal(weekdayOf('2026-11-22'), 'SU')
  assert.equal(mondayOf('2026-11-22'), '2026-11-16')
  assert.equal(mondayOf('2026-11-16'), '2026-11-16')
})

test('every day of every zone has one occurrence, and none is before or after what was asked', () => {
  const instant = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) })
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => `${part}`.padStart(2, '0')).join(':'))
  fc.assert(
    fc.property(instant, time, fc.constantFrom(...ZONES), (now, wanted, timezone) => {
      const schedule = { kind: /** @type {const} */ ('daily_plan'), at: wanted, day: null, timezone }
      const next = nextAfter(schedule, now)
      const last = lastUntil(schedule, now)
      assert.ok(last.instant <= now && now < next.instant)
      assert.equal(plusDays(last.period, 1), next.period)
      assert.equal(nextAfter(schedule, last.instant).period, next.period)
      assert.equal(lastUntil(schedule, next.instant).period, next.period)
    }),
    { numRuns: 500 },
  )
})

test('a weekly occurrence is on its day, a week after the one before', () => {
  const schedule = { kind: /** @type {const} */ ('weekly_review'), at: '18:00', timezone: 'Europe/Berlin' }
  const now = Date.parse('2026-10-22T12:00:00Z') // the clocks are put back on the 25th
  const sunday = nextAfter({ ...schedule, day: 'SU' }, now)
  assert.equal(new Date(sunday.instant).toISOString(), '2026-10-25T17:00:00.000Z')
  assert.equal(lastUntil({ ...schedule, day: 'SU' }, now).instant, Date.parse('2026-10-18T16:00:00Z'))
})

test('a review late in the week is of that week, one at its beginning of the week before', () => {
  const now = Date.parse('2026-11-18T00:00:00Z') // a Wednesday
  const reviewed = (/** @type {import('../../../node/api/services/wallClock.js').Weekday} */ day) =>
    nextAfter({ kind: 'weekly_review', at: '18:00', day, timezone: 'UTC' }, now).period
  assert.deepEqual([reviewed('TH'), reviewed('SU')], ['2026-11-16', '2026-11-16'])
  assert.deepEqual([reviewed('WE'), reviewed('MO')], ['2026-11-09', '2026-11-16'])
})
