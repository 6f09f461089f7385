import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { dataFolder, lastFirst, startServer } from './server.js'

const STUDY_PLAN = '/api/ai-agents/study-plan'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const SIX = ['learning', 'assessment', 'wellness', 'schedule', 'motivation', 'personalization']
const PARTS = [
  ...[
    'run_id',
    'engine',
    'coverage',
    'degraded',
    'agents',
    'assumptions',
    'questions',
    'goal',
    'path',
    'schedule',
  ],
  ...['assessment', 'review', 'wellness', 'motivation', 'personalization', 'next_action', 'trace'],
]

const cleaning = lastFirst(after)
/** @type {import('./server.js').Server} */
let server

before(async () => {
  server = await startServer(cleaning, await dataFolder(cleaning))
})

/** @param {string} path @param {object | string} body @param {Record<string, string>} [headers] */
function post(path, body, headers = FORM) {
  return server.ask(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers,
  })
}

test('the first line a newcomer types makes a whole study plan without a key', async () => {
  const { status, body } = await post(STUDY_PLAN, '{"user_input":"Help me study machine learning"}')
  assert.equal(status, 200)
  assert.deepEqual(
    PARTS.filter((part) => !(part in body)),
    [],
  )
  assert.equal(body.engine, 'core')
  assert.equal(body.coverage, 'pack')
  assert.deepEqual(body.degraded, [])
  assert.deepEqual(Object.keys(body.agents).sort(), [...SIX].sort())
  assert.ok(body.path.length > 0)
  assert.ok(body.schedule.blocks.length > 0)
})

test('a plan is kept: it reads back with the same bytes, and as a calendar', async () => {
  const made = await post(STUDY_PLAN, { user_input: 'I want to learn linear algebra by 20 December' })
  const { run_id, schedule } = made.body
  const kept = await server.ask(`${STUDY_PLAN}/${run_id}`)
  assert.equal(kept.text, made.text)
  const run = await server.ask(`/api/ai-agents/runs/${run_id}`)
  assert.equal(run.body.status, 'done')
  assert.equal(run.body.attempts, 1)
  const calendar = await server.ask(`${STUDY_PLAN}/${run_id}.ics`)
  assert.equal(calendar.headers.get('content-type'), 'text/calendar; charset=utf-8')
  assert.match(calendar.text, /^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/)
  const events = calendar.text.match(/^BEGIN:VEVENT/gm) ?? []
  const work = schedule.blocks.filter((/** @type {any} */ block) => block.kind !== 'break')
  assert.ok(events.length >= work.length)
})

test('a plan is made in the time zone that the request names', async () => {
  const answer = await post(
    STUDY_PLAN,
    { user_input: 'statistics, two weeks' },
    { ...FORM, 'x-timezone': 'Asia/Kolkata' },
  )
  assert.equal(answer.body.schedule.tz, 'Asia/Kolkata')
  for (const { start } of answer.body.schedule.blocks) assert.match(start, /\+05:30$/)
})

test('form fields make a plan too', async () => {
  const { status, body } = await post(STUDY_PLAN, 'user_input=Help+me+study+databases')
  assert.equal(status, 200)
  assert.equal(body.coverage, 'pack')
})

test('wrong input is refused by the real schemas, naming the field', async () => {
  const { status, body } = await post(STUDY_PLAN, { user_inptu: 'x' })
  assert.equal(status, 400)
  assert.equal(body.code, 'invalid_params')
  assert.deepEqual(body.errors.map((/** @type {any} */ error) => error.field).sort(), [
    'user_inptu',
    'user_input',
  ])
})

test('every skill that is listed has a route', async () => {
  const { body } = await server.ask('/api/ai-agents')
  assert.equal(body.live, true)
  const methods = body.skills.map((/** @type {any} */ skill) => skill.method)
  for (const method of ['learning.explain', 'assessment.quiz', 'assessment.grade', 'wellness.check_in']) {
    assert.ok(methods.includes(method), method)
  }
  for (const { path, also } of body.skills) {
    for (const address of [path, also]) {
      const { status, headers } = await server.ask(address)
      assert.deepEqual([status, headers.get('allow')], [405, 'POST'], address)
    }
  }
})

test('free text is answered through the router', async () => {
  const { status, body } = await post('/api/ai-agents/chat', { user_input: 'Can you quiz me on calculus?' })
  assert.equal(status, 200)
  assert.equal(typeof body, 'object')
})

test("the six agents are active in both forms, the one for documents in today's", async () => {
  const { body } = await server.ask('/api/ai-agents/status')
  assert.deepEqual(
    body.agents
      .filter((/** @type {any} */ agent) => agent.active)
      .map((/** @type {any} */ agent) => agent.name),
    [...SIX, 'document'],
  )
  const old = await server.ask('/api/ai-agents/hybrid/status')
  const all = Object.fromEntries(SIX.map((name) => [name, true]))
  assert.deepEqual(old.body, { success: true, data: { pythonAgentsActive: true, agents: all } })
})

test('health is ok and tells the parts apart', async () => {
  const { status, body } = await server.ask('/health')
  assert.equal(status, 200)
  assert.equal(body.status, 'ok')
  assert.equal(body.python.restarts, 0)
  assert.match(body.python.python, /^3\.1\d/)
  assert.equal(body.model.configured, false)
})

test('ten plans at once are ten plans', async () => {
  const subjects = [
    'calculus',
    'genetics',
    'microeconomics',
    'philosophy',
    'Python',
    'networks',
    'mechanics',
    'anatomy',
  ]
  const asked = [...subjects, 'accounting', 'psychology'].map((subject) =>
    post(STUDY_PLAN, { user_input: `Learn ${subject}` }),
  )
  const answers = await Promise.all(asked)
  assert.ok(answers.every(({ status }) => status === 200))
  assert.equal(new Set(answers.map(({ body }) => body.run_id)).size, 10)
  assert.equal(new Set(answers.map(({ body }) => body.goal.statement)).size, 10)
})
