import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { io } from 'socket.io-client'
import { startPostgres } from './postgres.js'
import { dataFolder, lastFirst, startServer, until } from './server.js'

const SETTINGS = { timezone: 'UTC', daily_plan: { at: '07:00' }, weekly_review: { day: 'SU', at: '18:00' } }
const LEARNERS = 3
const TAKEN_OVER_MS = 60_000

/** @param {import('./server.js').Server} server */
async function pythonOf(server) {
  const { body } = await server.ask('/health')
  return Number(body.python.pid)
}

const cleaning = lastFirst(after)
/** @type {Awaited<ReturnType<typeof startPostgres>>} */
let database
/** The server that lives on. @type {import('./server.js').Server} */
let two

const start = async () =>
  startServer(cleaning, await dataFolder(cleaning), {
    DATABASE_URL: database.postgres.url,
    LOG_LEVEL: 'silent',
    AGENT_STANDBY: '0',
  })
const rows = (/** @type {string} */ sql, /** @type {unknown[]} */ bind = []) => database.rows(sql, bind)

before(async () => {
  database = await startPostgres(cleaning)
  two = await start()
})

test('a request whose server is killed in the middle is done by another when it is sent again, and once', async () => {
  const one = await start()
  /** @param {import('./server.js').Server} server @param {string} path @param {object} body */
  const ask = (server, path, body) =>
    server.ask(`/api/ai-agents/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'idempotency-key': `key-of-${path}` },
    })
  const plan = /** @type {const} */ (['study-plan', { user_input: 'statistics' }])
  const quiz = /** @type {const} */ (['quiz', { topic: 'statistics' }])
  const python = await pythonOf(one)
  process.kill(python, 'SIGSTOP')
  const lost = [ask(one, ...plan), ask(one, ...quiz)].map((asked) => asked.catch(() => null))
  const begun = async () =>
    (await rows('select 1 from idempotency_keys')).length === 2 &&
    (await rows(`select 1 from runs where status = 'running'`)).length === 1
  await until(begun, 'both to be begun')
  one.process.kill('SIGKILL')
  process.kill(python, 'SIGCONT')
  assert.deepEqual(await Promise.all(lost), [null, null])

  const answers = await Promise.all(
    [plan, quiz].map(async ([path, body]) => {
      for (;;) {
        const answer = await ask(two, path, body)
        if (answer.status === 200) return answer
        assert.ok(answer.headers.get('retry-after'), answer.text)
        assert.ok([202, 409].includes(answer.status), answer.text)
      }
    }),
  )
  const [made, asked] = answers
  const runs = await rows('select id, status, attempts from runs')
  assert.deepEqual(runs, [{ id: made?.body.run_id, status: 'done', attempts: 2 }])
  assert.equal(asked?.headers.get('idempotent-replayed'), null, 'nobody had answered it')
  const again = await ask(two, ...quiz)
  assert.deepEqual([again.text, again.headers.get('idempotent-replayed')], [asked?.text, 'true'])
})

test('two servers share the jobs of a database; one is killed in the middle, the other does them all, none twice', async () => {
  const one = await start()
  const guests = Array.from({ length: LEARNERS }, () => ({ cookie: `guest=${randomUUID()}` }))
  for (const headers of guests) {
    const put = await one.ask('/api/me/settings', { method: 'PUT', body: JSON.stringify(SETTINGS), headers })
    assert.deepEqual([put.status, put.body], [200, SETTINGS])
  }
  const body = JSON.stringify({ user_input: 'statistics' })
  const made = await two.ask('/api/ai-agents/study-plan', { method: 'POST', body, headers: guests[0] })
  assert.equal(made.status, 200)

  const live = io(two.url, { extraHeaders: guests[0], transports: ['websocket'], reconnection: false })
  cleaning.after(async () => live.close())
  /** @type {any[]} */
  const heard = []
  live.on('notice', (notice) => void heard.push(notice))
  await new Promise((resolve, reject) => {
    live.once('connect', () => resolve(undefined))
    live.once('connect_error', reject)
  })

  // Both Pythons stand still, so that what is begun stays begun.
  const pythons = [await pythonOf(one), await pythonOf(two)]
  for (const pid of pythons) process.kill(pid, 'SIGSTOP')
  // Their times have come: a minute ago, whatever the time is.
  const minuteAgo = new Date(Date.now() - 60_000).toISOString()
  const days = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
  await rows(
    `update schedules set next_at = $1, at = $2, day = case when day is null then null else $3 end`,
    [minuteAgo, minuteAgo.slice(11, 16), days[new Date(minuteAgo).getUTCDay()]],
  )
  const owners = async () =>
    (await rows(`select distinct lease_owner from jobs where state = 'working'`)).length
  await until(async () => (await owners()) === 2, 'both servers to be at work', 30_000)
  const begun = await rows(`select id, lease_owner from jobs where state = 'working'`)
  assert.ok(begun.length < 2 * LEARNERS, 'some still wait')

  one.process.kill('SIGKILL')
  await one.exit
  for (const pid of pythons) process.kill(pid, 'SIGCONT') // the dead server's ends by itself
  const isDone = async () => {
    const [{ open }] = await rows(
      `select count(*)::int as open from jobs where state in ('waiting', 'working')`,
    )
    return open === 0
  }
  await until(isDone, 'all jobs to be done', TAKEN_OVER_MS)

  const ended = await rows(`select kind, state, attempts, error from jobs order by attempts desc`)
  assert.equal(ended.length, 2 * LEARNERS)
  assert.deepEqual([...new Set(ended.map(({ state }) => state))], ['done'], JSON.stringify(ended))
  assert.ok(ended[0].attempts > 1, 'what the dead one had begun was begun again')
  for (const [index, headers] of guests.entries()) {
    const { body: told } = await two.ask('/api/me/notices', { headers })
    const kinds = told.notices.map((/** @type {any} */ { kind }) => kind)
    assert.deepEqual(kinds.sort(), ['daily_plan', 'weekly_review'], `learner ${index}`)
    const daily = told.notices.find((/** @type {any} */ { kind }) => kind === 'daily_plan')
    assert.equal(daily.period, minuteAgo.slice(0, 10))
    assert.equal(daily.content.date, daily.period)
    if (index > 0) continue
    assert.ok(daily.content.next_action, 'of a learner with a plan')
    await until(() => heard.length === 2, 'both to be told live')
    assert.deepEqual(
      heard.map(({ id }) => id).sort(),
      told.notices.map((/** @type {any} */ { id }) => id).sort(),
    )
  }

  // The period is over with: coming round again makes nothing new.
  await rows(`update schedules set next_at = $1`, [minuteAgo])
  const isPast = async () => (await rows(`select 1 from schedules where next_at < now()`)).length === 0
  await until(isPast, 'the schedules to be looked at', 30_000)
  const [{ count }] = await rows('select count(*)::int from jobs')
  assert.equal(count, 2 * LEARNERS)
})
