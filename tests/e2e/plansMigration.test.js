import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { migrate, unmigrate } from '../../node/api/db/migrate.js'
import { layoutOf, startPostgres } from './postgres.js'
import { lastFirst } from './server.js'

const PLANS_AND_JOBS = '003-plans-and-jobs'

const cleaning = lastFirst(after)
/** @type {Awaited<ReturnType<typeof startPostgres>>} */
let postgres

before(async () => {
  postgres = await startPostgres(cleaning)
})

/** @param {string} learnerId */
async function insertPlan(learnerId) {
  const id = randomUUID()
  await postgres.rows(
    `insert into learners (id, kind, created_at) values ($1, 'guest', now()) on conflict do nothing`,
    [learnerId],
  )
  await postgres.rows(
    `insert into runs (id, learner_id, method, params, meta, status, created_at)
     values ($1, $2, 'orchestrator.study_plan', '{}', '{}', 'done', now())`,
    [id, learnerId],
  )
  await postgres.rows(
    `insert into plans (run_id, learner_id, goal, plan, created_at) values ($1, $2, 'g', '{"z":1,"a":2}', now())`,
    [id, learnerId],
  )
  return id
}

test('down and up again gives the same tables, indexes and constraints', async () => {
  const { database } = postgres
  const whole = await layoutOf(database)
  await unmigrate(database, PLANS_AND_JOBS)
  const earlier = await layoutOf(database)
  assert.ok(!earlier.some((line) => /plan_versions|jobs|notices|idempotency|schedules/.test(line)))
  assert.equal((await migrate(database))[0], PLANS_AND_JOBS)
  assert.deepEqual(await layoutOf(database), whole)
  await unmigrate(database, PLANS_AND_JOBS)
  assert.deepEqual(await layoutOf(database), earlier)
  await unmigrate(database)
  await migrate(database)
  assert.deepEqual(await layoutOf(database), whole, 'also from empty')
})

test('plans of the version before are their own first version, and going back loses none', async () => {
  const { database, rows } = postgres
  await unmigrate(database, PLANS_AND_JOBS)
  const id = await insertPlan('local')
  await migrate(database)
  const kept = 'select plan::text, version from plans where run_id = $1'
  assert.deepEqual(await rows(kept, [id]), [{ plan: '{"z":1,"a":2}', version: 1 }])

  await rows(`update plans set version = 2, plan = '{"b":1}' where run_id = $1`, [id])
  await rows(
    `insert into plan_versions (run_id, version, plan, change, replaced_at) values ($1, 1, '{}', '{}', now())`,
    [id],
  )
  await unmigrate(database, PLANS_AND_JOBS)
  assert.deepEqual(await rows('select plan::text from plans where run_id = $1', [id]), [{ plan: '{"b":1}' }])
  await migrate(database)
  assert.deepEqual(await rows(kept, [id]), [{ plan: '{"b":1}', version: 1 }])
})

test('nothing of a learner outlives the learner', async () => {
  const { rows } = postgres
  const id = await insertPlan('guest:gone')
  const job = randomUUID()
  for (const [sql, bind] of /** @type {[string, unknown[]][]} */ ([
    [
      `insert into plan_versions (run_id, version, plan, change, replaced_at) values ($1, 1, '{}', '{}', now())`,
      [id],
    ],
    [
      `insert into learner_settings (learner_id, timezone, updated_at) values ('guest:gone', 'Asia/Tokyo', now())`,
      [],
    ],
    [
      `insert into schedules (learner_id, kind, at, next_at) values ('guest:gone', 'daily_plan', '07:00', now())`,
      [],
    ],
    [
      `insert into jobs (id, learner_id, kind, period, state, due_at, created_at)
       values ($1, 'guest:gone', 'daily_plan', '2026-11-22', 'done', now(), now())`,
      [job],
    ],
    [
      `insert into notices (id, learner_id, job_id, kind, period, content, created_at)
       values ($1, 'guest:gone', $2, 'daily_plan', '2026-11-22', '{}', now())`,
      [randomUUID(), job],
    ],
    [
      `insert into idempotency_keys (learner_id, key, fingerprint, run_id, created_at)
       values ('guest:gone', 'k', 'f', $1, now())`,
      [randomUUID()],
    ],
  ])) {
    await rows(sql, bind)
  }
  await rows(`delete from learners where id = 'guest:gone'`)
  const tables = ['plan_versions', 'learner_settings', 'schedules', 'jobs', 'notices', 'idempotency_keys']
  for (const table of tables) {
    const key = table === 'plan_versions' ? `run_id = '${id}'` : `learner_id = 'guest:gone'`
    assert.deepEqual(await rows(`select 1 from ${table} where ${key}`), [], table)
  }
})

test('a period has one job of a kind, and a job one notice', async () => {
  const { rows } = postgres
  await insertPlan('local')
  const job = () =>
    rows(
      `insert into jobs (id, learner_id, kind, period, state, due_at, created_at)
       values ($1, 'local', 'daily_plan', '2026-11-22', 'done', now(), now()) returning id`,
      [randomUUID()],
    )
  const [{ id }] = await job()
  await assert.rejects(job(), /Validation error|unique/)
  const notice = () =>
    rows(
      `insert into notices (id, learner_id, job_id, kind, period, content, created_at)
       values ($1, 'local', $2, 'daily_plan', '2026-11-22', '{}', now())`,
      [randomUUID(), id],
    )
  await notice()
  await assert.rejects(notice(), /Validation error|unique/)
})
