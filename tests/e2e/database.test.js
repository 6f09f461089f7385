import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connectDatabase } from '../../node/api/db/connection.js'
import { startEmbeddedPostgres } from '../../node/api/db/embedded.js'
import { migrate, unmigrate } from '../../node/api/db/migrate.js'
import { createRunsRepository } from '../../node/api/repositories/runs.js'
import { dataFolder, isAlive, lastFirst, postgresPid } from './server.js'

const projectDir = fileURLToPath(new URL('../../', import.meta.url))
const PLAN = {
  zebra: 1,
  goal: { statement: 'Pass', by: '2026-12-12' },
  schedule: { feasible: false },
  a: { '': '\0' },
}

const cleaning = lastFirst(after)
/** @type {string} */
let dataDir
/** @type {import('../../node/api/db/embedded.js').EmbeddedPostgres} */
let postgres
/** @type {import('../../node/api/db/connection.js').Database} */
let database
/** @type {import('../../node/durableRuns.js').RunsRepository} */
let runs

before(async () => {
  dataDir = await dataFolder(cleaning)
  postgres = await startEmbeddedPostgres({ dataDir, projectDir })
  cleaning.after(() => postgres.stop())
  database = connectDatabase({ url: postgres.url })
  cleaning.after(() => database.close())
  await migrate(database)
  runs = createRunsRepository(database)
})

/** @param {string} [method] */
async function accepted(method = 'orchestrator.study_plan') {
  const id = randomUUID()
  await runs.accept({
    id,
    learnerId: 'local',
    method,
    params: { user_input: 'x' },
    meta: { timezone: 'Asia/Tokyo' },
  })
  return id
}

/** @param {string} id */
async function claimed(id) {
  const run = await runs.claim(id, 'me', 60_000)
  assert.ok(run)
  return run
}

test('the migrations go up, down and up again, and do nothing twice', async () => {
  assert.deepEqual(await migrate(database), [])
  const undone = await unmigrate(database)
  assert.equal(undone.at(-1), '001-runs-and-plans')
  const both = await Promise.all([migrate(database), migrate(database)])
  assert.deepEqual(both.flat(), undone.reverse())
})

test('a run is claimed by one worker alone, however many try at once', async () => {
  const id = await accepted()
  const claims = await Promise.all(
    Array.from({ length: 8 }, (_, worker) => runs.claim(id, `worker ${worker}`, 60_000)),
  )
  assert.equal(claims.filter(Boolean).length, 1)
  assert.equal((await runs.find(id))?.attempts, 1)
  assert.ok(!(await runs.unfinished(100)).includes(id))
})

test('a lease that ran out is taken by another, and the first can write nothing any more', async () => {
  const id = await accepted()
  const first = await runs.claim(id, 'first', -1)
  assert.ok(first)
  assert.ok((await runs.unfinished(100)).includes(id))
  const second = await runs.claim(id, 'second', 60_000)
  assert.equal(second?.attempts, 2)
  assert.equal(await runs.renew(id, 'first', 60_000), false)
  assert.equal(await runs.finish(first, 'first', PLAN), false)
  await runs.fail(id, 'first', { code: 'internal_error', message: 'no' })
  assert.equal((await runs.find(id))?.status, 'running')
  assert.equal(await runs.finish(second, 'second', PLAN), true)
})

test('a plan is read back with the very bytes it was kept with', async () => {
  const run = await claimed(await accepted())
  await runs.finish(run, 'me', PLAN)
  const found = await runs.find(run.id)
  assert.equal(JSON.stringify(found?.result), JSON.stringify(PLAN))
  const [rows] = await database.sequelize.query('select goal, by, feasible from plans where run_id = $1', {
    bind: [run.id],
  })
  assert.deepEqual(rows, [{ goal: 'Pass', by: '2026-12-12', feasible: false }])
})

test('an answer that is no plan stays with its run', async () => {
  for (const method of ['orchestrator.study_plan', 'orchestrator.chat']) {
    const run = await claimed(await accepted(method))
    await runs.finish(run, 'me', { help: ['call 112'] })
    assert.deepEqual((await runs.find(run.id))?.result, { help: ['call 112'] })
  }
})

test('a released run is as before, its attempt counted or not', async () => {
  const run = await claimed(await accepted())
  await runs.release(run.id, 'me', { uncount: true })
  assert.deepEqual([(await runs.find(run.id))?.status, (await runs.find(run.id))?.attempts], ['accepted', 0])
  await runs.claim(run.id, 'me', 60_000)
  await runs.release(run.id, 'me', { uncount: false })
  assert.equal((await runs.find(run.id))?.attempts, 1)
})

test('the password is strong, kept from others, and needed', async () => {
  const path = join(dataDir, 'postgres.json')
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  const { password } = JSON.parse(await readFile(path, 'utf8'))
  assert.ok(password.length >= 32)
  const wrong = connectDatabase({ url: postgres.url.replace(password, 'wrong') })
  assert.equal((await wrong.ping()).ok, false)
  await wrong.close()
  const settings = await readFile(join(dataDir, 'postgres', 'pg_hba.conf'), 'utf8')
  assert.match(settings, /^host\s+all\s+all\s+127\.0\.0\.1\/32\s+scram-sha-256$/m)
})

test('a second server on the same data shares PostgreSQL, and only the last one stops it', async () => {
  const second = await startEmbeddedPostgres({ dataDir, projectDir })
  assert.equal(second.takenOver, true)
  assert.equal(second.url, postgres.url)
  await database.ping()
  assert.equal(await second.stop(), false)
  assert.equal((await database.ping()).ok, true)
})

test('a PostgreSQL that was killed leaves a file that the next start copes with', async (t) => {
  const folder = await dataFolder(lastFirst((clean) => t.after(clean)))
  const first = await startEmbeddedPostgres({ dataDir: folder, projectDir })
  const pid = Number(await postgresPid(folder))
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve))
  const again = await startEmbeddedPostgres({ dataDir: folder, projectDir })
  assert.equal(again.port, first.port)
  assert.equal(await again.stop(), true)
  assert.equal(await postgresPid(folder), null)
})

test('data that the account of PostgreSQL cannot reach is kept outside, and that is said', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root runs PostgreSQL as someone else')
  const home = await mkdtemp('/var/tmp/study-home-')
  await chmod(home, 0o700)
  const folder = join(home, '.data')
  await mkdir(folder)
  const server = await startEmbeddedPostgres({ dataDir: folder, projectDir })
  const [, outside = ''] = /its data is in (\S+), because/.exec(server.notes.join('\n')) ?? []
  t.after(async () => {
    await server.stop()
    await rm(home, { recursive: true, force: true })
    if (outside.startsWith('/var/tmp/study-companion-')) await rm(outside, { recursive: true, force: true })
  })
  assert.match(outside, /^\/var\/tmp\/study-companion-[0-9a-f]{16}$/)
  const there = connectDatabase({ url: server.url })
  assert.equal((await there.ping()).ok, true)
  await there.close()
})
