import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connectDatabase } from '../../node/api/db/connection.js'
import { startEmbeddedPostgres } from '../../node/api/db/embedded.js'
import { migrate, unmigrate } from '../../node/api/db/migrate.js'
import { dataFolder, lastFirst } from './server.js'

const projectDir = fileURLToPath(new URL('../../', import.meta.url))
const ACCOUNTS = '002-accounts'

const cleaning = lastFirst(after)
/** @type {import('../../node/api/db/connection.js').Database} */
let database

before(async () => {
  const dataDir = await dataFolder(cleaning)
  const postgres = await startEmbeddedPostgres({ dataDir, projectDir })
  cleaning.after(() => postgres.stop())
  database = connectDatabase({ url: postgres.url })
  cleaning.after(() => database.close())
  await migrate(database)
})

/** @param {string} sql @param {unknown[]} [bind] @returns {Promise<any[]>} */
async function rows(sql, bind = []) {
  return (await database.sequelize.query(sql, { bind }))[0]
}

/** @param {string} learnerId @param {string} createdAt */
async function insertWork(learnerId, createdAt) {
  const id = randomUUID()
  await rows(
    `insert into runs (id, learner_id, method, params, meta, status, created_at)
     values ($1, $2, 'orchestrator.study_plan', '{}', '{}', 'done', $3)`,
    [id, learnerId, createdAt],
  )
  await rows(
    `insert into plans (run_id, learner_id, goal, plan, created_at) values ($1, $2, 'g', '{"z":1,"a":2}', $3)`,
    [id, learnerId, createdAt],
  )
  return id
}

test('work of the version before keeps its rows and gets an owner; going back and forth loses none', async () => {
  await unmigrate(database, ACCOUNTS)
  const first = await insertWork('local', '2026-01-02T00:00:00Z')
  await insertWork('local', '2026-01-01T00:00:00Z')
  await insertWork('guest:1', '2026-01-03T00:00:00Z')
  const kept = () =>
    rows(`select r.*, p.plan::text from runs r join plans p on p.run_id = r.id order by r.created_at`)
  const before = await kept()

  assert.equal((await migrate(database))[0], ACCOUNTS)
  assert.deepEqual(await rows('select id, kind, created_at from learners order by id'), [
    { id: 'guest:1', kind: 'guest', created_at: new Date('2026-01-03') },
    { id: 'local', kind: 'guest', created_at: new Date('2026-01-01') },
  ])
  assert.deepEqual(await kept(), before)

  await unmigrate(database, ACCOUNTS)
  assert.deepEqual(await kept(), before)
  await insertWork('guest:2', '2026-01-04T00:00:00Z')
  await migrate(database)
  assert.equal((await rows('select 1 from learners')).length, 3)
  assert.equal(
    (await rows('select plan::text from plans where run_id = $1', [first]))[0].plan,
    '{"z":1,"a":2}',
  )
})

test('no work is without a learner, and none outlives its learner', async () => {
  await assert.rejects(insertWork('guest:nobody', '2026-01-01T00:00:00Z'), /foreign key/)
  await rows(`insert into learners (id, kind, created_at) values ('guest:3', 'guest', now())`)
  const id = await insertWork('guest:3', '2026-01-05T00:00:00Z')
  await rows(`delete from learners where id = 'guest:3'`)
  assert.deepEqual(await rows('select 1 from runs where id = $1', [id]), [])
  assert.deepEqual(await rows('select 1 from plans where run_id = $1', [id]), [])
})
