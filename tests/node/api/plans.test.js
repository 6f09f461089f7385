import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OPENRPC, PLAN, RunnerDouble, startApi } from './doubles.js'

const MOVE = { block_start: '2026-11-23T18:00:00+01:00', to: '2026-11-24T18:00:00+01:00' }
const MOVED = [{ concept: 'algebra/x', from: MOVE.block_start, to: MOVE.to, because: 'You put it there.' }]
const SKILL = {
  name: 'schedule.move',
  params: [
    { name: 'plan', required: true, schema: { type: 'object' } },
    { name: 'block_start', required: true, schema: { type: 'string', format: 'date-time' } },
    { name: 'to', required: true, schema: { type: 'string', format: 'date-time' } },
  ],
  'x-agent': 'schedule',
  'x-skill': 'move',
  'x-path': 'move',
  'x-idempotent': true,
  'x-durable': false,
}

const TODAY = {
  ...SKILL,
  name: 'schedule.today',
  params: [{ name: 'plan', required: false, schema: { type: 'object' } }],
  'x-skill': 'today',
  'x-path': 'today',
}

/** A server with a plan, whose agents can move its blocks. @param {import('node:test').TestContext} t */
async function startWithPlan(t) {
  const runner = new RunnerDouble()
  let moves = 0
  runner.answers['rpc.discover'] = () => ({ ...OPENRPC, methods: [...OPENRPC.methods, SKILL, TODAY] })
  runner.answers['schedule.move'] = ({ plan }) => ({
    plan: { ...plan, moves: ++moves },
    moved: MOVED,
    conflicts: [],
  })
  const api = await startApi(t, { runner })
  await api.post('study-plan', '{"user_input":"x"}')
  const [id = ''] = [...api.runs.rows.keys()]
  const href = `${api.url}/api/ai-agents/study-plan/${id}`
  const get = (/** @type {Record<string, string>} */ headers = {}) => fetch(href, { headers })
  const move = async (
    /** @type {object} */ body = MOVE,
    /** @type {Record<string, string>} */ headers = {},
  ) =>
    api.post(`study-plan/${id}/move`, JSON.stringify(body), {
      'content-type': 'application/json',
      ...headers,
    })
  return { ...api, id, get, move }
}

/** @param {Response} response @returns {Promise<any>} */
const bodyOf = (response) => response.json()

test('who asks for the day and names no plan means the newest of their own', async (t) => {
  const { runner, post } = await startWithPlan(t)
  runner.answers['schedule.today'] = ({ plan }) => ({ goal: plan?.goal ?? null })
  assert.deepEqual((await post('today', '{}')).body.goal, PLAN.goal)
  const other = await post('today', '{"plan":{"goal":"another"}}')
  assert.equal(other.body.goal, 'another')
  const stranger = await post('today', '{}', { cookie: `guest=${crypto.randomUUID()}` })
  assert.equal(stranger.body.goal, null)
})

test('a plan says its version, and is not sent to who has it', async (t) => {
  const { get } = await startWithPlan(t)
  const first = await get()
  assert.deepEqual([first.status, first.headers.get('etag')], [200, '"1"'])
  assert.match(first.headers.get('cache-control') ?? '', /private/)
  const asking = { 'cache-control': 'max-age=0' } // as a browser asks; fetch by itself says no-cache
  assert.equal((await get({ ...asking, 'if-none-match': '"1"' })).status, 304)
  assert.equal((await get({ ...asking, 'if-none-match': '"2"' })).status, 200)
})

test('a moved block makes a new version, says what moved, and tells the learner', async (t) => {
  const { get, move, id, runner, planning } = await startWithPlan(t)
  const { status, headers, body } = await move(MOVE, { 'if-match': '"1"' })
  assert.deepEqual([status, headers.get('etag')], [200, '"2"'])
  const plan = { ...PLAN, moves: 1 }
  assert.deepEqual(body, { run_id: id, version: 2, plan, moved: MOVED, conflicts: [] })
  assert.deepEqual(runner.calls.at(-1)?.params, { plan: PLAN, ...MOVE })
  const read = await get()
  assert.deepEqual([read.headers.get('etag'), await bodyOf(read)], ['"2"', plan])
  assert.deepEqual(planning.published, [
    { learnerId: 'local', event: { type: 'plan.changed', run_id: id, version: 2, moved: MOVED } },
  ])
})

test('a plan is read as it was before it was changed, as long as that is kept', async (t) => {
  const { url, id, move } = await startWithPlan(t)
  await move()
  const read = (/** @type {string} */ version) =>
    fetch(`${url}/api/ai-agents/study-plan/${id}?version=${version}`)
  const first = await read('1')
  assert.deepEqual([first.headers.get('etag'), await bodyOf(first)], ['"1"', PLAN])
  assert.deepEqual(await bodyOf(await read('2')), { ...PLAN, moves: 1 })
  assert.equal((await read('3')).status, 404)
  for (const wrong of ['0', 'x', '1&version=2']) assert.equal((await read(wrong)).status, 400)
})

test('a move of a version that is old by now is a conflict, and changes nothing', async (t) => {
  const { move, runner } = await startWithPlan(t)
  await move()
  const calls = runner.calls.length
  const answer = await move(MOVE, { 'if-match': '"1"' })
  assert.deepEqual([answer.status, answer.body.code, answer.body.version], [409, 'conflict', 2])
  assert.equal(runner.calls.length, calls)
  assert.equal((await move(MOVE, { 'if-match': '*' })).body.version, 3)
})

test('of two moves at once one wins, and the other is told to read again', async (t) => {
  const { move, get, runner } = await startWithPlan(t)
  let both = () => {}
  const asked = new Promise((resolve) => (both = () => resolve(undefined)))
  let moves = 0
  runner.answers['schedule.move'] = async ({ plan }) => {
    if (++moves === 2) both()
    await asked
    return { plan: { ...plan, moves }, moved: MOVED, conflicts: [] }
  }
  const answers = await Promise.all([move(), move()])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
  assert.equal((await get()).headers.get('etag'), '"2"')
})

test('a move that changes nothing makes no version', async (t) => {
  const { move, get, runner, planning } = await startWithPlan(t)
  const conflicts = [{ kind: 'busy', text: 'You are busy then.' }]
  runner.answers['schedule.move'] = ({ plan }) => ({ plan, moved: [], conflicts })
  const { status, body } = await move()
  assert.deepEqual([status, body.version, body.conflicts], [200, 1, conflicts])
  assert.equal((await get()).headers.get('etag'), '"1"')
  assert.deepEqual(planning.published, [])
})

test('a move that is sent twice with a key is made once', async (t) => {
  const { move } = await startWithPlan(t)
  const first = await move(MOVE, { 'idempotency-key': 'k', 'if-match': '"1"' })
  const again = await move(MOVE, { 'idempotency-key': 'k', 'if-match': '"1"' })
  assert.deepEqual([again.status, again.body], [200, first.body])
  assert.equal(again.headers.get('idempotent-replayed'), 'true')
})

test('an earlier version is restored as a new one, tells the learner, and is made once', async (t) => {
  const { post, id, move, get, planning } = await startWithPlan(t)
  await move()
  await move()
  const restore = (/** @type {object} */ body, /** @type {Record<string, string>} */ headers = {}) =>
    post(`study-plan/${id}/restore`, JSON.stringify(body), { 'content-type': 'application/json', ...headers })
  const keyed = { 'if-match': '"3"', 'idempotency-key': 'k' }
  const { status, headers, body } = await restore({ version: 1 }, keyed)
  assert.deepEqual([status, headers.get('etag')], [200, '"4"'])
  assert.deepEqual(body, { run_id: id, version: 4, plan: PLAN })
  assert.deepEqual(await bodyOf(await get()), PLAN)
  assert.deepEqual(planning.published.at(-1)?.event, {
    ...{ type: 'plan.changed', run_id: id, version: 4, moved: [] },
  })
  const again = await restore({ version: 1 }, keyed)
  assert.deepEqual([again.body, again.headers.get('idempotent-replayed')], [body, 'true'])

  assert.equal((await restore({ version: 4 })).body.version, 4, 'it is that one already')
  assert.equal((await restore({ version: 2 }, { 'if-match': '"3"' })).body.code, 'conflict')
  assert.equal((await restore({ version: 9 })).status, 404)
  for (const wrong of [{}, { version: 0 }, { version: 'one' }, { version: [1] }, { version: 1, to: 2 }])
    assert.equal((await restore(wrong)).status, 400, JSON.stringify(wrong))
})

test('wrong fields of a move are named', async (t) => {
  const { move } = await startWithPlan(t)
  /** @param {object} body @param {Record<string, string>} [headers] */
  const fieldsOf = async (body, headers) => {
    const answer = await move(body, headers)
    assert.equal(answer.status, 400)
    return answer.body.errors.map((/** @type {any} */ { field }) => field)
  }
  assert.deepEqual(await fieldsOf({ ...MOVE, plan: {} }), ['plan'])
  assert.deepEqual(await fieldsOf({ to: MOVE.to }), ['block_start'])
  assert.deepEqual(await fieldsOf({ ...MOVE, to: 'tomorrow' }), ['to'])
  assert.deepEqual(await fieldsOf(MOVE, { 'if-match': 'x' }), ['If-Match'])
})

test('what is no plan has no version and no blocks to move', async (t) => {
  const { url, post, runs, runner } = await startApi(t)
  runner.answers['orchestrator.study_plan'] = () => ({ help: ['call 112'] })
  await post('study-plan', '{"user_input":"x"}')
  const [id] = [...runs.rows.keys()]
  const answer = await post(`study-plan/${id}/move`, JSON.stringify(MOVE))
  assert.deepEqual([answer.status, answer.body.code], [404, 'not_found'])
  const read = await fetch(`${url}/api/ai-agents/study-plan/${id}`)
  assert.deepEqual(await bodyOf(read), { help: ['call 112'] })
  assert.notEqual(read.headers.get('etag'), '"1"')
})

test('another learner’s plan, run and notice are as if they were not there', async (t) => {
  const { url, id, runs, planning } = await startWithPlan(t)
  const run = runs.rows.get(id)
  assert.ok(run)
  run.learnerId = 'guest:other'
  planning.notices.rows.push({
    ...{ id, learnerId: 'guest:other', kind: 'daily_plan', period: '2026-11-22' },
    ...{ content: {}, created_at: new Date() },
  })
  const agents = `${url}/api/ai-agents`
  for (const [method, href] of /** @type {const} */ ([
    ['GET', `${agents}/study-plan/${id}`],
    ['GET', `${agents}/study-plan/${id}.ics`],
    ['POST', `${agents}/study-plan/${id}/move`],
    ['POST', `${agents}/study-plan/${id}/restore`],
    ['GET', `${agents}/runs/${id}`],
    ['DELETE', `${url}/api/me/notices/${id}`],
  ])) {
    const init = {
      method,
      ...(method === 'POST' && { body: JSON.stringify(href.endsWith('move') ? MOVE : { version: 1 }) }),
    }
    const response = await fetch(href, init)
    assert.deepEqual([response.status, (await bodyOf(response)).code], [404, 'not_found'], href)
  }
  assert.deepEqual(await bodyOf(await fetch(`${agents}/study-plans`)), { plans: [], next: null })
  assert.deepEqual(await bodyOf(await fetch(`${agents}/runs`)), { runs: [], next: null })
  assert.deepEqual(await bodyOf(await fetch(`${url}/api/me/notices`)), { notices: [], next: null })
})

test('plans and runs are listed in few words, newest first', async (t) => {
  const { url, post, runs } = await startApi(t)
  await post('study-plan', '{"user_input":"x"}')
  await post('study-plan', '{"user_input":"y"}')
  const ids = [...runs.rows.keys()].reverse()
  const { plans, next } = await bodyOf(await fetch(`${url}/api/ai-agents/study-plans?limit=1`))
  assert.deepEqual(Object.keys(plans[0]), ['run_id', 'goal', 'by', 'feasible', 'created_at', 'version'])
  assert.deepEqual([plans.length, plans[0].run_id, typeof next], [1, ids[0], 'string'])
  const listed = await bodyOf(await fetch(`${url}/api/ai-agents/runs`))
  assert.deepEqual(
    listed.runs.map((/** @type {any} */ run) => [run.run_id, run.status]),
    ids.map((id) => [id, 'done']),
  )
  assert.equal(listed.runs[0].result, undefined)
})

test('a page that cannot be is refused by name', async (t) => {
  const { url } = await startApi(t)
  for (const list of ['/api/ai-agents/study-plans', '/api/ai-agents/runs', '/api/me/notices']) {
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['limit=101', 'limit'],
      ['limit=x', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['before=yesterday', 'before'],
      ["before=1.'", 'before'],
    ]) {
      const response = await fetch(`${url}${list}?${query}`)
      assert.equal(response.status, 400, query)
      assert.equal((await bodyOf(response)).errors[0].field, field, query)
    }
  }
})
