import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { dataFolder, isAlive, lastFirst, launch, postgresPid, startServer, until } from './server.js'

const STUDY_PLAN = '/api/ai-agents/study-plan'
const BODY = '{"user_input":"Help me study machine learning"}'
const POST = { method: 'POST', body: BODY, headers: { 'content-type': 'application/x-www-form-urlencoded' } }
const ORPHAN_LIMIT_MS = 2_000

/** @param {import('node:test').TestContext} t */
const cleaningOf = (t) => lastFirst((clean) => t.after(clean))

/** @param {import('./server.js').Server} server @returns {Promise<number>} */
async function pythonPid(server) {
  const { body } = await server.ask('/health')
  assert.equal(typeof body.python.pid, 'number')
  return body.python.pid
}

/** @param {string} folder @returns {Promise<{id: string, status: string}[]>} */
async function runsIn(folder) {
  const { port, password } = JSON.parse(await readFile(join(folder, 'postgres.json'), 'utf8'))
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'study', password, database: 'study' })
  await client.connect()
  try {
    return (await client.query('select id, status from runs')).rows
  } finally {
    await client.end()
  }
}

test('kill -9 of Python in the middle of a study plan: the request still gets its plan', async (t) => {
  const cleaning = cleaningOf(t)
  const folder = await dataFolder(cleaning)
  const server = await startServer(cleaning, folder)
  const pid = await pythonPid(server)
  process.kill(pid, 'SIGSTOP')
  const answer = server.ask(STUDY_PLAN, POST)
  await until(
    async () => (await runsIn(folder)).some(({ status }) => status === 'running'),
    'the run to be sent',
  )
  process.kill(pid, 'SIGKILL')
  const { status, body } = await answer
  assert.equal(status, 200)
  assert.ok(body.schedule.blocks.length > 0)
  const { body: health } = await server.ask('/health')
  assert.equal(health.python.restarts, 1)
  assert.notEqual(health.python.pid, pid)
})

test('kill -9 of Node: Python is gone within 2 s, and the next start takes over PostgreSQL and the run', async (t) => {
  const cleaning = cleaningOf(t)
  const folder = await dataFolder(cleaning)
  const first = await startServer(cleaning, folder, { HTTP_WAIT_MS: '0' })
  const pid = await pythonPid(first)
  process.kill(pid, 'SIGSTOP')
  const { status, body } = await first.ask(STUDY_PLAN, POST)
  assert.equal(status, 202)
  assert.equal(body.status, 'accepted')
  await until(
    async () => (await runsIn(folder)).some((run) => run.status === 'running'),
    'the run to be sent',
  )
  const postgres = await postgresPid(folder)
  first.process.kill('SIGKILL')
  process.kill(pid, 'SIGCONT')
  await first.exit
  await until(() => !isAlive(pid), 'Python to end by itself', ORPHAN_LIMIT_MS)

  const second = await startServer(cleaning, folder)
  assert.match(second.lines.join('\n'), /was running already/)
  assert.equal(await postgresPid(folder), postgres)
  const finished = async () => (await second.ask(body.href)).body.status === 'done'
  await until(finished, 'the run to be finished', 40_000).catch((error) => {
    throw new Error(`${error.message}; the server said:\n${second.lines.join('\n')}`)
  })
  const { body: plan } = await second.ask(`${STUDY_PLAN}/${body.run_id}`)
  assert.ok(plan.schedule.blocks.length > 0)
})

test('kill -9 of PostgreSQL: a request waits or is told to come again, and soon all is well', async (t) => {
  const cleaning = cleaningOf(t)
  const folder = await dataFolder(cleaning)
  const server = await startServer(cleaning, folder, { LOG_LEVEL: 'silent' })
  const killed = Number(await postgresPid(folder))
  process.kill(killed, 'SIGKILL')
  const isBack = async () => {
    // Whether the old backends still answer, or the new ones already do, is a race that either may win.
    const answer = await server.ask(STUDY_PLAN, POST)
    if (answer.status === 503) {
      assert.equal(answer.body.code, 'not_ready')
      assert.equal(answer.headers.get('retry-after'), '2')
    } else assert.equal(answer.status, 200, answer.text)
    return answer.status === 200 && (await postgresPid(folder)) !== killed
  }
  await until(isBack, 'the database to be back', 30_000)
  assert.equal((await server.ask('/health')).status, 200)
})

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) {
  test(`${signal} ends everything in order, finishes what it accepted, and leaves nothing running`, async (t) => {
    const cleaning = cleaningOf(t)
    const folder = await dataFolder(cleaning)
    const server = await startServer(cleaning, folder)
    const pids = [await pythonPid(server), Number(await postgresPid(folder))]
    const answer = server.ask(STUDY_PLAN, POST)
    await until(async () => (await runsIn(folder)).length > 0, 'the run to be accepted')
    server.process.kill(signal)
    server.process.kill(signal) // npm hands Ctrl-C on a second time
    assert.equal((await answer).status, 200)
    assert.deepEqual(await server.exit, [0, null])
    await until(() => !pids.some(isAlive), 'what has ended to be gone', 1_000)
    assert.equal(await postgresPid(folder), null)
    assert.equal(server.lines.at(-1), 'Stopped.')
  })
}

test('a port that is taken is said in one line with the way out, and nothing is left running', async (t) => {
  const cleaning = cleaningOf(t)
  const folder = await dataFolder(cleaning)
  const other = createServer().listen(0, '127.0.0.1')
  cleaning.after(async () => other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = /** @type {import('node:net').AddressInfo} */ (other.address())
  const { lines, exit } = launch(folder, { PORT: `${port}` })
  assert.deepEqual(await exit, [1, null])
  const told = lines.filter(Boolean)
  assert.equal(told.length, 1, told.join('\n'))
  assert.match(told[0] ?? '', new RegExp(`^✗ Port ${port} is taken.*PORT=${port + 1} npm start$`))
  assert.equal(await postgresPid(folder), null)
})

test('a setting that cannot be is said in one line', async (t) => {
  const folder = await dataFolder(cleaningOf(t))
  const { lines, exit } = launch(folder, { PORT: 'many' })
  assert.deepEqual(await exit, [1, null])
  assert.deepEqual(lines.filter(Boolean), ['✗ PORT: expected a whole number from 0 to 65535, got "many"'])
})

test('a setting of the model that cannot be is said in one line, and nothing is left running', async (t) => {
  const folder = await dataFolder(cleaningOf(t))
  const { lines, exit } = launch(folder, { AGENT_RUNNER_LLM: 'gpt4' })
  assert.equal((await exit)[0], 1)
  const told = lines.filter((line) => line.startsWith('✗'))
  assert.deepEqual(told, ["✗ AGENT_RUNNER_LLM: expected one of auto, gemini, genai, openai, none: 'gpt4'"])
  assert.equal(await postgresPid(folder), null)
})

test('a database that does not answer is said in one line', async (t) => {
  const folder = await dataFolder(cleaningOf(t))
  const { lines, exit } = launch(folder, { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' })
  assert.deepEqual(await exit, [1, null])
  const told = lines.filter((line) => line.startsWith('✗'))
  assert.match(told[0] ?? '', /DATABASE_URL does not answer/)
  assert.ok(!lines.join('\n').includes('secret'))
})
