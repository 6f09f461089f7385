import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { databaseUrl, dataFolder, lastFirst, postgresPid, startServer, until } from './server.js'

const AGENTS = '/api/ai-agents'
const JSON_TYPE = { 'content-type': 'application/json' }

const cleaning = lastFirst(after)
/** @type {import('./server.js').Server} */
let server
/** @type {string} */
let folder

before(async () => {
  folder = await dataFolder(cleaning)
  server = await startServer(cleaning, folder, { LOG_LEVEL: 'silent' })
})

/** @param {string} path @param {object} body @param {Record<string, string>} [headers] */
const post = (path, body, headers = {}) =>
  server.ask(AGENTS + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { ...JSON_TYPE, ...headers },
  })

/** @param {any} plan */
const workOf = (plan) => plan.schedule.blocks.filter((/** @type {any} */ block) => block.kind !== 'break')

/** A day later, in the same words. @param {string} iso with its offset */
function dayLater(iso) {
  const [, date = '', rest = ''] = /^(\d{4}-\d\d-\d\d)(.*)$/.exec(iso) ?? []
  return new Date(Date.parse(`${date}T00:00Z`) + 86_400_000).toISOString().slice(0, 10) + rest
}

test('a block is moved: the plan is another version, and a reload shows it', async () => {
  const made = await post('/study-plan', {
    user_input: 'linear algebra by the end of the year, 60 minutes a day',
  })
  assert.equal(made.status, 200)
  const { run_id: id } = made.body
  const block = workOf(made.body).at(-1)
  const body = { block_start: block.start, to: dayLater(block.start) }
  const moved = await post(`/study-plan/${id}/move`, body, { 'if-match': '"1"', 'idempotency-key': id })
  assert.equal(moved.status, 200, moved.text)
  assert.equal(moved.body.version, 2, moved.text.slice(0, 2_000))
  assert.ok(moved.body.moved.length > 0)
  const instants = workOf(moved.body.plan).map((/** @type {any} */ { start }) => Date.parse(start))
  assert.ok(instants.includes(Date.parse(body.to)))

  const read = await server.ask(`${AGENTS}/study-plan/${id}`)
  assert.equal(read.headers.get('etag'), '"2"')
  assert.deepEqual(read.body, moved.body.plan)
  const calendar = await server.ask(`${AGENTS}/study-plan/${id}.ics`)
  assert.match(calendar.text, /^BEGIN:VCALENDAR/)
  const again = await post(`/study-plan/${id}/move`, body, { 'if-match': '"1"', 'idempotency-key': id })
  assert.deepEqual([again.status, again.body], [200, moved.body])
  const late = await post(`/study-plan/${id}/move`, body, { 'if-match': '"1"' })
  assert.deepEqual([late.status, late.body.code, late.body.version], [409, 'conflict', 2])

  const { body: list } = await server.ask(`${AGENTS}/study-plans`)
  assert.deepEqual([list.plans[0].run_id, list.plans[0].version, list.next], [id, 2, null])

  const restored = await post(`/study-plan/${id}/restore`, { version: 1 }, { 'if-match': '"2"' })
  assert.deepEqual([restored.status, restored.body.version], [200, 3], restored.text.slice(0, 2_000))
  assert.deepEqual(workOf(restored.body.plan), workOf(made.body))
  assert.deepEqual((await server.ask(`${AGENTS}/study-plan/${id}`)).body, restored.body.plan)
})

test('a request that is sent ten times with one key makes one run', async () => {
  const ask = () => post('/study-plan', { user_input: 'genetics' }, { 'idempotency-key': 'ten-times' })
  const before = (await server.ask(`${AGENTS}/runs?limit=100`)).body.runs.length
  const answers = await Promise.all(Array.from({ length: 10 }, ask))
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
  assert.equal(new Set(answers.map(({ body }) => body.run_id)).size, 1)
  assert.equal((await server.ask(`${AGENTS}/runs?limit=100`)).body.runs.length, before + 1)
})

test('a connection that is lost in the middle of a request is a 503, and the next request is well', async () => {
  const client = new pg.Client(await databaseUrl(folder))
  await client.connect()
  try {
    // The row is locked, so that the request waits in the database; then its connection is cut.
    await client.query(`insert into learners values ('local', 'guest', now()) on conflict do nothing`)
    await client.query('begin')
    await client.query(`select 1 from learners where id = 'local' for update`)
    const put = () => server.ask('/api/me/settings', { method: 'PUT', body: '{"daily_plan":{"at":"07:00"}}' })
    const answer = put()
    const waiting = `from pg_stat_activity where pid <> pg_backend_pid() and wait_event_type = 'Lock'`
    await until(async () => (await client.query(`select 1 ${waiting}`)).rowCount, 'the request to wait')
    await client.query(`select pg_terminate_backend(pid) ${waiting}`)
    const { status, headers, body } = await answer
    assert.deepEqual([status, body.code, headers.get('retry-after')], [503, 'not_ready', '2'])
    await client.query('rollback')
    assert.equal((await put()).status, 200)
  } finally {
    await client.end()
  }
})

test('a PostgreSQL that is killed is a 503 to every route of plans and settings, and then all is there', async () => {
  const { body: before } = await server.ask(`${AGENTS}/study-plans`)
  const killed = Number(await postgresPid(folder))
  process.kill(killed, 'SIGKILL')
  const routes = [`${AGENTS}/study-plans`, `${AGENTS}/runs`, '/api/me/settings', '/api/me/notices']
  const isBack = async () => {
    const answers = await Promise.all(routes.map((route) => server.ask(route)))
    for (const { status, headers, body, text } of answers) {
      assert.ok(status === 200 || status === 503, text)
      if (status === 503) assert.deepEqual([body.code, headers.get('retry-after')], ['not_ready', '2'])
    }
    return answers.every(({ status }) => status === 200) && (await postgresPid(folder)) !== killed
  }
  await until(isBack, 'the database to be back', 30_000)
  assert.deepEqual((await server.ask(`${AGENTS}/study-plans`)).body, before)
})
