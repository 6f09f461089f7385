/** Erasures and exports in PostgreSQL: what is written down, and that every row of a learner is read. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { migrate, unmigrate } from '../../node/api/db/migrate.js'
import { createBelongings } from '../../node/api/repositories/belongings.js'
import { createErasuresRepository } from '../../node/api/repositories/erasures.js'
import { layoutOf, startPostgres } from './postgres.js'
import { lastFirst } from './server.js'

const ERASURES = '005-erasures'

const cleaning = lastFirst(after)
/** @type {import('../../node/api/db/connection.js').Database} */
let database

before(async () => {
  database = (await startPostgres(cleaning)).database
})

/** @param {string} sql @param {unknown[]} [bind] */
const run = (sql, bind = []) => database.sequelize.query(sql, { bind })

/** @template T @param {AsyncIterable<T>} rows */
async function all(rows) {
  const found = []
  for await (const row of rows) found.push(row)
  return found
}

test('down and up again gives the same tables, with rows in the older ones', async () => {
  const erasures = createErasuresRepository(database)
  await run(`insert into learners (id, kind, created_at) values ('stays', 'guest', now())`)
  await erasures.begin('somebody')
  const whole = await layoutOf(database)
  await unmigrate(database, ERASURES)
  assert.ok(!(await layoutOf(database)).some((line) => line.includes('erasures')))
  assert.equal((await migrate(database))[0], ERASURES)
  assert.deepEqual(await layoutOf(database), whole)
  assert.deepEqual(await erasures.pending(), [])
  const [rows] = await run(`select id from learners where id = 'stays'`)
  assert.equal(rows.length, 1)
})

test('an erasure is pending until it has ended, and the counts of limits go with it', async () => {
  const erasures = createErasuresRepository(database)
  await run(`insert into rate_limits (key, points) values ('calls:user:one', 3), ('calls:user:two', 4)`)
  await erasures.begin('user:one')
  await erasures.begin('user:one')
  assert.deepEqual(await erasures.pending(), ['user:one'])
  await erasures.end('user:one')
  await erasures.vacuum()
  assert.deepEqual(await erasures.pending(), [])
  const [rows] = await run('select key from rate_limits')
  assert.deepEqual(rows, [{ key: 'calls:user:two' }])
})

test('all runs and their events are read, however many pages they take, and nobody else’s', async () => {
  const belongings = createBelongings(database)
  for (const [learner, count] of /** @type {[string, number][]} */ ([
    ['many', 250],
    ['other', 3],
  ])) {
    await run(`insert into learners (id, kind, created_at) values ($1, 'guest', now())`, [learner])
    await run(
      `insert into runs (id, learner_id, method, params, meta, status, created_at)
       select gen_random_uuid(), $1, 'orchestrator.chat', '{}', '{}', 'done', now() from generate_series(1, $2::int)`,
      [learner, count],
    )
    await run(
      `insert into run_events (run_id, seq, type, data)
       select id, n, 'progress', '{}' from runs, generate_series(1, 3) as n where learner_id = $1`,
      [learner],
    )
  }
  const runs = await all(belongings.runs('many'))
  assert.equal(new Set(runs.map(({ id }) => id)).size, 250)
  const events = await all(belongings.events('many'))
  assert.equal(new Set(events.map(({ run_id, seq }) => `${run_id} ${seq}`)).size, 750)
  assert.equal((await all(belongings.runs('other'))).length, 3)
})

test('every table that belongs to a learner is in an export', async () => {
  const [tables] = /** @type {[{name: string}[], unknown]} */ (
    await run(
      `with recursive owned(name) as (
         select 'learners'::regclass::oid
         union select conrelid from pg_constraint join owned on confrelid = name where contype = 'f')
       select distinct name::regclass::text as name from owned order by 1`,
    )
  )
  const exported = await readExported()
  const secret = ['refresh_tokens'] // hashes of tokens, which nobody can read
  assert.deepEqual(
    tables.map(({ name }) => name).filter((name) => !exported.has(name) && !secret.includes(name)),
    [],
    'to be added to node/api/repositories/belongings.js',
  )
})

/** The tables that an export asks for, as the statements name them. */
async function readExported() {
  /** @type {Set<string>} */
  const names = new Set()
  const spying = /** @type {any} */ ({
    sequelize: {
      query: async (/** @type {string} */ sql) => {
        for (const [, name] of sql.matchAll(/(?:from|join) ([a-z_]+)/g)) names.add(`${name}`)
        return [[{ plan: {} }]]
      },
    },
  })
  const belongings = createBelongings(spying)
  const id = randomUUID()
  await Promise.all([belongings.account(id), belongings.plans(id), belongings.versions(id, id)])
  await belongings.audit(id)
  for (const rows of [
    belongings.runs(id),
    belongings.events(id),
    belongings.notices(id),
    belongings.jobs(id),
  ])
    await rows.next()
  return names
}
