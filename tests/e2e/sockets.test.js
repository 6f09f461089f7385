/** The live connection with everything real: two servers, one database, and what dies in the middle. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connect } from '../node/api/liveClient.js'
import { readEvents } from '../node/api/eventReader.js'
import { startPostgres } from './postgres.js'
import { dataFolder, lastFirst, startServer, until } from './server.js'

const WALK = 'walk'
/** On a machine that has much else to do. */
const PYTHON_MS = 90_000
const GUEST = 'guest=11111111-1111-4111-8111-111111111111'
const ENVIRONMENT = {
  AGENT_MODULES: 'tests.fixtures.runner.walking_agents',
  AGENT_RUNNER_LLM: 'none',
  AGENT_STANDBY: '0',
}

const cleaning = lastFirst(after)
/** @type {() => Promise<import('./server.js').Server>} */
let start
/** @type {(sql: string) => Promise<any[]>} */
let rows
/** @type {import('./server.js').Server} */
let one
/** @type {import('./server.js').Server} */
let two

before(async () => {
  const { postgres, ...database } = await startPostgres(cleaning)
  rows = database.rows
  const environment = { ...ENVIRONMENT, DATABASE_URL: postgres.url, LOG_LEVEL: 'silent' }
  start = async () => {
    const server = await startServer(cleaning, await dataFolder(cleaning), environment)
    const isWhole = async () => (await server.ask('/health')).body.python.ok
    await until(isWhole, 'Python to be there', PYTHON_MS)
    return server
  }
  one = await start()
  two = await start()
})

/** @param {number} steps @param {number} [pause_s] */
const walking = (steps, pause_s) => ({
  path: WALK,
  fields: { steps, ...(pause_s !== undefined && { pause_s }) },
})
/** @param {import('../node/api/liveClient.js').LiveClient[]} clients */
const seqsOf = (...clients) => clients.flatMap(({ heard }) => heard.map(({ seq }) => seq))
/** @param {number} last */
const upTo = (last) => Array.from({ length: last }, (_, index) => index + 1)

test('a run is cancelled on the server that works on it by a client of the other', async (t) => {
  const [here, there] = [
    await connect(t, one.url, { cookie: GUEST }),
    await connect(t, two.url, { cookie: GUEST }),
  ]
  const { run_id } = await here.ask('call', walking(100_000))
  await here.until(({ seq }) => seq === 3)
  await there.ask('run.follow', { run_id })
  await there.until(({ seq }) => seq === 3)
  assert.deepEqual(await there.ask('run.cancel', { run_id }), { ok: true, run_id, cancelled: true })
  for (const client of [here, there]) {
    const { error } = await client.until(({ name }) => name === 'run.failed')
    assert.equal(error.code, 'cancelled')
  }
  const inFlight = async () => (await one.ask('/health')).body.python.in_flight
  await until(async () => (await inFlight()) === 0, 'Python to let go of it')
  const { body } = await two.ask(`/api/ai-agents/runs/${run_id}`, { headers: { cookie: GUEST } })
  assert.equal(body.status, 'cancelled')
})

test('a plan that is moved on one server is told on the other', async (t) => {
  const there = await connect(t, two.url, { cookie: GUEST })
  const headers = { cookie: GUEST }
  const made = await one.ask('/api/ai-agents/study-plan', {
    method: 'POST',
    headers,
    body: JSON.stringify({ user_input: 'Genetics exam in three weeks, one hour a day' }),
  })
  const [block] = made.body.schedule.blocks
  const to = new Date(Date.parse(block.start) + 30 * 60_000).toISOString()
  const told = there.told('plan.changed')
  const moved = await one.ask(`/api/ai-agents/study-plan/${made.body.run_id}/move`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ block_start: block.start, to }),
  })
  assert.equal(moved.status, 200, moved.text)
  const [event] = await told
  assert.deepEqual([event.run_id, event.version], [made.body.run_id, 2])
})

test('PostgreSQL that breaks every connection in the middle costs nobody an event', async (t) => {
  const [here, there] = [
    await connect(t, one.url, { cookie: GUEST }),
    await connect(t, two.url, { cookie: GUEST }),
  ]
  const { run_id } = await here.ask('call', walking(150))
  await there.ask('run.follow', { run_id })
  await there.until(({ seq }) => seq === 20)
  await rows(`select pg_terminate_backend(pid) from pg_stat_activity
    where pid <> pg_backend_pid() and datname = current_database()`)
  for (const client of [here, there]) {
    const { seq } = await client.until(({ name }) => name === 'run.done')
    assert.deepEqual(seqsOf(client), upTo(seq))
  }
})

test('a run goes on for its reader on the other server: while it is worked on, and after its server was killed', async (t) => {
  const client = await connect(t, one.url, { cookie: GUEST })
  const { run_id } = await client.ask('call', walking(150))
  await client.until(({ seq }) => seq === 10)
  client.socket.disconnect()

  const second = await connect(t, two.url, { cookie: GUEST })
  await second.ask('run.follow', { run_id, after: client.lastOf(run_id) })
  const far = client.lastOf(run_id) + 20
  await second.until(({ seq }) => seq === far)
  const soFar = seqsOf(client, second)
  assert.deepEqual(soFar, upTo(soFar.length))

  const last = await connect(t, two.url, { cookie: GUEST })
  one.process.kill('SIGKILL')
  await last.ask('run.follow', { run_id, after: 0 })
  const end = await second.until(({ name }) => name === 'run.done')
  await last.until(({ name }) => name === 'run.done')
  assert.equal(end.result, 150)
  assert.ok(end.seq > 151, 'it was begun again')
  assert.deepEqual(seqsOf(client, second), upTo(end.seq))
  assert.deepEqual(seqsOf(last), upTo(end.seq))
  assert.ok(!last.heard.some(({ name }) => name === 'run.gap'))
  const sent = await readEvents(`${two.url}/api/ai-agents/runs/${run_id}/events?after=5`, {
    headers: { cookie: GUEST },
  })
  const ids = (await sent.rest()).slice(1).map(({ id }) => Number(id))
  assert.deepEqual(ids, upTo(end.seq).slice(5), 'the same numbers as server-sent events')
})

test('a server that stops ends the run, or hands it on, and says so; its client goes on elsewhere', async (t) => {
  one = await start()
  const client = await connect(t, one.url, { cookie: GUEST, reconnect: false })
  const { run_id } = await client.ask('call', walking(2_000, 0.01))
  await client.until(({ seq }) => seq === 5)
  const [told, ended] = [client.told('server.stopping'), client.told('disconnect')]
  one.process.kill('SIGTERM')
  await told
  const [reason] = await ended
  assert.equal(reason, 'transport close')
  const second = await connect(t, two.url, { cookie: GUEST })
  await second.ask('run.follow', { run_id, after: client.lastOf(run_id) })
  const end = await second.until(({ name }) => name === 'run.done', 60_000)
  assert.deepEqual(seqsOf(client, second), upTo(end.seq))
  assert.deepEqual(await one.exit, [0, null])
})
