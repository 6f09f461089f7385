/** What runs say, in PostgreSQL: stored by the holder of the lease alone, told to others, and gone some time later. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pino from 'pino'
import { createListener } from '../../node/api/db/listener.js'
import { migrate, unmigrate } from '../../node/api/db/migrate.js'
import { createRunEventsRepository } from '../../node/api/repositories/runEvents.js'
import { createRunsRepository } from '../../node/api/repositories/runs.js'
import { startApi } from '../node/api/doubles.js'
import { connect } from '../node/api/liveClient.js'
import { layoutOf, startPostgres } from './postgres.js'
import { lastFirst, until } from './server.js'

const RUN_EVENTS = '004-run-events'

const cleaning = lastFirst(after)
/** @type {Awaited<ReturnType<typeof startPostgres>>} */
let postgres
/** @type {import('../../node/api/db/listener.js').Listener} */
let listener
/** @type {import('../../node/runEventStore.js').RunEventStore} */
let events
/** @type {import('../../node/durableRuns.js').RunsRepository} */
let runs

before(async () => {
  postgres = await startPostgres(cleaning)
  listener = createListener({ url: postgres.postgres.url, log: pino({ level: 'silent' }) })
  cleaning.after(() => listener.close())
  await listener.ready
  events = createRunEventsRepository(postgres.database, listener)
  runs = createRunsRepository(postgres.database)
})

/** @param {string} owner */
async function claimed(owner) {
  const id = randomUUID()
  await runs.accept({ id, learnerId: 'local', method: 'orchestrator.chat', params: {}, meta: {} })
  const run = await runs.claim(id, owner, 60_000)
  assert.ok(run)
  return run
}

/** @param {string} runId @param {number[]} seqs @param {string} [data] @returns {import('../../node/runEventStore.js').NewEvent[]} */
const numbered = (runId, seqs, data = '{"z":1,"a":"\\u0000"}') =>
  seqs.map((seq) => ({ runId, seq, type: 'progress', data }))

/** @param {string} id @param {number} [after] */
const seqsOf = async (id, after = 0) => (await events.read(id, after, 100)).map(({ seq }) => seq)

test('down and up again gives the same tables and indexes, with rows in the older ones', async () => {
  const { id } = await claimed('me')
  await events.append('me', numbered(id, [1]))
  const whole = await layoutOf(postgres.database)
  await unmigrate(postgres.database, RUN_EVENTS)
  assert.ok(!(await layoutOf(postgres.database)).some((line) => /run_events|socket_io/.test(line)))
  assert.equal((await migrate(postgres.database))[0], RUN_EVENTS)
  assert.deepEqual(await layoutOf(postgres.database), whole)
  assert.deepEqual(await seqsOf(id), [])
  assert.equal((await runs.find(id))?.status, 'running')
})

test('events are stored once, read from any number on with the very bytes, and counted', async () => {
  const [{ id }, { id: other }] = [await claimed('me'), await claimed('me')]
  const held = await events.append('me', [...numbered(id, [1, 2, 3]), ...numbered(other, [1])])
  assert.deepEqual(held, new Set([id, other]))
  // As after an answer that was lost.
  assert.deepEqual(await events.append('me', numbered(id, [2, 3, 4])), new Set([id]))
  assert.deepEqual(await seqsOf(id), [1, 2, 3, 4])
  assert.deepEqual(await seqsOf(id, 2), [3, 4])
  const [first] = await events.read(id, 0, 1)
  assert.deepEqual(first, { seq: 1, type: 'progress', data: '{"z":1,"a":"\\u0000"}' })
  assert.equal((await events.last(id)).seq, 4)
  assert.equal((await events.last(randomUUID())).seq, 0)
  await events.trim(id, 3)
  assert.deepEqual(await seqsOf(id), [4])
})

test('who lost the lease stores nothing any more, nor does anybody after the end', async () => {
  const run = await claimed('me')
  assert.deepEqual(await events.append('another', numbered(run.id, [1])), new Set())
  await events.append('me', numbered(run.id, [1]))
  await runs.finish(run, 'me', 'done')
  assert.deepEqual(await events.append('me', numbered(run.id, [2])), new Set())
  assert.deepEqual(await seqsOf(run.id), [1])
})

test('a lease is not taken between the question for it and the storing', async () => {
  const run = await claimed('me')
  const storing = await postgres.database.sequelize.transaction()
  await postgres.database.sequelize.query('select id from runs where id = $1 for share', {
    bind: [run.id],
    transaction: storing,
  })
  await postgres.rows(`select 1`)
  let isRenewed = false
  const renewing = runs.renew(run.id, 'me', 60_000).then(() => (isRenewed = true))
  await postgres.rows(`select 1`)
  assert.equal(isRenewed, false)
  await storing.commit()
  assert.equal(await renewing, true)
})

test('a cancelled run has lost its lease, and is cancelled once', async () => {
  const run = await claimed('me')
  const error = { code: 'cancelled', message: 'The run was cancelled.' }
  assert.equal(await runs.cancel(run.id, error), true)
  assert.equal(await runs.renew(run.id, 'me', 60_000), false)
  assert.equal(await runs.finish(run, 'me', 'late'), false)
  assert.equal(await runs.cancel(run.id, error), false)
  const found = await runs.find(run.id)
  assert.deepEqual([found?.status, found?.error], ['cancelled', error])
  assert.ok(found?.finishedAt)
})

test('others are told what was stored, many runs at once, and of ends; and hear it again after a lost connection', async () => {
  /** @type {any[]} */
  const told = []
  const end = events.listen((notice) => void told.push(notice))
  const many = await Promise.all(Array.from({ length: 230 }, () => claimed('me')))
  await events.append(
    'me',
    many.flatMap(({ id }) => numbered(id, [1, 2])),
  )
  await until(() => told.length === many.length, 'all to be told')
  assert.ok(told.every(({ kind, seq }) => kind === 'events' && seq === 2))
  told.length = 0
  await postgres.rows(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'study-companion-listener'`,
  )
  await until(() => told.some(({ kind }) => kind === 'missed'), 'the connection to be back')
  const [run] = many
  await events.tellEnded(`${run?.id}`)
  await until(
    () => told.some(({ kind, runId }) => kind === 'ended' && runId === run?.id),
    'the end to be told',
  )
  end()
})

test('some time after a run has ended its events are gone, but for the last number', async () => {
  const [ended, going] = [await claimed('me'), await claimed('me')]
  for (const { id } of [ended, going]) await events.append('me', numbered(id, [1, 2, 3]))
  await runs.finish(ended, 'me', 'done')
  await events.prune(3_600_000)
  assert.deepEqual(await seqsOf(ended.id), [1, 2, 3])
  await postgres.rows(`update run_events set at = now() - interval '2 hours'`)
  await events.prune(3_600_000)
  assert.deepEqual(await seqsOf(ended.id), [1, 2, 3], 'it has only just ended')
  await postgres.rows(
    `update runs set finished_at = now() - interval '2 hours' where finished_at is not null`,
  )
  await events.prune(3_600_000)
  const [left, ...others] = await events.read(ended.id, 0, 10)
  assert.deepEqual([left?.seq, left?.type, others], [3, 'gap', []])
  assert.deepEqual(await seqsOf(going.id), [1, 2, 3])
  await events.prune(3_600_000)
  assert.deepEqual(await seqsOf(ended.id), [3])
})

test('what a page makes asks an index, also among 100,000 rows', async () => {
  const { id } = await claimed('me')
  await postgres.rows(
    `insert into runs (id, learner_id, method, params, meta, status, created_at, finished_at)
     select gen_random_uuid(), 'local', 'm', '{}', '{}', 'done', now(), now() from generate_series(1, 5000)`,
  )
  await postgres.rows(
    `insert into run_events (run_id, seq, type, data)
     select id, seq, 'progress', '{}' from runs, generate_series(1, 20) as seq where method = 'm'`,
  )
  await postgres.rows('analyze run_events')
  for (const sql of [
    `select seq, type, data from run_events where run_id = '${id}' and seq > 3 order by seq limit 200`,
    `select max(seq) from run_events where run_id = '${id}'`,
    `select distinct run_id from run_events where type <> 'pruned' and at < now() - interval '1 hour'`,
  ]) {
    const plan = (await postgres.rows(`explain ${sql}`)).map((row) => row['QUERY PLAN']).join('\n')
    assert.doesNotMatch(plan, /Seq Scan/, plan)
  }
})

test('what a learner is told on one server arrives at the other, small or large, also after a lost connection', async (t) => {
  const silent = pino({ level: 'silent' })
  const ask = (/** @type {string} */ sql, /** @type {unknown[]} */ values) => postgres.rows(sql, values)
  const starting = [0, 1].map(async () => {
    const own = createListener({ url: postgres.postgres.url, log: silent })
    await own.ready
    const api = await startApi(t, { pool: own.adapterPool(ask) })
    t.after(() => own.close())
    return api
  })
  const [here, there] = /** @type {[any, any]} */ (await Promise.all(starting))
  const client = await connect(t, there.url)
  const toldOf = async (/** @type {string} */ text) => {
    const told = client.told('notice')
    here.sockets.publish('local', { type: 'notice', text })
    return (await told)[0].text
  }
  assert.equal(await toldOf('small'), 'small')
  const large = 'large '.repeat(5_000)
  assert.equal(await toldOf(large), large)
  const listening = () =>
    postgres.rows(`select pid from pg_stat_activity where application_name = 'study-companion-listener'`)
  const before = (await listening()).map(({ pid }) => pid)
  for (const pid of before) await postgres.rows('select pg_terminate_backend($1)', [pid])
  const areBack = async () => {
    const now = await listening()
    return now.length === before.length && !now.some(({ pid }) => before.includes(pid))
  }
  await until(areBack, 'all to listen again')
  // They ask for their channels one after the other.
  const told = client.told('notice')
  await until(async () => {
    here.sockets.publish('local', { type: 'notice', text: 'again' })
    return Promise.race([told, postgres.rows('select pg_sleep(0.02)').then(() => false)])
  }, 'the notice to arrive')
})
