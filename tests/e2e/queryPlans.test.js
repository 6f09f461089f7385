/** Every statement that a page or a worker makes, at 100,000 rows a table: none reads a table whole, none sorts it. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createAuditRepository } from '../../node/api/repositories/audit.js'
import { createIdempotencyKeysRepository } from '../../node/api/repositories/idempotencyKeys.js'
import { createJobsRepository } from '../../node/api/repositories/jobs.js'
import { createLearnerSettingsRepository } from '../../node/api/repositories/learnerSettings.js'
import { createLearnersRepository } from '../../node/api/repositories/learners.js'
import { createNoticesRepository } from '../../node/api/repositories/notices.js'
import { createPlansRepository } from '../../node/api/repositories/plans.js'
import { createRunEventsRepository } from '../../node/api/repositories/runEvents.js'
import { createRunsRepository } from '../../node/api/repositories/runs.js'
import { createSessionsRepository } from '../../node/api/repositories/sessions.js'
import { createUsersRepository } from '../../node/api/repositories/users.js'
import { startPostgres } from './postgres.js'
import { lastFirst } from './server.js'

const ROWS = 100_000
const LEARNERS = 1_000
const LEARNER = 'learner:7'
const LOAD_TIMEOUT_MS = 120_000

/** A learner of many; a time of the last hundred days; an id by its number. */
const WHO = `'learner:' || (i % ${LEARNERS})`
const WHEN = `now() - (i * ${Math.floor((100 * 86_400) / ROWS)}) * interval '1 second'`
const id = (/** @type {string} */ prefix) => `(md5('${prefix}' || i))::uuid`

const LOADS = [
  `insert into learners select ${WHO}, 'guest', now() from generate_series(0, ${LEARNERS - 1}) i`,
  `insert into runs (id, learner_id, method, params, meta, status, attempts, created_at, finished_at)
   select ${id('run')}, ${WHO}, 'orchestrator.study_plan', '{}', '{}', 'done', 1, ${WHEN}, ${WHEN} from rows`,
  `insert into plans (run_id, learner_id, goal, by, feasible, plan, created_at)
   select ${id('run')}, ${WHO}, 'goal', null, true, '{}', ${WHEN} from rows`,
  `insert into plan_versions (run_id, version, plan, change, replaced_at)
   select ${id('run')}, 0, '{}', '{}', ${WHEN} from rows`,
  `insert into learner_settings select id, 'UTC', now() from learners`,
  `insert into learners select 'other:' || i, 'guest', now() from rows`,
  `insert into learner_settings select 'other:' || i, 'UTC', now() from rows`,
  `insert into schedules (learner_id, kind, at, next_at)
   select 'other:' || i, 'daily_plan', '07:00', now() + i * interval '1 second' from rows`,
  `insert into jobs (id, learner_id, kind, period, state, due_at, attempts, created_at, finished_at)
   select ${id('job')}, ${WHO}, 'daily_plan', 'day ' || i, 'done', ${WHEN}, 1, ${WHEN}, ${WHEN} from rows`,
  `insert into notices (id, learner_id, job_id, kind, period, content, created_at)
   select ${id('notice')}, ${WHO}, ${id('job')}, 'daily_plan', 'day ' || i, '{}', ${WHEN} from rows`,
  `insert into users (id, learner_id, email, name, password_hash, created_at, password_changed_at)
   select ${id('user')}, 'other:' || i, i || '@example.org', 'n', 'h', now(), now() from rows`,
  `insert into sessions (id, user_id, created_at, expires_at)
   select ${id('session')}, ${id('user')}, ${WHEN}, now() + interval '1 day' from rows`,
  `insert into refresh_tokens (hash, seed, session_id, created_at)
   select 'hash ' || i, 's', ${id('session')}, ${WHEN} from rows`,
  `insert into audit_events (at, what, user_id) select ${WHEN}, 'log-in', (md5('user' || (i % 1000)))::uuid from rows`,
  `insert into run_events (run_id, seq, type, data, at)
   select (md5('run' || (i % 10000)))::uuid, 1 + i / 10000, 'progress', '{}', ${WHEN} from rows`,
  `insert into idempotency_keys (learner_id, key, fingerprint, run_id, lease_until, created_at)
   select ${WHO}, 'key ' || i, 'f', ${id('run')}, now(), ${WHEN} from rows`,
]
/** Those that are due, or being worked on: a few among many, as it always is. */
const FEW = [
  `update sessions set expires_at = now() - interval '1 second', revoked_at = now() - interval '1 day'
    where id in (select id from sessions limit 20)`,
  `update schedules set next_at = now() - interval '1 minute' where learner_id in ('other:1', 'other:2')`,
  `insert into jobs (id, learner_id, kind, period, state, due_at, attempts, created_at, lease_until)
   select ${id('now')}, ${WHO}, 'weekly_review', 'now', (array['waiting', 'working'])[1 + i % 2], now(), 0, now(),
          case when i % 2 = 1 then now() - interval '1 second' end from generate_series(1, 20) i`,
  `insert into runs (id, learner_id, method, params, meta, status, attempts, created_at)
   select ${id('open')}, ${WHO}, 'orchestrator.chat', '{}', '{}', 'accepted', 0, now() from generate_series(1, 20) i`,
]

const cleaning = lastFirst(after)
/** @type {Awaited<ReturnType<typeof startPostgres>>} */
let postgres

before(
  async () => {
    postgres = await startPostgres(cleaning)
    const { database, rows } = postgres
    // Loading is no part of what is measured: no foreign keys are looked at, and nothing is waited for.
    await database.transaction(async (transaction) => {
      const run = (/** @type {string} */ sql) => database.sequelize.query(sql, { transaction })
      await run(`set local session_replication_role = replica`)
      for (const load of LOADS) await run(load.replace('from rows', `from generate_series(1, ${ROWS}) i`))
      for (const some of FEW) await run(some)
    })
    await rows('analyze')
  },
  { timeout: LOAD_TIMEOUT_MS },
)

/**
 * The statements that some work makes, as they go to the database.
 * @param {() => Promise<unknown>} work
 */
async function statementsOf(work) {
  const { options } = /** @type {{options: {logging: unknown}}} */ (
    /** @type {unknown} */ (postgres.database.sequelize)
  )
  /** @type {{sql: string, bind: unknown[]}[]} */
  const statements = []
  const log = (/** @type {string} */ line, /** @type {any} */ { bind = [] }) => {
    const sql = line.replace(/^Executing \([^)]*\): /, '')
    if (/^\s*(select|insert|update|delete|with)\b/i.test(sql)) statements.push({ sql, bind })
  }
  options.logging = log
  try {
    await work()
  } finally {
    options.logging = false
  }
  return statements
}

/**
 * What of a statement's plan gets slower as its tables grow.
 * @param {{sql: string, bind: unknown[]}} statement
 */
async function slowStepsOf({ sql, bind }) {
  const { sequelize } = postgres.database
  const [rows] = await sequelize.query(`explain (format json) ${sql}`, bind.length > 0 ? { bind } : {})
  const found = JSON.stringify(rows)
  const [{ 'QUERY PLAN': plan }] = /** @type {any[]} */ (rows)
  assert.ok(found.includes('Node Type'))
  return stepsIn(plan[0].Plan)
    .filter(
      (step) => step['Node Type'] === 'Seq Scan' || (step['Node Type'] === 'Sort' && step['Plan Rows'] > 200),
    )
    .map((step) => `${step['Node Type']} ${step['Relation Name'] ?? ''} ${step['Plan Rows']}`)
}

/** @param {any} plan @returns {any[]} */
function stepsIn(plan) {
  return [plan, ...(plan.Plans ?? []).flatMap(stepsIn)]
}

test('the tables are as large as they are said to be', async () => {
  for (const table of [
    'runs',
    'plans',
    'plan_versions',
    'schedules',
    'jobs',
    'notices',
    'idempotency_keys',
    'users',
    'sessions',
    'refresh_tokens',
    'audit_events',
  ]) {
    const [{ count }] = await postgres.rows(`select count(*)::int from ${table}`)
    assert.ok(count >= ROWS, `${table}: ${count}`)
  }
})

test('a table that is read whole is found out', async () => {
  const slow = await slowStepsOf({ sql: `select * from plans where goal = $1 order by goal`, bind: ['goal'] })
  assert.ok(slow.some((step) => step.startsWith('Seq Scan plans')))
  const sorted = await slowStepsOf({ sql: 'select 1 from notices order by kind, period', bind: [] })
  assert.ok(sorted.some((step) => step.startsWith('Sort')))
})

test('no statement reads a table whole or sorts it', async (t) => {
  const { database, rows } = postgres
  const runs = createRunsRepository(database)
  const plans = createPlansRepository(database)
  const notices = createNoticesRepository(database)
  const jobs = createJobsRepository(database)
  const keys = createIdempotencyKeysRepository(database)
  const settings = createLearnerSettingsRepository(database)
  const [{ run_id: runId }] = await rows('select run_id from plans where learner_id = $1 limit 1', [LEARNER])
  const [{ id: noticeId }] = await rows('select id from notices where learner_id = $1 limit 1', [LEARNER])
  const [{ user_id: userId }] = await rows('select user_id from audit_events limit 1')
  const [{ id: sessionId }] = await rows('select id from sessions limit 1')
  const sessions = createSessionsRepository(database)
  const users = createUsersRepository(database)
  const audit = createAuditRepository(database)
  const events = createRunEventsRepository(database, /** @type {any} */ (null))
  const page = { limit: 20 }
  const later = { limit: 20, before: `${Date.now() * 1000 - 40 * 86_400_000_000}.${randomUUID()}` }
  const accepted = { id: randomUUID(), learnerId: LEARNER, method: 'orchestrator.chat', params: {}, meta: {} }
  const key = { learnerId: LEARNER, key: 'key 7' }
  const decide = () => ({
    job: { period: 'p', dueAt: new Date() },
    nextAt: new Date(Date.now() + 86_400_000),
  })
  const [job] = await jobs.claim('them', 1, 60_000)
  assert.ok(job)
  const error = { code: 'x', message: 'x' }

  /** @type {Record<string, () => Promise<unknown>>} */
  const works = {
    'the list of runs': () => runs.list(LEARNER, page),
    'a further page of runs': () => runs.list(LEARNER, later),
    'a run': () => runs.find(runId),
    'a run that is accepted': () => runs.accept(accepted),
    'a run that is claimed': () => runs.claim(accepted.id, 'me', 1_000),
    'a lease that is renewed': () => runs.renew(accepted.id, 'me', 1_000),
    'a run that fails': () => runs.fail(accepted.id, 'me', error),
    'runs that nobody works on': () => runs.unfinished(200),
    'the list of plans': () => plans.list(LEARNER, page),
    'a further page of plans': () => plans.list(LEARNER, later),
    'a plan': () => plans.find(runId, LEARNER),
    'an earlier version of a plan': () => plans.findVersion(runId, LEARNER, 0),
    'a plan as it is stored': () => plans.findText(runId, LEARNER),
    'the newest plan': () => plans.newest(LEARNER),
    'a plan that is replaced': () =>
      plans.replace({
        runId,
        learnerId: LEARNER,
        version: 1,
        plan: { goal: { statement: 'g' } },
        change: {},
      }),
    'the list of notices': () => notices.list(LEARNER, page),
    'a further page of notices': () => notices.list(LEARNER, later),
    'a notice that is removed': () => notices.remove(noticeId, LEARNER),
    'old notices': () => notices.purge(100),
    'what a learner has set': () => settings.find(LEARNER),
    'settings that change': () =>
      settings.update(LEARNER, () => ({
        timezone: 'UTC',
        wishes: [{ kind: 'daily_plan', at: '07:00', day: null, nextAt: new Date() }],
      })),
    'what is due': () => jobs.makeDue(100, decide),
    'leases that ran out': () => jobs.recover(100),
    'jobs that are claimed': () => jobs.claim('me', 2, 1_000),
    'a job that goes on': () => jobs.renew(job, 'them', 1_000),
    'a job that is given back': () => jobs.release(job, 'them', { delayMs: 0, counts: true, error }),
    'a job that fails': () => jobs.fail(job, 'them', error),
    'a job that is done': () => jobs.finish(job, 'them', {}),
    'old jobs': () => jobs.purge(100),
    'a key': () => keys.take({ ...key, fingerprint: 'f', owner: 'me', leaseMs: 1_000 }),
    'a key of another request': () => keys.take({ ...key, fingerprint: 'g', owner: 'me', leaseMs: 1_000 }),
    'a key that is held on to': () => keys.renew(key, 'me', 1_000),
    'a key that is answered': () => keys.answer(key, 'me', {}),
    'a key that is given back': () => keys.forget(key, 'me'),
    'old keys': () => keys.purge(100),
    'who has a session': () => sessions.userOf(randomUUID()),
    'whose a token is': () => sessions.ofToken('hash 7'),
    'a token that is used': () => sessions.use('hash 8', 1, () => ({ hash: 'next', seed: 's' })),
    'sessions that are ended': () => sessions.revokeAll(randomUUID(), null),
    'a session that is ended': () => sessions.revoke(sessionId),
    'sessions that are over': () => sessions.prune(),
    'an account by its email': () => users.findByEmail('7@example.org'),
    'an account': () => users.findById(randomUUID()),
    'an event that is noted': () => audit.add({ what: 'log-in' }),
    'what was noted long ago': () => audit.prune(99.9),
    'what was noted of a user': () => audit.ofUser(userId),
    'events of a run': () => events.read(runId, 2, 100),
    'the last event of a run': () => events.last(runId),
    'events that are stored': () => events.append('me', [{ runId, seq: 99, type: 'progress', data: '{}' }]),
    'events that make room': () => events.trim(runId, 3),
    'a learner who goes': () => createLearnersRepository(database).remove('learner:8'),
  }
  for (const [what, work] of Object.entries(works)) {
    await t.test(what, async () => {
      const statements = await statementsOf(work)
      assert.ok(statements.length > 0, 'it asked the database something')
      for (const statement of statements) assert.deepEqual(await slowStepsOf(statement), [], statement.sql)
    })
  }
})

test('what hangs on a learner is found by an index, so that erasing one does not read every table', async () => {
  const references = await postgres.rows(`
    select c.conrelid::regclass::text as "table", a.attname as "column", c.confrelid::regclass::text as target
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and not exists (
       select 1 from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1] and i.indpred is null)`)
  assert.deepEqual(references, [])
})
