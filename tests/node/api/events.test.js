import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { readerOf, sendEvents } from '../../../node/api/routes/eventStream.js'
import { createMemoryEventStore } from '../../../node/runEventStore.js'
import { PLAN, runnerError, RunsDouble, startApi } from './doubles.js'
import { readEvents } from './eventReader.js'

const STUDY_PLAN = 'orchestrator.study_plan'
const QUIZ = 'assessment.quiz'
const PLAN_BODY = '{"user_input":"Help me study machine learning"}'
const QUIZ_BODY = '{"topic":"algebra"}'
const RUN_ID = '00000000-0000-4000-8000-000000000000'

/** A promise and its handles. */
function gate() {
  let open = (/** @type {any} */ _value) => {}
  const passed = new Promise((resolve) => (open = resolve))
  return { open, passed }
}

/** @param {string} url @param {string} [body] @param {Record<string, string>} [headers] */
const streamQuiz = (url, body = QUIZ_BODY, headers = {}) =>
  readEvents(`${url}/api/ai-agents/quiz`, { method: 'POST', body, headers })
/** @param {string} url */
const streamPlan = (url) => readEvents(`${url}/api/ai-agents/study-plan`, { method: 'POST', body: PLAN_BODY })

/** @param {import('./eventReader.js').ServerEvent[]} events */
const brief = (events) => events.map(({ event, id, data }) => [event, id, data])

/** An answer that says each of these and then its result. @param {unknown[]} said @param {unknown} [result] */
function saying(said, result = 'done') {
  return async (/** @type {any} */ _params, /** @type {any} */ { emit }) => {
    for (const event of said) await emit(event)
    return result
  }
}

/** Rejects when it is cancelled, as the bridge does. @param {AbortSignal} signal @returns {Promise<never>} */
function whenCancelled(signal) {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(runnerError('ERR_RUNNER_CANCELLED')))
  })
}

test('a skill is streamed as it goes: where to read it again, its events by number, its result', async (t) => {
  const { url, runner } = await startApi(t)
  const going = gate()
  runner.answers[QUIZ] = async (_params, { emit }) => {
    await emit({ kind: 'token', text: 'What\nis' })
    await going.passed
    await emit({ kind: 'token', text: ' x?' })
    return { items: [1] }
  }
  const reader = await streamQuiz(url)
  const { headers } = reader.response
  assert.match(headers.get('cache-control') ?? '', /no-transform/)
  assert.equal(headers.get('x-accel-buffering'), 'no')
  const run = await reader.next()
  const href = `/api/ai-agents/runs/${headers.get('run-id')}/events`
  assert.deepEqual(run, { event: 'run', id: null, data: { run_id: headers.get('run-id'), href } })
  assert.deepEqual(await reader.next(), {
    event: 'progress',
    id: '1',
    data: { kind: 'token', text: 'What\nis' },
  })
  going.open(undefined)
  assert.deepEqual(brief(await reader.rest()), [
    ['progress', '2', { kind: 'token', text: ' x?' }],
    ['result', '3', { items: [1] }],
  ])
})

test('a study plan is streamed, and its run is kept like any other', async (t) => {
  const { url, runner, runs } = await startApi(t)
  runner.answers[STUDY_PLAN] = saying([{ type: 'run.started' }, { type: 'run.done' }], PLAN)
  const reader = await streamPlan(url)
  assert.deepEqual(brief((await reader.rest()).slice(1)), [
    ['progress', '1', { type: 'run.started' }],
    ['progress', '2', { type: 'run.done' }],
    ['result', '3', PLAN],
  ])
  assert.deepEqual([...runs.rows.keys()], [reader.response.headers.get('run-id')])
})

test('a streamed skill is found by its run while it goes on and after, by its learner alone', async (t) => {
  const { url, runner } = await startApi(t, { production: true, allowGuests: true })
  const going = gate()
  runner.answers[QUIZ] = async (_params, { emit }) => {
    await emit({ kind: 'token' })
    return going.passed
  }
  const reader = await streamQuiz(url)
  const { data } = await reader.until('run')
  const cookie = `${reader.response.headers.get('set-cookie')?.split(';')[0]}`
  const look = async (headers = { cookie }) => {
    const response = await fetch(`${url}/api/ai-agents/runs/${data.run_id}`, { headers })
    return { status: response.status, body: /** @type {any} */ (await response.json()) }
  }
  const known = { run_id: data.run_id, events: data.href }
  await reader.until('progress')
  assert.deepEqual((await look()).body, { ...known, status: 'running' })
  assert.equal((await look({ cookie: '' })).status, 404)
  going.open({ items: [1] })
  await reader.rest()
  assert.deepEqual((await look()).body, { ...known, status: 'done', result: { items: [1] } })
})

test('a streamed skill that failed is a failed run, told as in its events', async (t) => {
  const { url, runner } = await startApi(t)
  const message = 'There is no question about this.'
  const failed = { rpcCode: -32010, phase: 'started', remoteMessage: message }
  runner.answers[QUIZ] = () => Promise.reject(runnerError('ERR_RUNNER_REMOTE', failed))
  const reader = await streamQuiz(url)
  const { data } = await reader.until('run')
  const [problem] = await reader.rest()
  const run = /** @type {any} */ (await (await fetch(`${url}/api/ai-agents/runs/${data.run_id}`)).json())
  assert.equal(run.status, 'failed')
  assert.deepEqual(run.error, { code: 'skill_failed', message: problem?.data.detail })
})

test('who takes anything gets JSON; who prefers events gets events', async (t) => {
  const { url } = await startApi(t)
  const typeFor = async (/** @type {string} */ accept) => {
    const init = { method: 'POST', body: QUIZ_BODY, headers: { accept } }
    return (await fetch(`${url}/api/ai-agents/quiz`, init)).headers.get('content-type')
  }
  const json = 'application/json; charset=utf-8'
  for (const accept of ['*/*', 'application/json', 'text/html, */*;q=0.8', 'text/event-stream;q=0.1, */*']) {
    assert.equal(await typeFor(accept), json, accept)
  }
  for (const accept of ['text/event-stream', 'text/event-stream, application/json;q=0.5']) {
    assert.equal(await typeFor(accept), 'text/event-stream', accept)
  }
})

test('what is wrong before the work begins is an ordinary answer', async (t) => {
  const { post } = await startApi(t, { limits: { queueLimit: 0 } })
  const events = { accept: 'text/event-stream' }
  for (const [path, body, status] of /** @type {const} */ ([
    ['quiz', '{}', 400],
    ['nothing', '{}', 404],
    ['study-plan', PLAN_BODY, 503],
  ])) {
    const answer = await post(path, body, events)
    assert.equal(answer.status, status)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  }
})

test('what goes wrong later is an event with the problem, its number included', async (t) => {
  const { url, runner } = await startApi(t)
  const errors = [{ field: 'topic', expected: 'a subject', got: 'x' }]
  runner.answers[QUIZ] = async (_params, { emit }) => {
    await emit('begun')
    throw runnerError('ERR_RUNNER_REMOTE', { rpcCode: -32602, phase: 'started', data: { errors } })
  }
  const { event, id, data } = await (await streamQuiz(url)).until('error')
  assert.deepEqual([event, id], ['error', '2'])
  assert.equal(data.status, 400)
  assert.equal(data.type, 'urn:study-companion:error:invalid_params')
  assert.deepEqual(data.errors, errors)
  assert.equal(data.instance, '/api/ai-agents/quiz')
  runner.answers[QUIZ] = () => Promise.reject(new TypeError('password=hunter2'))
  const reader = await streamQuiz(url)
  assert.equal((await reader.until('error')).data.code, 'internal_error')
  assert.doesNotMatch(reader.text(), /hunter2/)
})

test('Python that stays away is told as an event too', async (t) => {
  const { url, runner } = await startApi(t)
  runner.become('restarting')
  const { data } = await (await streamQuiz(url)).until('error')
  assert.deepEqual([data.status, data.code], [503, 'not_ready'])
})

test('a run that fails says so with its id', async (t) => {
  const { url, runner } = await startApi(t)
  runner.answers[STUDY_PLAN] = () => {
    throw runnerError('ERR_RUNNER_REMOTE', { rpcCode: -32010, phase: 'started' })
  }
  const reader = await streamPlan(url)
  const { data } = await reader.until('error')
  assert.equal(data.code, 'skill_failed')
  assert.equal(data.run_id, reader.response.headers.get('run-id'))
})

test('a skill is cancelled when its client goes away', async (t) => {
  const { url, runner } = await startApi(t)
  const cancelled = gate()
  runner.answers[QUIZ] = async (_params, { emit, signal }) => {
    await emit('begun')
    signal.addEventListener('abort', cancelled.open)
    return whenCancelled(signal)
  }
  const reader = await streamQuiz(url)
  await reader.until('progress')
  reader.leave()
  await cancelled.passed
})

test('a skill goes on for a second reader and is cancelled when the last one goes', async (t) => {
  const { url, runner } = await startApi(t)
  const [going, cancelled] = [gate(), gate()]
  runner.answers[QUIZ] = async (_params, { emit, signal }) => {
    signal.addEventListener('abort', cancelled.open)
    await emit('begun')
    await going.passed
    assert.equal(signal.aborted, false)
    await emit('still here')
    return whenCancelled(signal)
  }
  const first = await streamQuiz(url)
  const { data } = await first.until('run')
  const second = await readEvents(url + data.href)
  await second.until('progress')
  first.leave()
  going.open(undefined)
  assert.equal((await second.until('progress')).data, 'still here')
  second.leave()
  await cancelled.passed
})

test('who asks for the head of the events alone keeps no skill going', async (t) => {
  const { url, runner } = await startApi(t)
  const cancelled = gate()
  runner.answers[QUIZ] = async (_params, { emit, signal }) => {
    signal.addEventListener('abort', cancelled.open)
    await emit('begun')
    return whenCancelled(signal)
  }
  const reader = await streamQuiz(url)
  const { data } = await reader.until('run')
  const head = await fetch(url + data.href, { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('content-type')], [200, 'text/event-stream'])
  reader.leave()
  await cancelled.passed
})

test('a study plan goes on when its reader goes away', async (t) => {
  const { url, runner, runs, orchestrator } = await startApi(t)
  const { open, passed } = gate()
  runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    await emit('begun')
    return passed
  }
  const reader = await streamPlan(url)
  await reader.until('progress')
  reader.leave()
  open(PLAN)
  await orchestrator.close(5_000)
  assert.deepEqual(
    [...runs.rows.values()].map(({ status }) => status),
    ['done'],
  )
})

test('a client that does not read holds its skill back, and loses nothing', async (t) => {
  const { url, runner } = await startApi(t)
  const count = 2_000
  let said = 0
  runner.answers[QUIZ] = async (_params, { emit }) => {
    for (; said < count; said++) await emit('x'.repeat(64 * 1024))
    return said
  }
  const headers = { accept: 'text/event-stream' }
  const client = httpRequest(`${url}/api/ai-agents/quiz`, { method: 'POST', headers })
  client.end(QUIZ_BODY)
  const [response] = await once(client, 'response')
  // Each of these takes several turns of the loop in which the skill would go on, if it could.
  for (let turn = 0; turn < 50; turn++) await (await fetch(`${url}/health`)).text()
  assert.ok(said > 0 && said < count / 2, `${said} events said to nobody`)
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk.replace(/x+/g, '')
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
  assert.deepEqual(
    ids,
    Array.from({ length: count + 1 }, (_, index) => index + 1),
  )
})

for (const path of ['quiz', 'study-plan']) {
  test(`${path}: a second reader gets the rest from any number on, live and after the end`, async (t) => {
    const { url, runner } = await startApi(t)
    const half = gate()
    runner.answers[QUIZ] = runner.answers[STUDY_PLAN] = async (
      /** @type {any} */ _params,
      /** @type {any} */ { emit },
    ) => {
      for (const event of ['a', 'b', 'c']) await emit(event)
      await half.passed
      for (const event of ['d', 'e']) await emit(event)
      return 'result'
    }
    const first = path === 'quiz' ? await streamQuiz(url) : await streamPlan(url)
    const { href } = (await first.until('run')).data
    const all = [
      ...['a', 'b', 'c', 'd', 'e'].map((event, index) => ['progress', `${index + 1}`, event]),
      ['result', '6', 'result'],
    ]
    const numbered = [0, 1, 2, 3]
    const live = await Promise.all(numbered.map((after) => readEvents(`${url}${href}?after=${after}`)))
    while ((await first.until('progress')).id !== '3');
    half.open(undefined)
    for (const after of numbered) {
      assert.deepEqual(brief((await live[after]?.rest()) ?? []).slice(1), all.slice(after))
    }
    assert.deepEqual(brief(await first.rest()), all.slice(3))
    for (const after of [0, 4, 5]) {
      const headers = { 'last-event-id': `${after}` }
      const late = await readEvents(`${url}${href}?after=1`, { headers })
      assert.deepEqual(brief(await late.rest()).slice(1), all.slice(after))
    }
    const over = await fetch(url + href, { headers: { 'last-event-id': '6' } })
    assert.equal(over.status, 204, 'so that a browser does not come again')
  })
}

test('what is no longer in memory is read where it is stored', async (t) => {
  const { url, runner } = await startApi(t, { eventBounds: { maxEvents: 2 } })
  runner.answers[STUDY_PLAN] = saying([1, 2, 3, 4, 5], PLAN)
  const first = await streamPlan(url)
  const all = brief((await first.rest()).slice(1))
  assert.deepEqual(
    all.map(([, id]) => id),
    ['1', '2', '3', '4', '5', '6'],
  )
  const again = await readEvents(`${url}${first.response.headers.get('content-location')}?after=1`)
  assert.deepEqual(brief((await again.rest()).slice(1)), all.slice(1))
})

test('what is no longer kept is an event of its own', async (t) => {
  const { url, runner } = await startApi(t, { eventBounds: { maxEvents: 2 }, writerBounds: { maxEvents: 2 } })
  runner.answers[STUDY_PLAN] = saying([1, 2, 3, 4], PLAN)
  const first = await streamPlan(url)
  await first.rest()
  const again = await readEvents(`${url}${first.response.headers.get('content-location')}?after=1`)
  const [, gap, ...rest] = brief(await again.rest())
  assert.deepEqual(gap, ['gap', '2', { after: 1, next: 3, reason: 'the events are no longer kept' }])
  assert.deepEqual(rest, [
    ['progress', '3', 3],
    ['progress', '4', 4],
    ['result', '5', PLAN],
  ])
})

test('events that were lost between Python and here are a gap, and the result stands', async (t) => {
  const { url, runner } = await startApi(t)
  runner.stream = (/** @type {string} */ method, /** @type {object} */ params) => ({
    result: runner.call(method, params),
    async *[Symbol.asyncIterator]() {
      yield 'first'
      throw runnerError('ERR_RUNNER_PROTOCOL')
    },
  })
  assert.deepEqual(
    (await (await streamQuiz(url)).rest()).map(({ event, id }) => [event, id]),
    [
      ['run', null],
      ['progress', '1'],
      ['gap', '2'],
      ['result', '3'],
    ],
  )
})

test('a run whose Python died is read on under the next numbers', async (t) => {
  const { url, runner } = await startApi(t)
  let attempts = 0
  runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    attempts += 1
    await emit(`attempt ${attempts}`)
    if (attempts === 1) throw runnerError('ERR_RUNNER_EXITED', { phase: 'started' })
    return PLAN
  }
  assert.deepEqual(brief((await (await streamPlan(url)).rest()).slice(1)), [
    ['progress', '1', 'attempt 1'],
    ['progress', '2', 'attempt 2'],
    ['result', '3', PLAN],
  ])
})

/** A run that a server accepted which is not there any more. */
async function leftRun() {
  const runs = new RunsDouble()
  await runs.accept({ id: RUN_ID, learnerId: 'local', method: STUDY_PLAN, params: {}, meta: {} })
  const row = /** @type {any} */ (runs.rows.get(RUN_ID))
  row.createdAt = new Date(Date.now() - 60_000)
  return { runs, row }
}

/** What a server stored that is not there any more. @param {number} count */
async function leftEvents(count) {
  const eventStore = createMemoryEventStore()
  const events = Array.from({ length: count }, (_, index) => ({
    runId: RUN_ID,
    seq: index + 1,
    type: /** @type {const} */ ('progress'),
    data: `"before ${index + 1}"`,
  }))
  await eventStore.append('a server of before', events)
  return eventStore
}

test('a run that the next server takes up is read on under the next numbers, from any', async (t) => {
  const { runs } = await leftRun()
  const { url, runner, orchestrator } = await startApi(t, { runs, eventStore: await leftEvents(2) })
  runner.answers[STUDY_PLAN] = saying(['taken up'], PLAN)
  const readings = [0, 1, 2].map((after) =>
    readEvents(`${url}/api/ai-agents/runs/${RUN_ID}/events?after=${after}`),
  )
  const readers = await Promise.all(readings)
  await orchestrator.resumeUnfinished()
  const all = [
    ['progress', '1', 'before 1'],
    ['progress', '2', 'before 2'],
    ['progress', '3', 'taken up'],
    ['result', '4', PLAN],
  ]
  for (const [after, reader] of readers.entries())
    assert.deepEqual(brief((await reader.rest()).slice(1)), all.slice(after))
})

test('a run is read as it goes on a server that does not work on it', async (t) => {
  const shared = { runs: new RunsDouble(), eventStore: createMemoryEventStore(), lookMs: 600_000 }
  const [here, there] = [await startApi(t, shared), await startApi(t, shared)]
  const going = gate()
  here.runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    await emit('a')
    await going.passed
    await emit('b')
    return PLAN
  }
  const first = await streamPlan(here.url)
  const { href } = (await first.until('run')).data
  assert.equal((await first.until('progress')).data, 'a')
  const second = await readEvents(there.url + href)
  assert.equal((await second.until('progress')).data, 'a')
  going.open(undefined)
  assert.deepEqual(brief(await second.rest()), [
    ['progress', '2', 'b'],
    ['result', '3', PLAN],
  ])
  const over = await fetch(there.url + href, { headers: { 'last-event-id': '3' } })
  assert.equal(over.status, 204)
})

test('a run that ends on another server ends for its readers here, told or not', async (t) => {
  const { runs, row } = await leftRun()
  await runs.claim(RUN_ID, 'another server', 15_000)
  const { url } = await startApi(t, { runs, lookMs: 5 })
  const reader = await readEvents(`${url}/api/ai-agents/runs/${RUN_ID}/events`)
  await reader.until('run')
  Object.assign(row, { status: 'done', result: PLAN, finishedAt: new Date() })
  const { id, data } = await reader.until('result')
  assert.deepEqual([id, data], ['1', PLAN])
})

test('a run that ended long ago gives its gap and its result', async (t) => {
  const { runs, row } = await leftRun()
  Object.assign(row, { status: 'done', result: PLAN, finishedAt: new Date() })
  const eventStore = createMemoryEventStore()
  const data = '{"reason":"the events are no longer kept"}'
  await eventStore.append('anyone', [{ runId: RUN_ID, seq: 9, type: 'gap', data }])
  const { url } = await startApi(t, { runs, eventStore })
  const reader = await readEvents(`${url}/api/ai-agents/runs/${RUN_ID}/events?after=4`)
  assert.deepEqual(brief((await reader.rest()).slice(1)), [
    ['gap', '9', { after: 4, next: 10, reason: 'the events are no longer kept' }],
    ['result', '10', PLAN],
  ])
})

test('events wait for a store that is away, and the run goes on', async (t) => {
  const eventStore = createMemoryEventStore()
  const append = eventStore.append.bind(eventStore)
  let failures = 3
  eventStore.append = (...given) =>
    failures-- > 0 ? Promise.reject(new Error('the database is away')) : append(...given)
  const { url, runner } = await startApi(t, { eventStore, writerBounds: { retryMs: 1 } })
  runner.answers[STUDY_PLAN] = saying(['a', 'b'], PLAN)
  assert.deepEqual(brief((await (await streamPlan(url)).rest()).slice(1)), [
    ['progress', '1', 'a'],
    ['progress', '2', 'b'],
    ['result', '3', PLAN],
  ])
})

test('a run is cancelled on the server that works on it by a request to another', async (t) => {
  const shared = { runs: new RunsDouble(), eventStore: createMemoryEventStore(), lookMs: 600_000 }
  const [here, there] = [await startApi(t, shared), await startApi(t, shared)]
  const cancelled = gate()
  here.runner.answers[STUDY_PLAN] = async (_params, { emit, signal }) => {
    signal.addEventListener('abort', cancelled.open)
    await emit('begun')
    return whenCancelled(signal)
  }
  const reader = await streamPlan(here.url)
  const { run_id: id } = (await reader.until('run')).data
  await reader.until('progress')
  const address = `${there.url}/api/ai-agents/runs/${id}`
  const answer = await fetch(address, { method: 'DELETE' })
  assert.deepEqual([answer.status, (await bodyOf(answer)).status], [200, 'cancelled'])
  await cancelled.passed
  const { event, id: seq, data } = await reader.until('error')
  assert.deepEqual([event, seq, data.code, data.run_id], ['error', '2', 'cancelled', id])
  const again = await fetch(address, { method: 'DELETE' })
  assert.deepEqual([again.status, (await bodyOf(again)).status], [200, 'cancelled'])
  assert.equal(here.runner.calls.filter(({ method }) => method === STUDY_PLAN).length, 1)
})

test('a streamed skill is cancelled by its address, and one that is not there is a 404', async (t) => {
  const { url, runner } = await startApi(t)
  runner.answers[QUIZ] = async (_params, { emit, signal }) => {
    await emit('begun')
    return whenCancelled(signal)
  }
  const reader = await streamQuiz(url)
  const { run_id: id } = (await reader.until('run')).data
  await reader.until('progress')
  const answer = await fetch(`${url}/api/ai-agents/runs/${id}`, { method: 'DELETE' })
  assert.equal(answer.status, 200)
  assert.equal((await reader.until('error')).data.code, 'cancelled')
  const absent = await fetch(`${url}/api/ai-agents/runs/${RUN_ID}`, { method: 'DELETE' })
  assert.equal(absent.status, 404)
})

/** @param {Response} response @returns {Promise<any>} */
const bodyOf = (response) => response.json()

test('a result that cannot be fetched is an event that says to come again', async (t) => {
  const { url, runs, runner } = await startApi(t)
  const ready = gate()
  runner.answers[STUDY_PLAN] = () => ready.passed
  const reader = await streamPlan(url)
  const find = runs.find.bind(runs)
  const finish = runs.finish.bind(runs)
  runs.finish = async (...given) => {
    const kept = await finish(...given)
    // The end is announced; the reader then asks for the row in vain.
    let left = 1
    runs.find = (id) => (left-- > 0 ? find(id) : Promise.reject({ name: 'SequelizeConnectionError' }))
    return kept
  }
  ready.open(PLAN)
  assert.equal((await reader.until('error')).data.status, 503)
})

test('nobody reads the run of another learner', async (t) => {
  const { url, runner } = await startApi(t, { production: true, allowGuests: true })
  runner.answers[STUDY_PLAN] = saying(['secret'], PLAN)
  runner.answers[QUIZ] = saying(['secret'])
  for (const first of [await streamPlan(url), await streamQuiz(url)]) {
    const own = (first.response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
    await first.rest()
    const address = `${url}${first.response.headers.get('content-location')}`
    const other = await fetch(address)
    assert.equal(other.status, 404)
    assert.equal(/** @type {any} */ (await other.json()).code, 'not_found')
    assert.equal(
      (await (await readEvents(address, { headers: { cookie: own } })).until('result')).event,
      'result',
    )
  }
})

test('a run that is not there is a 404, a number that is none a 400, another method a 405', async (t) => {
  const { url } = await startApi(t)
  const statusOf = async (/** @type {string} */ path, init = {}) => {
    const response = await fetch(`${url}/api/ai-agents/runs/${path}`, init)
    return [response.status, /** @type {any} */ (await response.json()).errors?.[0].field]
  }
  assert.deepEqual(await statusOf(`${RUN_ID}/events`), [404, undefined])
  assert.deepEqual(await statusOf('5/events'), [404, undefined])
  assert.deepEqual(await statusOf(`${RUN_ID}/events?after=soon`), [400, 'after'])
  assert.deepEqual(await statusOf(`${RUN_ID}/events`, { headers: { 'last-event-id': '-1' } }), [
    400,
    'Last-Event-ID',
  ])
  assert.deepEqual(await statusOf(`${RUN_ID}/events`, { method: 'POST' }), [405, undefined])
})

test('a server that closes ends the reading of a run without an end, so that it is read on elsewhere', async (t) => {
  const { url, runner, runs, orchestrator } = await startApi(t)
  runner.answers[STUDY_PLAN] = async (_params, { emit, signal }) => {
    await emit('begun')
    return whenCancelled(signal)
  }
  const reader = await streamPlan(url)
  await reader.until('progress')
  await orchestrator.close(0)
  assert.deepEqual(await reader.rest(), [])
  assert.deepEqual(
    [...runs.rows.values()].map(({ status }) => status),
    ['accepted'],
  )
})

test('a silent run is kept alive by comments, which are no events', async (t) => {
  const going = gate()
  const entries = (async function* () {
    yield /** @type {const} */ ({ seq: 1, type: 'result', data: `${await going.passed}` })
  })()
  const server = createServer((request, response) =>
    sendEvents(
      /** @type {any} */ (request),
      /** @type {any} */ (response),
      { id: 'x', entries },
      {
        href: '/x',
        reader: readerOf(/** @type {any} */ (response)),
        beatMs: 1,
      },
    ),
  )
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const reader = await readEvents(`http://127.0.0.1:${port}`)
  await reader.until('run')
  const result = reader.until('result')
  while ((reader.text().match(/^: beat$/gm) ?? []).length < 3)
    await (await fetch(`http://127.0.0.1:${port}/`, { method: 'HEAD' })).text()
  going.open(5)
  assert.equal((await result).data, 5)
  assert.deepEqual(await reader.rest(), [])
})
