import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { createIdempotency } from '../../../node/api/services/idempotency.js'
import { PLAN, RunsDouble, runnerError, startApi } from './doubles.js'
import { KeysDouble } from './planningDoubles.js'

const QUIZ = 'assessment.quiz'
const STUDY_PLAN = 'orchestrator.study_plan'
const TOPIC = '{"topic":"algebra"}'
const ASK = '{"user_input":"algebra"}'

/** @param {string} key */
const withKey = (key) => ({ 'content-type': 'application/json', 'idempotency-key': key })

/** A promise and its handles. */
function gate() {
  let open = (/** @type {any} */ _value) => {}
  const passed = new Promise((resolve) => (open = resolve))
  return { open, passed }
}

/** @param {import('./doubles.js').RunnerDouble} runner @param {string} method */
const callsOf = (runner, method) => runner.calls.filter((call) => call.method === method).length

test('the same key with the same body gives the same answer, and asks the agents once', async (t) => {
  const { post, runner } = await startApi(t)
  let calls = 0
  runner.answers[QUIZ] = () => ({ quiz: ++calls, z: 1, a: 2 })
  const first = await post('quiz', TOPIC, withKey('k1'))
  const again = await post('assessment/quiz', '{ "topic": "algebra" }', withKey('k1'))
  assert.deepEqual([first.status, again.status, calls], [200, 200, 1])
  assert.equal(JSON.stringify(again.body), JSON.stringify(first.body))
  assert.equal(first.headers.get('idempotent-replayed'), null)
  assert.equal(again.headers.get('idempotent-replayed'), 'true')
  await post('quiz', TOPIC, withKey('k2'))
  await post('quiz', TOPIC)
  assert.equal(calls, 3, 'another key, and none, are other requests')
})

test('the same key with another body is a conflict', async (t) => {
  const { post, runner } = await startApi(t)
  await post('quiz', TOPIC, withKey('k'))
  for (const [path, body] of /** @type {const} */ ([
    ['quiz', '{"topic":"geometry"}'],
    ['check-in', '{"mood":3}'],
    ['study-plan', ASK],
  ])) {
    const answer = await post(path, body, withKey('k'))
    assert.deepEqual([answer.status, answer.body.code], [409, 'conflict'], path)
  }
  assert.equal(callsOf(runner, STUDY_PLAN), 0)
})

test('the same key makes one run, sent one after the other or at once', async (t) => {
  const { post, runs, runner } = await startApi(t)
  const { open, passed } = gate()
  runner.answers[STUDY_PLAN] = () => passed
  const asked = [1, 2, 3].map(() => post('study-plan', ASK, withKey('k')))
  open(PLAN)
  const answers = [...(await Promise.all(asked)), await post('study-plan', ASK, withKey('k'))]
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body]),
    answers.map(() => [200, PLAN]),
  )
  assert.equal(runs.rows.size, 1)
  assert.equal(callsOf(runner, STUDY_PLAN), 1)
})

test('a run that is repeated by its key is said to be, answered at once, later or as it goes', async (t) => {
  for (const waitMs of [5_000, 0]) {
    const { url } = await startApi(t, { waitMs })
    const replayed = async (/** @type {string} */ accept, headers = withKey('k')) => {
      const init = { method: 'POST', body: ASK, headers: { ...headers, accept } }
      const answer = await fetch(`${url}/api/ai-agents/study-plan`, init)
      await answer.text()
      return answer.headers.get('idempotent-replayed')
    }
    assert.equal(await replayed('application/json'), null, 'the first')
    assert.equal(await replayed('application/json'), 'true')
    assert.equal(await replayed('text/event-stream'), 'true')
    assert.equal(await replayed('application/json', withKey('another')), null)
  }
})

test('a run that was answered with 202 is the one that its key gives later', async (t) => {
  const { post, runs, runner, orchestrator } = await startApi(t, { waitMs: 0 })
  const { open, passed } = gate()
  runner.answers[STUDY_PLAN] = () => passed
  const first = await post('study-plan', ASK, withKey('k'))
  assert.equal(first.status, 202)
  const second = await post('study-plan', ASK, withKey('k'))
  assert.deepEqual([second.status, second.body.run_id], [202, first.body.run_id])
  const finished = orchestrator.follow(first.body.run_id, 'local', {})
  open(PLAN)
  for await (const entry of (await finished)?.entries ?? []) if (entry.type === 'result') break
  const last = await post('study-plan', ASK, withKey('k'))
  assert.deepEqual([last.status, last.body], [200, PLAN])
  assert.equal(runs.rows.size, 1)
})

test('a run that failed has failed for its key too', async (t) => {
  const { post, runs, runner } = await startApi(t)
  runner.answers[STUDY_PLAN] = () => {
    throw runnerError('ERR_RUNNER_REMOTE', { rpcCode: -32010, phase: 'started' })
  }
  const first = await post('study-plan', ASK, withKey('k'))
  const again = await post('study-plan', ASK, withKey('k'))
  assert.deepEqual([first.status, again.status], [422, 422])
  assert.equal(again.body.run_id, first.body.run_id)
  assert.equal(runs.rows.size, 1)
})

test('what was refused before anything was made leaves its key free', async (t) => {
  const { post, runner } = await startApi(t)
  assert.equal((await post('quiz', '{"topic":5}', withKey('k'))).status, 400)
  runner.answers[QUIZ] = () => {
    throw runnerError('ERR_RUNNER_EXITED', { phase: 'started' })
  }
  assert.equal((await post('quiz', TOPIC, withKey('k'))).status, 503)
  runner.answers[QUIZ] = () => ({ ok: 1 })
  const answer = await post('quiz', TOPIC, withKey('k'))
  assert.deepEqual([answer.status, answer.body], [200, { ok: 1 }])
})

test('a request with a key that is worked under waits for its answer, but not for ever', async (t) => {
  const { post, runner } = await startApi(t, { keyWaitMs: 0 })
  const { open, passed } = gate()
  runner.answers[QUIZ] = () => passed
  const first = post('quiz', TOPIC, withKey('k'))
  while (callsOf(runner, QUIZ) === 0) await new Promise((resolve) => runner.once('called', resolve))
  const second = await post('quiz', TOPIC, withKey('k'))
  assert.deepEqual([second.status, second.body.code], [409, 'conflict'])
  assert.equal(second.headers.get('retry-after'), '2')
  open({ ok: 1 })
  assert.equal((await first).status, 200)
  assert.deepEqual((await post('quiz', TOPIC, withKey('k'))).body, { ok: 1 })
})

test('a key that its caller left in the middle is free at once', async (t) => {
  const keys = new KeysDouble()
  const { url, post, runner } = await startApi(t, { keys })
  runner.answers[QUIZ] = (_params, { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(runnerError('ERR_RUNNER_CANCELLED')))
    })
  const freed = new Promise((resolve) => {
    const { forget } = keys
    keys.forget = (...args) => forget.apply(keys, args).finally(() => resolve(undefined))
  })
  const client = httpRequest(`${url}/api/ai-agents/quiz`, { method: 'POST', headers: withKey('k') })
  client.on('error', () => {})
  client.end(TOPIC)
  while (callsOf(runner, QUIZ) === 0) await new Promise((resolve) => runner.once('called', resolve))
  client.destroy()
  await freed
  runner.answers[QUIZ] = () => ({ ok: 1 })
  assert.deepEqual((await post('quiz', TOPIC, withKey('k'))).body, { ok: 1 })
})

test('an answer that is streamed is kept for its key as well', async (t) => {
  const { url, post, runner } = await startApi(t)
  let calls = 0
  runner.answers[QUIZ] = async (_params, { emit }) => {
    await emit?.({ type: 'agent.started' })
    return { call: ++calls }
  }
  const stream = async () => {
    const headers = { ...withKey('k'), accept: 'text/event-stream' }
    const response = await fetch(`${url}/api/ai-agents/quiz`, { method: 'POST', body: TOPIC, headers })
    return response.text()
  }
  assert.match(await stream(), /event: progress[^]*event: result\ndata: \{"call":1\}/)
  assert.match(await stream(), /event: result\ndata: \{"call":1\}/)
  assert.deepEqual((await post('quiz', TOPIC, withKey('k'))).body, { call: 1 })
  assert.equal(calls, 1)
})

test('a run that is followed from its beginning is the same for its key, while it works and after its end', async (t) => {
  const { url, runner, runs } = await startApi(t)
  const { open, passed } = gate()
  runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    await emit?.({ type: 'agent.started' })
    await passed
    return PLAN
  }
  const stream = async () => {
    const headers = { ...withKey('k'), accept: 'text/event-stream' }
    const response = await fetch(`${url}/api/ai-agents/study-plan`, { method: 'POST', body: ASK, headers })
    return { id: response.headers.get('run-id'), text: response.text() }
  }
  const both = await Promise.all([stream(), stream()])
  open(undefined)
  const texts = await Promise.all(both.map(({ text }) => text))
  const late = await stream()
  for (const text of [...texts, await late.text]) {
    assert.match(text, /event: progress\ndata: {"type":"agent.started"}[^]*event: result\ndata: {"goal"/)
  }
  assert.deepEqual(
    [...both, late].map(({ id }) => id),
    Array.from({ length: 3 }, () => [...runs.rows.keys()][0]),
  )
  assert.equal(runs.rows.size, 1)
  assert.equal(callsOf(runner, STUDY_PLAN), 1)
})

test('a file that is uploaded twice with a key is added once; another file is a conflict', async (t) => {
  const { url, runner } = await startApi(t)
  let added = 0
  runner.answers['document.add'] = () => ({ document_id: `d${++added}` })
  const upload = async (/** @type {string} */ text) => {
    const body = new FormData()
    body.append('file', new Blob([text], { type: 'text/plain' }), 'notes.txt')
    const headers = { 'idempotency-key': 'k' }
    const response = await fetch(`${url}/api/ai-agents/documents`, { method: 'POST', body, headers })
    return { status: response.status, body: /** @type {any} */ (await response.json()) }
  }
  assert.deepEqual(await upload('one'), { status: 201, body: { document_id: 'd1' } })
  assert.deepEqual(await upload('one'), { status: 201, body: { document_id: 'd1' } })
  assert.equal((await upload('two')).status, 409)
  assert.equal(added, 1)
})

test('a key has to be a few visible characters', async (t) => {
  const { post } = await startApi(t)
  for (const key of ['x'.repeat(129), 'two words', 'ä']) {
    const answer = await post('quiz', TOPIC, withKey(key))
    assert.equal(answer.status, 400, key)
    assert.equal(answer.body.errors[0].field, 'Idempotency-Key')
  }
  assert.equal((await post('quiz', TOPIC, withKey('x'.repeat(128)))).status, 200)
})

test('a run that another server accepted under the key is joined, not made again', async (t) => {
  const keys = new KeysDouble()
  const runs = new RunsDouble()
  const one = await startApi(t, { keys, runs, waitMs: 0 })
  const two = await startApi(t, { keys, runs, waitMs: 0 })
  const { open, passed } = gate()
  one.runner.answers[STUDY_PLAN] = () => passed
  const first = await one.post('study-plan', ASK, withKey('k'))
  const second = await two.post('study-plan', ASK, withKey('k'))
  assert.deepEqual([first.status, second.status], [202, 202])
  assert.equal(second.body.run_id, first.body.run_id)
  assert.equal(callsOf(two.runner, STUDY_PLAN), 0)
  open(PLAN)
})

test('whoever lost the lease does not give its answer for that of the key', async () => {
  const keys = new KeysDouble()
  const idempotency = createIdempotency({ keys: /** @type {any} */ (keys), leaseMs: 10_000 })
  const asked = { learnerId: 'local', key: 'k', content: 1, signal: new AbortController().signal }
  const slow = await idempotency.begin(asked)
  keys.now += 10_001
  assert.deepEqual(await idempotency.once(asked, async () => 'next'), { result: 'next', isRepeated: false })
  await assert.rejects(slow.keep('slow'), { status: 409, code: 'conflict' })
  await slow.end()
  assert.deepEqual(await idempotency.once(asked, async () => 'last'), { result: 'next', isRepeated: true })
})
