import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLearnerSettings } from '../../../node/api/services/learnerSettings.js'
import { startApi } from './doubles.js'
import { SettingsDouble } from './planningDoubles.js'

const SETTINGS = {
  timezone: 'Europe/Berlin',
  daily_plan: { at: '07:00' },
  weekly_review: { day: 'SU', at: '18:00' },
}

/** @param {string} url */
function settingsAt(url) {
  const href = `${url}/api/me/settings`
  const body = async (/** @type {Response} */ response) => /** @type {any} */ (await response.json())
  return {
    read: async (/** @type {Record<string, string>} */ headers = {}) => body(await fetch(href, { headers })),
    put: async (/** @type {unknown} */ fields) => {
      const response = await fetch(href, { method: 'PUT', body: JSON.stringify(fields) })
      return { status: response.status, body: await body(response) }
    },
  }
}

test('nothing is done for a learner who has set nothing, where they say they are', async (t) => {
  const { read } = settingsAt((await startApi(t)).url)
  const nothing = { timezone: 'Asia/Tokyo', daily_plan: null, weekly_review: null }
  assert.deepEqual(await read({ 'x-timezone': 'Asia/Tokyo' }), nothing)
})

test('what is set is read again; what is not named stays; null turns off', async (t) => {
  const { read, put } = settingsAt((await startApi(t)).url)
  assert.deepEqual(await put(SETTINGS), { status: 200, body: SETTINGS })
  assert.deepEqual(await read(), SETTINGS)
  const later = { ...SETTINGS, daily_plan: { at: '08:30' } }
  assert.deepEqual((await put({ daily_plan: { at: '08:30' } })).body, later)
  assert.deepEqual((await put({ weekly_review: null })).body, { ...later, weekly_review: null })
  assert.deepEqual(await read(), { ...later, weekly_review: null })
})

test('a time zone is kept as everyone spells it, and by the name that was given', async (t) => {
  const { put } = settingsAt((await startApi(t)).url)
  for (const [given, kept] of [
    ['europe/berlin', 'Europe/Berlin'],
    ['utc', 'UTC'],
    ['us/pacific', 'America/Los_Angeles'],
    ['US/Pacific', 'US/Pacific'],
    ['America/Port-au-Prince', 'America/Port-au-Prince'],
  ]) {
    assert.equal((await put({ timezone: given })).body.timezone, kept)
  }
})

test('what cannot be is refused, every wrong field by its name, and changes nothing', async (t) => {
  const { read, put } = settingsAt((await startApi(t)).url)
  await put(SETTINGS)
  for (const [fields, wrong] of /** @type {[object, string[]][]} */ ([
    [{ timezone: 'Mars/Olympus' }, ['timezone']],
    [{ timezone: null }, ['timezone']],
    [{ daily_plan: { at: '7:00' } }, ['daily_plan.at']],
    [{ daily_plan: { at: '24:00' } }, ['daily_plan.at']],
    [{ daily_plan: '07:00' }, ['daily_plan']],
    [{ daily_plan: { at: '07:00', day: 'MO' } }, ['daily_plan.day']],
    [{ weekly_review: {} }, ['weekly_review.day', 'weekly_review.at']],
    [{ weekly_review: { day: 'SUN', at: '18:00' }, theme: 'dark' }, ['theme', 'weekly_review.day']],
  ])) {
    const { status, body } = await put(fields)
    assert.deepEqual([status, body.code], [400, 'invalid_params'])
    assert.deepEqual(
      body.errors.map((/** @type {any} */ { field }) => field),
      wrong,
    )
  }
  assert.deepEqual(await read(), SETTINGS)
})

test('who sets what is no setting is told which there are', async (t) => {
  const { put } = settingsAt((await startApi(t)).url)
  for (const [fields, detail] of /** @type {const} */ ([
    [{ theme: 'dark' }, 'theme is not a setting; settings are timezone, daily_plan, weekly_review'],
    [{ daily_plan: { at: '07:00', day: 'MO' } }, 'daily_plan.day is not a setting; daily_plan has only at'],
    [
      { weekly_review: { day: 'SO', at: '18:00', on: 1 } },
      'weekly_review.on is not a setting; weekly_review has only day, at; ' +
        'weekly_review.day: expected one of MO, TU, WE, TH, FR, SA, SU, got "SO"',
    ],
  ])) {
    assert.equal((await put(fields)).body.detail, detail)
  }
})

test('what is set is due the next time that the clock there shows it', async () => {
  const settings = new SettingsDouble()
  const now = () => Date.parse('2026-11-22T05:30:00Z') // Sunday, 06:30 in Berlin
  /** @type {any[]} */
  let kept = []
  const spied = {
    find: settings.find,
    update: (/** @type {string} */ id, /** @type {any} */ change) =>
      settings.update(id, (before) => {
        const changed = change(before)
        kept = changed.wishes
        return changed
      }),
  }
  const service = createLearnerSettings({ settings: spied, now })
  await service.change('local', SETTINGS, 'UTC')
  assert.deepEqual(
    kept.map(({ kind, nextAt }) => [kind, nextAt.toISOString()]),
    [
      ['daily_plan', '2026-11-22T06:00:00.000Z'],
      ['weekly_review', '2026-11-22T17:00:00.000Z'],
    ],
  )
  await service.change('local', { timezone: 'Asia/Tokyo' }, 'UTC') // 14:30 there
  assert.equal(kept[0].nextAt.toISOString(), '2026-11-22T22:00:00.000Z')
})

test('a notice is read, and is gone when it is put away', async (t) => {
  const { url, planning } = await startApi(t)
  const id = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'
  const notice = { id, kind: 'daily_plan', period: '2026-11-22', content: { blocks: [] } }
  const created_at = new Date('2026-11-22T07:00:00Z')
  planning.notices.rows.push({ ...notice, learnerId: 'local', created_at })
  const list = async () => /** @type {any} */ (await (await fetch(`${url}/api/me/notices`)).json())
  assert.deepEqual(await list(), {
    notices: [{ ...notice, created_at: created_at.toISOString() }],
    next: null,
  })
  const remove = () => fetch(`${url}/api/me/notices/${id}`, { method: 'DELETE' })
  assert.equal((await remove()).status, 204)
  assert.equal((await remove()).status, 404)
  assert.equal((await fetch(`${url}/api/me/notices/x`, { method: 'DELETE' })).status, 404)
  assert.deepEqual((await list()).notices, [])
})
