import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { OPENRPC, PLAN, RunnerDouble, RunsDouble, runnerError, startApi } from './doubles.js'
import { connect } from './liveClient.js'

const TOPIC = '{"topic":"algebra"}'

/** @param {string} url @param {RequestInit} [init] */
async function get(url, init) {
  const response = await fetch(url, init)
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text.startsWith('{') ? JSON.parse(text) : null,
  }
}

test('every skill answers at its short and its long path', async (t) => {
  const { post } = await startApi(t)
  for (const path of ['quiz', 'assessment/quiz']) {
    const answer = await post(path, TOPIC)
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, { topic: 'algebra', items: [] })
  }
})

test('an unknown skill is a 404 that names the near ones', async (t) => {
  const { post } = await startApi(t)
  const answer = await post('quizz', TOPIC)
  assert.equal(answer.status, 404)
  assert.equal(answer.body.code, 'method_not_found')
  assert.deepEqual(answer.body.near, ['/api/ai-agents/quiz'])
})

test('a wrong method is a 405 that says which are right', async (t) => {
  const { url } = await startApi(t)
  for (const [method, path, allow] of [
    ['GET', '/api/ai-agents/quiz', 'POST'],
    ['DELETE', '/api/ai-agents/assessment/quiz', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['PUT', '/', 'GET, HEAD'],
    ['POST', '/api/ai-agents/runs/5', 'GET, HEAD, DELETE'],
  ]) {
    const answer = await get(`${url}${path}`, { method })
    assert.equal(answer.status, 405, `${method} ${path}`)
    assert.equal(answer.headers.get('allow'), allow)
    assert.equal(answer.body.code, 'invalid_request')
  }
})

test('GET /api/ai-agents lists the skills with their parameters', async (t) => {
  const { url } = await startApi(t)
  const { body } = await get(`${url}/api/ai-agents`)
  assert.equal(body.live, true)
  assert.deepEqual(
    body.skills.slice(0, 3).map((/** @type {any} */ { path }) => path),
    ['/api/ai-agents/study-plan', '/api/ai-agents/quiz', '/api/ai-agents/check-in'],
  )
})

test('each skill is listed at an address that reaches it, also where agents share a name', async (t) => {
  const runner = runnerWith(['learning', 'forget'], ['motivation', 'forget'])
  const { url, post } = await startApi(t, { runner })
  const { body } = await get(`${url}/api/ai-agents`)
  const [first, second] = body.skills.slice(-2)
  assert.equal(first.path, '/api/ai-agents/forget')
  assert.equal(second.path, '/api/ai-agents/motivation/forget')
  for (const { path, also, method } of [first, second]) {
    for (const address of [path, also]) {
      const answer = await post(address.replace('/api/ai-agents/', ''), '{}')
      assert.deepEqual(answer.body, { asked: method })
    }
  }
})

test('what only the server may ask for is unknown to everyone else, however they ask', async (t) => {
  const runner = runnerWith(['personalization', 'erase'])
  const { url, post } = await startApi(t, { runner })
  const client = await connect(t, url)
  const events = { accept: 'text/event-stream' }
  for (const path of ['erase', 'personalization/erase', 'document-add', 'document/add']) {
    const [plain, streamed] = [await post(path, '{}'), await post(path, '{}', events)]
    for (const { status, body } of [plain, streamed, await get(`${url}/api/ai-agents/${path}`)]) {
      assert.deepEqual([status, body.code], [404, 'method_not_found'], path)
      assert.ok(!body.near.some((/** @type {string} */ near) => /erase|add$/.test(near)), path)
    }
    for (const follow of [false, true]) {
      const { error } = await client.ask('call', { path, fields: {}, follow })
      assert.equal(error.code, 'method_not_found', path)
    }
  }
  const listed = (await get(`${url}/api/ai-agents`)).text + (await get(`${url}/api/openapi.json`)).text
  assert.match(listed, /document.list/)
  assert.doesNotMatch(listed, /personalization.erase|document.add/)
  assert.deepEqual(
    runner.calls.filter(({ method }) => /erase|add$/.test(method)),
    [],
  )
})

/** A runner with skills beside its own, which say that they were asked. @param {[string, string][]} skills agent and name */
function runnerWith(...skills) {
  const runner = new RunnerDouble()
  const methods = skills.map(([agent, skill]) => ({
    ...{ name: `${agent}.${skill}`, summary: skill, params: [] },
    ...{ 'x-agent': agent, 'x-skill': skill, 'x-path': skill, 'x-idempotent': true, 'x-durable': false },
  }))
  runner.answers['rpc.discover'] = () => ({ ...OPENRPC, methods: [...OPENRPC.methods, ...methods] })
  for (const { name } of methods) runner.answers[name] = () => ({ asked: name })
  return runner
}

test('Python is told who asks, from where and in which trace', async (t) => {
  const { post, runner } = await startApi(t)
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
  const headers = { 'x-timezone': 'Asia/Tokyo', 'accept-language': 'de-AT, en', traceparent }
  await post('quiz', TOPIC, { ...headers, 'x-request-id': 'r-1' })
  const { meta } = runner.calls.at(-1)?.options ?? {}
  assert.deepEqual(meta, {
    ...{ user_id: 'local', correlation_id: 'r-1', timezone: 'Asia/Tokyo' },
    ...{ locale: 'de-AT', traceparent },
  })
})

test('a time zone in the body wins over the header and is no parameter of the skill', async (t) => {
  const { post, runner } = await startApi(t)
  const headers = { 'x-timezone': 'Asia/Tokyo' }
  await post('quiz', '{"topic":"x","timezone":"Europe/Vienna","thread_id":"t1"}', headers)
  const { params, options } = runner.calls.at(-1) ?? {}
  assert.deepEqual(params, { topic: 'x' })
  assert.equal(options.meta.timezone, 'Europe/Vienna')
  assert.equal(options.meta.thread_id, 't1')
})

test('a header that is no time zone is refused by name', async (t) => {
  const { post } = await startApi(t)
  const answer = await post('quiz', TOPIC, { 'x-timezone': 'nowhere' })
  assert.equal(answer.status, 400)
  assert.equal(answer.body.errors[0].field, 'X-Timezone')
})

test('a request id is taken, or made, and given back', async (t) => {
  const { url } = await startApi(t)
  const given = await get(url, { headers: { 'x-request-id': 'abc-1' } })
  assert.equal(given.headers.get('x-request-id'), 'abc-1')
  const made = await get(`${url}/nowhere`, { headers: { 'x-request-id': 'not <one>' } })
  assert.match(made.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/)
  assert.equal(made.body.request_id, made.headers.get('x-request-id'))
})

test('what a skill says is shown, what is unforeseen is not', async (t) => {
  const { post, runner } = await startApi(t)
  runner.answers['assessment.quiz'] = () => {
    throw runnerError('ERR_RUNNER_REMOTE', {
      rpcCode: -32010,
      phase: 'started',
      message: 'No items for this topic.',
    })
  }
  const told = await post('quiz', TOPIC)
  assert.equal(told.body.code, 'skill_failed')
  assert.equal(told.body.detail, 'No items for this topic.')
  runner.answers['assessment.quiz'] = () => {
    throw new TypeError('password=hunter2')
  }
  const hidden = await post('quiz', TOPIC)
  assert.equal(hidden.status, 500)
  assert.equal(hidden.body.code, 'internal_error')
  assert.doesNotMatch(JSON.stringify(hidden.body), /hunter2|TypeError|at /)
})

test('a skill is a 503 to be tried again while Python is away', async (t) => {
  const { post, runner } = await startApi(t)
  runner.become('restarting')
  const answer = await post('quiz', TOPIC)
  assert.equal(answer.status, 503)
  assert.equal(answer.body.code, 'not_ready')
  assert.equal(answer.headers.get('retry-after'), '2')
})

test('a skill waits for a Python that comes back in time', async (t) => {
  const { post, runner } = await startApi(t, { awayWaitMs: 10_000 })
  runner.become('restarting')
  const waiting = once(runner, 'newListener')
  const answer = post('quiz', TOPIC)
  await waiting
  runner.become('ready')
  assert.equal((await answer).status, 200)
})

test('skills are unknown, not missing, when Python never came up', async (t) => {
  const runner = new RunnerDouble()
  runner.state = 'failed'
  const { post } = await startApi(t, { runner })
  const answer = await post('quiz', TOPIC)
  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('retry-after'), '2')
})

test('a plain call is cancelled when its client goes away', async (t) => {
  const { url, runner } = await startApi(t)
  const aborted = new Promise((resolve) => {
    runner.answers['assessment.quiz'] = (_params, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(runnerError('ERR_RUNNER_CANCELLED')))
        signal.addEventListener('abort', resolve)
      })
  })
  const client = httpRequest(`${url}/api/ai-agents/quiz`, { method: 'POST' })
  client.on('error', () => {})
  client.end(TOPIC)
  while (!runner.calls.some(({ method }) => method === 'assessment.quiz')) await once(runner, 'called')
  client.destroy()
  await aborted
})

test('health tells the parts apart and is a 503 when one is away', async (t) => {
  const { url, runner } = await startApi(t)
  const well = await get(`${url}/health`)
  assert.equal(well.status, 200)
  assert.equal(well.body.status, 'ok')
  assert.equal(well.body.python.phase, 'ready')
  assert.deepEqual(well.body.model, { configured: false })
  runner.become('restarting')
  const ill = await get(`${url}/health`)
  assert.equal(ill.status, 503)
  assert.equal(ill.body.python.ok, false)
  assert.equal(ill.body.python.state, 'restarting')
  assert.equal(ill.body.database.ok, true)
})

test('health is a 503 when the database is away', async (t) => {
  const { url } = await startApi(t, { databaseOk: false })
  const { status, body } = await get(`${url}/health`)
  assert.equal(status, 503)
  assert.equal(body.database.ok, false)
  assert.equal(body.python.ok, true)
})

test('a request that finds the database away is told to come again, whatever the driver calls it', async (t) => {
  const runs = new RunsDouble()
  const { post } = await startApi(t, { runs })
  const driver = (/** @type {object} */ original) => ({ name: 'SequelizeDatabaseError', original })
  for (const away of [
    { name: 'SequelizeConnectionRefusedError' },
    driver({ code: '57P01', message: 'terminating connection due to administrator command' }),
    driver({ code: 'ECONNRESET', message: 'read ECONNRESET' }),
    driver({ message: 'Connection terminated unexpectedly' }),
    driver({ message: 'Client has encountered a connection error and is not queryable' }),
    Object.assign(new Error('terminating connection'), { code: '57P01' }),
  ]) {
    runs.accept = () => Promise.reject(Object.assign(new Error('away'), away))
    const answer = await post('study-plan', '{"user_input":"algebra"}')
    assert.equal(answer.status, 503, JSON.stringify(away))
    assert.equal(answer.body.code, 'not_ready')
    assert.equal(answer.headers.get('retry-after'), '2')
  }
  runs.accept = () => Promise.reject(Object.assign(new Error('bad'), driver({ code: '22001' })))
  assert.equal((await post('study-plan', '{"user_input":"algebra"}')).status, 500)
})

test('the six agents are active, or it is said why not, in both forms', async (t) => {
  const { url, runner, catalogue } = await startApi(t)
  const { body } = await get(`${url}/api/ai-agents/status`)
  const { document, ...active } = Object.fromEntries(
    body.agents.map((/** @type {any} */ agent) => [agent.name, agent.active]),
  )
  const expected = { learning: false, assessment: true, wellness: true, schedule: false, motivation: false }
  assert.deepEqual(active, { ...expected, personalization: false })
  assert.equal(document, true)
  assert.match(body.agents[0].reason, /did not load/)
  const old = await get(`${url}/api/ai-agents/hybrid/status`)
  assert.deepEqual(old.body, { success: true, data: { pythonAgentsActive: false, agents: active } })
  runner.become('failed')
  catalogue.lost()
  const away = await get(`${url}/api/ai-agents/status`)
  assert.ok(
    away.body.agents.every(
      (/** @type {any} */ agent) => !agent.active && /does not answer/.test(agent.reason),
    ),
  )
})

test('the way in is JSON for programs and the page for browsers', async (t) => {
  const pageFolder = await mkdtemp(join(tmpdir(), 'study-page-'))
  t.after(() => rm(pageFolder, { recursive: true }))
  await mkdir(join(pageFolder, 'assets'))
  await writeFile(join(pageFolder, 'index.html'), '<h1>The page</h1>')
  await writeFile(join(pageFolder, 'assets', 'index-1a2b.js'), 'start()')
  const { url } = await startApi(t, { pageFolder })
  const browser = { headers: { accept: 'text/html,*/*;q=0.8' } }

  assert.match((await get(url)).body.try, /^curl http:.*study-plan/)
  for (const screen of ['/', '/plans/17', '/documents']) {
    const page = await get(url + screen, browser)
    assert.equal(page.text, '<h1>The page</h1>')
    assert.equal(page.headers.get('cache-control'), 'private, no-cache')
    assert.match(page.headers.get('set-cookie') ?? '', /^guest=/)
  }
  const asset = await get(`${url}/assets/index-1a2b.js`)
  assert.equal(asset.text, 'start()')
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/)
  assert.equal((await get(`${url}/assets/index-1a2b.js`, browser)).headers.get('set-cookie'), null)
  assert.equal((await get(`${url}/assets/gone.js`, browser)).status, 404)
  assert.equal((await get(`${url}/api/nothing`, browser)).status, 404)
  assert.equal((await get(`${url}/plans/17`)).status, 404)
})

test('the way in links by paths, and says how to try it only where guests may, by a name that is sure', async (t) => {
  const open = await startApi(t, { production: true, allowGuests: true, anyHost: true })
  const closed = await startApi(t, { production: true, allowGuests: false })
  const { body } = await get(open.url)
  assert.ok(body.try.startsWith(`curl ${open.url}/api/ai-agents/study-plan`))
  for (const link of Object.values(body.links)) assert.match(`${link}`, /^\/[^/]*/)
  assert.equal((await get(closed.url)).body.try, undefined)
  for (const host of ['evil.example', 'localhost:1;id', 'localhost.evil.example:80']) {
    const asking = httpRequest(`${open.url}/`, { headers: { host } }).end()
    const [answer] = await once(asking, 'response')
    const text = (await answer.toArray()).join('')
    assert.ok(!text.includes(host), host)
    assert.equal(JSON.parse(text).try, undefined)
  }
})

test('in production, where guests are allowed, each visitor is one with a cookie of their own', async (t) => {
  const { url, runner } = await startApi(t, { production: true, allowGuests: true })
  const first = await get(`${url}/api/ai-agents`)
  const cookie = first.headers.get('set-cookie') ?? ''
  assert.match(cookie, /^guest=[0-9a-f-]{36}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
  const init = { method: 'POST', body: TOPIC, headers: { cookie: `a=b; ${cookie.split(';')[0]}` } }
  const again = await get(`${url}/api/ai-agents/quiz`, init)
  assert.equal(again.headers.get('set-cookie'), null)
  assert.equal(runner.calls.at(-1)?.options.meta.user_id, `guest:${cookie.slice(6, 42)}`)
})

test('another site and another name for this machine are refused in development', async (t) => {
  const { url } = await startApi(t)
  const foreign = await get(url, { headers: { origin: 'https://evil.example' } })
  assert.equal(foreign.status, 403)
  const rebound = await new Promise((resolve, reject) => {
    const client = httpRequest(url, { headers: { host: 'evil.example' } }, (response) =>
      resolve(response.statusCode),
    )
    client.on('error', reject).end()
  })
  assert.equal(rebound, 403)
})

test('a finished plan is a document and a calendar', async (t) => {
  const { url, post, runs, runner } = await startApi(t)
  await post('study-plan', '{"user_input":"x"}')
  const [id] = [...runs.rows.keys()]
  assert.deepEqual((await get(`${url}/api/ai-agents/study-plan/${id}`)).body, PLAN)
  const calendar = await get(`${url}/api/ai-agents/study-plan/${id}.ics`)
  assert.equal(calendar.headers.get('content-type'), 'text/calendar; charset=utf-8')
  assert.match(calendar.text, /^BEGIN:VCALENDAR\r\n/)
  assert.deepEqual(runner.calls.at(-1)?.params, { plan: PLAN })
})

test('an answer that is no plan has no calendar', async (t) => {
  const { url, post, runs, runner } = await startApi(t)
  runner.answers['orchestrator.study_plan'] = () => ({ help: ['call 112'] })
  assert.deepEqual((await post('study-plan', '{"user_input":"x"}')).body, { help: ['call 112'] })
  const [id] = [...runs.rows.keys()]
  const calendar = await get(`${url}/api/ai-agents/study-plan/${id}.ics`)
  assert.equal(calendar.status, 404)
  assert.equal(calendar.body.code, 'not_found')
})

test('GET /metrics is what Prometheus scrapes, and sets no cookie', async (t) => {
  const { url } = await startApi(t, { production: true })
  const { status, headers, text } = await get(`${url}/metrics`)
  assert.equal(status, 200)
  assert.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  assert.equal(headers.get('set-cookie'), null)
  assert.match(text, /^agent_runner_queued 0$/m)
  assert.equal((await get(`${url}/metrics`, { method: 'POST' })).status, 405)
})

test('in production GET /metrics is for this machine, which a proxy on it may speak for others', async (t) => {
  const { url } = await startApi(t, { production: true })
  const from = async (/** @type {string} */ address) => {
    const { status } = await get(`${url}/metrics`, { headers: { 'x-forwarded-for': address } })
    return status
  }
  assert.deepEqual(await Promise.all(['127.0.0.1', '::1'].map(from)), [200, 200])
  assert.deepEqual(await Promise.all(['203.0.113.5', '2001:db8::1', '10.0.0.7'].map(from)), [404, 404, 404])
  const answer = await get(`${url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.5' } })
  assert.equal(answer.body.code, 'not_found')
})

test('in production a token opens GET /metrics to those who have it, and to nobody else', async (t) => {
  const { url } = await startApi(t, { production: true, metricsToken: 'a b/c' })
  const statusWith = async (/** @type {Record<string, string>} */ headers) =>
    (await get(`${url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.5', ...headers } })).status
  assert.equal(await statusWith({ authorization: 'Bearer a b/c' }), 200)
  for (const authorization of ['', 'Bearer', 'Bearer a b', 'Basic a b/c', 'a b/c']) {
    assert.equal(await statusWith({ authorization }), 404, authorization)
  }
  assert.equal((await get(`${url}/metrics`)).status, 200, 'this machine needs none')
})

test('outside production GET /metrics is for whoever reaches the server', async (t) => {
  const { url } = await startApi(t, { metricsToken: 'secret' })
  const { status } = await get(`${url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.5' } })
  assert.equal(status, 200)
})
