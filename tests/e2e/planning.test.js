import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { createIdempotencyKeysRepository } from '../../node/api/repositories/idempotencyKeys.js'
import { createJobsRepository } from '../../node/api/repositories/jobs.js'
import { createLearnerSettingsRepository } from '../../node/api/repositories/learnerSettings.js'
import { createNoticesRepository } from '../../node/api/repositories/notices.js'
import { createPlansRepository, KEPT_VERSIONS } from '../../node/api/repositories/plans.js'
import { createRunsRepository } from '../../node/api/repositories/runs.js'
import { createIdempotency } from '../../node/api/services/idempotency.js'
import { decide } from '../../node/api/services/jobs.js'
import { startPostgres } from './postgres.js'
import { lastFirst } from './server.js'

const PLAN = { goal: { statement: 'Pass', by: null }, schedule: { feasible: true, blocks: [] }, z: 1, a: 2 }

const cleaning = lastFirst(after)
/** @type {Awaited<ReturnType<typeof startPostgres>>} */
let postgres
/** @type {string} */
let learnerId
/** @type {{runs: ReturnType<typeof createRunsRepository>, plans: import('../../node/api/repositories/plans.js').PlansRepository,
 *   jobs: import('../../node/api/repositories/jobs.js').JobsRepository,
 *   notices: import('../../node/api/repositories/notices.js').NoticesRepository,
 *   settings: import('../../node/api/repositories/learnerSettings.js').LearnerSettingsRepository,
 *   keys: import('../../node/api/repositories/idempotencyKeys.js').IdempotencyKeysRepository}} */
let stores

before(async () => {
  postgres = await startPostgres(cleaning)
  const { database } = postgres
  stores = {
    runs: createRunsRepository(database),
    plans: createPlansRepository(database),
    jobs: createJobsRepository(database),
    notices: createNoticesRepository(database),
    settings: createLearnerSettingsRepository(database),
    keys: createIdempotencyKeysRepository(database),
  }
})

beforeEach(() => {
  learnerId = `guest:${randomUUID()}`
})

async function makePlan() {
  const { runs } = stores
  const id = randomUUID()
  await runs.accept({ id, learnerId, method: 'orchestrator.study_plan', params: {}, meta: {} })
  const run = await runs.claim(id, 'me', 60_000)
  assert.ok(run)
  assert.equal(await runs.finish(run, 'me', PLAN), true)
  return id
}

/** @param {Partial<import('../../node/api/repositories/plans.js').Replacement>} [more] */
const replacement = (runId = '', more = {}) => ({
  ...{ runId, learnerId, version: 1, plan: { ...PLAN, z: 2 }, change: { to: 'later' } },
  ...more,
})

/** @param {string} at @param {string} [timezone] */
async function wishDaily(at, timezone = 'UTC') {
  await stores.settings.update(learnerId, () => ({
    timezone,
    wishes: [{ kind: 'daily_plan', at, day: null, nextAt: new Date(Date.now() - 1_000) }],
  }))
}

/** A wish whose time has just come. */
async function wishNow() {
  await wishDaily(new Date(Date.now() - 60_000).toISOString().slice(11, 16))
}

test('a run that is accepted twice is one run, as it was the first time', async () => {
  const { runs } = stores
  const run = { id: randomUUID(), learnerId, method: 'orchestrator.chat', params: { a: 1 }, meta: {} }
  await Promise.all([runs.accept(run), runs.accept(run), runs.accept(run)])
  assert.ok(await runs.claim(run.id, 'me', 60_000))
  await runs.accept({ ...run, params: { a: 2 } })
  const found = await runs.find(run.id)
  assert.deepEqual([found?.status, found?.params], ['running', { a: 1 }])
})

test('a plan is replaced by one of those who saw the same version, and what it was is kept', async () => {
  const { plans } = stores
  const id = await makePlan()
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => plans.replace(replacement(id))))
  assert.deepEqual(outcomes.sort(), [2, null, null, null])
  const found = await plans.find(id, learnerId)
  assert.equal(found?.version, 2)
  assert.equal(JSON.stringify(found?.plan), JSON.stringify({ ...PLAN, z: 2 }))
  assert.deepEqual(
    await postgres.rows('select version, plan, change from plan_versions where run_id = $1', [id]),
    [{ version: 1, plan: PLAN, change: { to: 'later' } }],
  )
})

test('a plan is found as it was and as it is, by its learner', async () => {
  const { plans } = stores
  const id = await makePlan()
  await plans.replace(replacement(id))
  assert.deepEqual(await plans.findVersion(id, learnerId, 1), { plan: PLAN, version: 1 })
  assert.deepEqual(await plans.findVersion(id, learnerId, 2), { plan: { ...PLAN, z: 2 }, version: 2 })
  assert.equal(await plans.findVersion(id, learnerId, 3), null)
  assert.equal(await plans.findVersion(id, 'guest:other', 1), null)
})

test('a plan is neither found nor replaced by another learner', async () => {
  const { plans } = stores
  const id = await makePlan()
  assert.equal(await plans.find(id, 'guest:other'), null)
  assert.equal(await plans.replace(replacement(id, { learnerId: 'guest:other' })), null)
})

test('what is to be written with a new version is written with it, or neither is', async () => {
  const { plans } = stores
  const id = await makePlan()
  const alongside = () => Promise.reject(new Error('no'))
  await assert.rejects(plans.replace(replacement(id, { alongside })), /no/)
  assert.equal((await plans.find(id, learnerId))?.version, 1)
  assert.deepEqual(await postgres.rows('select 1 from plan_versions where run_id = $1', [id]), [])
})

test('so many versions are kept of a plan and no more', async () => {
  const { plans } = stores
  const id = await makePlan()
  for (let version = 1; version <= KEPT_VERSIONS + 3; version++)
    assert.equal(await plans.replace(replacement(id, { version })), version + 1)
  const [{ count, oldest }] = await postgres.rows(
    'select count(*)::int, min(version) as oldest from plan_versions where run_id = $1',
    [id],
  )
  assert.deepEqual([count, oldest], [KEPT_VERSIONS, 4])
})

test('a list goes through all rows once, page by page, also those of the same moment', async () => {
  const { plans, runs } = stores
  const ids = []
  for (let i = 0; i < 7; i++) ids.push(await makePlan())
  const same = '2026-11-22T10:00:00.123456Z'
  await postgres.rows('update plans set created_at = $2 where run_id = any($1)', [ids.slice(0, 4), same])
  await postgres.rows('update runs set created_at = $2 where id = any($1)', [ids.slice(0, 4), same])
  for (const list of [plans.list, runs.list]) {
    const seen = []
    const times = []
    /** @type {string | null | undefined} */
    let before
    while (before !== null) {
      const page = await list(learnerId, { limit: 2, ...(before && { before }) })
      assert.ok(page.rows.length <= 2)
      seen.push(...page.rows.map(({ run_id: id }) => id))
      times.push(...page.rows.map(({ created_at: at }) => at.getTime()))
      before = page.next
    }
    assert.deepEqual([...seen].sort(), [...ids].sort())
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
      'newest first',
    )
  }
  assert.deepEqual(await plans.list('guest:other', { limit: 2 }), { rows: [], next: null })
})

test('a key is taken by one of many at once; the others learn what came of it', async () => {
  const { keys } = stores
  const idempotency = createIdempotency({ keys })
  let calls = 0
  const work = async () => ({ call: ++calls, z: 1, a: [1] })
  const { signal } = new AbortController()
  const asked = { learnerId, key: 'k', content: { b: 1, a: 2 }, signal }
  const outcomes = await Promise.all(Array.from({ length: 6 }, () => idempotency.once(asked, work)))
  assert.equal(calls, 1)
  assert.equal(outcomes.filter(({ isRepeated }) => !isRepeated).length, 1)
  assert.ok(outcomes.every(({ result }) => JSON.stringify(result) === '{"call":1,"z":1,"a":[1]}'))
  const others = await idempotency.once({ ...asked, learnerId: 'guest:other' }, work)
  assert.deepEqual([others.isRepeated, calls], [false, 2], 'a key is its learner’s')
})

test('a key whose server died in the middle is taken over when its lease has run out, and not before', async () => {
  const { keys } = stores
  const wanted = { learnerId, key: 'k', fingerprint: 'f', leaseMs: 60_000 }
  const dead = await keys.take({ ...wanted, owner: 'dead' })
  assert.equal(dead.isTaken, true)
  assert.equal((await keys.take({ ...wanted, owner: 'next' })).isTaken, false)
  await postgres.rows(`update idempotency_keys set lease_until = now() where learner_id = $1`, [learnerId])
  const next = await keys.take({ ...wanted, owner: 'next' })
  assert.deepEqual([next.isTaken, next.runId], [true, dead.runId])
  assert.equal(await keys.answer({ learnerId, key: 'k' }, 'dead', 1), false, 'the dead one is too late')
  assert.equal(await keys.answer({ learnerId, key: 'k' }, 'next', 2), true)
  assert.deepEqual((await keys.take({ ...wanted, owner: 'last' })).answer, { result: 2 })
})

test('a key is known for a day, and then stands for something else', async () => {
  const { keys } = stores
  const idempotency = createIdempotency({ keys })
  const asked = { learnerId, key: 'k', content: 1, signal: new AbortController().signal }
  await idempotency.once(asked, async () => 'first')
  const run = await idempotency.runOf({ ...asked, key: 'run' })
  await postgres.rows(
    `update idempotency_keys set created_at = now() - interval '25 hours' where learner_id = $1`,
    [learnerId],
  )
  const other = await idempotency.once({ ...asked, content: 2 }, async () => 'second')
  assert.deepEqual(other, { result: 'second', isRepeated: false })
  assert.notEqual(await idempotency.runOf({ ...asked, key: 'run' }), run)
})

test('a job is made once for a period, however many servers look at once', async () => {
  const { jobs } = stores
  await wishNow()
  const looked = await Promise.all(Array.from({ length: 6 }, () => jobs.makeDue(10, decide)))
  assert.equal(
    looked.reduce((sum, count) => sum + count, 0),
    1,
  )
  await postgres.rows(`update schedules set next_at = now() where learner_id = $1`, [learnerId])
  await jobs.makeDue(10, decide)
  const made = await postgres.rows('select period, state from jobs where learner_id = $1', [learnerId])
  const today = new Date(Date.now() - 60_000).toISOString().slice(0, 10)
  assert.deepEqual(made, [{ period: today, state: 'waiting' }])
  const [{ next_at: next }] = await postgres.rows('select next_at from schedules where learner_id = $1', [
    learnerId,
  ])
  assert.ok(next.getTime() > Date.now() && next.getTime() <= Date.now() + 86_400_000)
})

test('a job is claimed by one server alone; its end and its notice are written together, once', async () => {
  const { jobs, notices } = stores
  await wishNow()
  await jobs.makeDue(10, decide)
  const claims = await Promise.all([1, 2, 3].map((server) => jobs.claim(`server ${server}`, 10, 60_000)))
  const claimed = claims.flatMap((found, index) =>
    found.filter((one) => one.learnerId === learnerId).map((job) => ({ job, owner: `server ${index + 1}` })),
  )
  assert.equal(claimed.length, 1)
  const [{ job, owner }] = /** @type {[typeof claimed[number]]} */ (claimed)
  assert.deepEqual([job.attempts, job.timezone, job.kind], [1, 'UTC', 'daily_plan'])
  assert.equal(await jobs.finish(job, 'another', {}), null)
  const written = await Promise.all([1, 2, 3].map(() => jobs.finish(job, owner, { z: 1, a: 2 })))
  assert.equal(written.filter(Boolean).length, 1)
  const { rows } = await notices.list(learnerId, { limit: 10 })
  assert.deepEqual(
    rows.map(({ kind, period, content }) => ({ kind, period, content })),
    [{ kind: 'daily_plan', period: job.period, content: { z: 1, a: 2 } }],
  )
  assert.equal(await notices.remove(rows[0]?.id ?? '', 'guest:other'), false)
  assert.equal(await notices.remove(rows[0]?.id ?? '', learnerId), true)
  assert.equal(await notices.remove(rows[0]?.id ?? '', learnerId), false)
})

test('a dead server’s job is another’s when the lease has run out, and what the dead one writes does not count', async () => {
  const { jobs, notices } = stores
  await wishNow()
  await jobs.makeDue(10, decide)
  const own = (/** @type {import('../../node/api/repositories/jobs.js').Job[]} */ found) =>
    found.find((job) => job.learnerId === learnerId)
  const first = own(await jobs.claim('dead', 10, 60_000))
  assert.ok(first)
  await jobs.recover(10)
  assert.equal(own(await jobs.claim('next', 10, 60_000)), undefined)
  await postgres.rows(`update jobs set lease_until = now() - interval '1 second' where id = $1`, [first.id])
  await jobs.recover(10)
  const second = own(await jobs.claim('next', 10, 60_000))
  assert.equal(second?.attempts, 2)
  assert.equal(await jobs.renew(first, 'dead', 1_000), false)
  assert.equal(await jobs.finish(first, 'dead', { by: 'dead' }), null)
  await jobs.fail(first, 'dead', { code: 'x' })
  assert.ok(second && (await jobs.finish(second, 'next', { by: 'next' })))
  const { rows } = await notices.list(learnerId, { limit: 10 })
  assert.deepEqual(
    rows.map(({ content }) => content),
    [{ by: 'next' }],
  )
})

test('a job that is given back waits its time, its attempt counted or not', async () => {
  const { jobs } = stores
  await wishNow()
  await jobs.makeDue(10, decide)
  const claim = async () => (await jobs.claim('me', 10, 60_000)).find((job) => job.learnerId === learnerId)
  const first = await claim()
  assert.ok(first)
  await jobs.release(first, 'me', { delayMs: 0, counts: false, error: null })
  const again = await claim()
  assert.equal(again?.attempts, 1)
  assert.ok(again)
  await jobs.release(again, 'me', { delayMs: 3_600_000, counts: true, error: { code: 'x', message: 'why' } })
  assert.equal(await claim(), undefined)
  const [row] = await postgres.rows(
    `select attempts, error, due_at > now() + interval '59 minutes' as later
    from jobs where id = $1`,
    [first.id],
  )
  assert.deepEqual(row, { attempts: 1, error: { code: 'x', message: 'why' }, later: true })
})

test('two changes of settings at once both count', async () => {
  const { settings } = stores
  const add = (/** @type {string} */ kind, /** @type {string | null} */ day) =>
    settings.update(learnerId, (now) => ({
      timezone: 'Asia/Tokyo',
      wishes: [...(now?.wishes ?? []), { kind, at: '07:00', day }].map((wish) => ({
        ...wish,
        nextAt: new Date(),
      })),
    }))
  await Promise.all([add('daily_plan', null), add('weekly_review', 'SU')])
  const found = await settings.find(learnerId)
  assert.deepEqual(found?.wishes.map(({ kind }) => kind).sort(), ['daily_plan', 'weekly_review'])
  assert.equal(await settings.find('guest:other'), null)
})

test('what is older than its time is removed, a few at a time, and nothing else', async () => {
  const { keys, jobs, notices } = stores
  const old = [
    `insert into idempotency_keys (learner_id, key, fingerprint, run_id, created_at)
     select $1, i::text, 'f', gen_random_uuid(), now() - i * interval '10 hours' from generate_series(1, 5) i`,
    `insert into jobs (id, learner_id, kind, period, state, due_at, created_at, finished_at)
     select gen_random_uuid(), $1, 'daily_plan', i::text, 'done', now(), now(), now() - i * interval '12 days'
       from generate_series(1, 5) i`,
    `insert into notices (id, learner_id, kind, period, content, created_at)
     select gen_random_uuid(), $1, 'daily_plan', i::text, '{}', now() - i * interval '40 days'
       from generate_series(1, 5) i`,
  ]
  await postgres.rows(`insert into learners (id, kind, created_at) values ($1, 'guest', now())`, [learnerId])
  for (const sql of old) await postgres.rows(sql, [learnerId])
  const left = async (/** @type {string} */ table) =>
    (await postgres.rows(`select 1 from ${table} where learner_id = $1`, [learnerId])).length
  for (const [table, { purge }] of /** @type {const} */ ([
    ['idempotency_keys', keys],
    ['jobs', jobs],
    ['notices', notices],
  ])) {
    assert.equal(await purge(2), 2, table)
    assert.equal(await left(table), 3)
    await purge(100)
    assert.equal(await purge(100), 0)
    assert.equal(await left(table), 2)
  }
})
