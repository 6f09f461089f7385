import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { createDurableRuns } from '../../../node/durableRuns.js'
import { PLAN, RunnerDouble, RunsDouble, runnerError, startApi } from './doubles.js'

const BODY = '{"user_input":"Help me study machine learning"}'
const STUDY_PLAN = 'orchestrator.study_plan'

/** A promise and its handles. */
function gate() {
  let open = (/** @type {any} */ _value) => {}
  const passed = new Promise((resolve) => (open = resolve))
  return { open, passed }
}

test('a run is a row before anything is sent, and Python gets its id', async (t) => {
  const { post, runner, runs } = await startApi(t)
  let rowWhenSent = ''
  runner.answers[STUDY_PLAN] = (_params, { meta }) => {
    rowWhenSent = runs.rows.get(meta.run_id)?.status ?? 'none'
    return PLAN
  }
  const answer = await post('study-plan', BODY)
  assert.equal(answer.status, 200)
  assert.equal(rowWhenSent, 'running')
  assert.deepEqual(runs.history, ['accept', 'claim'])
})

test('a run that takes longer than the wait is a 202 that says where to look, and is finished', async (t) => {
  const { post, runner, url, orchestrator } = await startApi(t, { waitMs: 0 })
  const { open, passed } = gate()
  runner.answers[STUDY_PLAN] = () => passed
  const answer = await post('study-plan', BODY)
  assert.equal(answer.status, 202)
  assert.equal(answer.headers.get('retry-after'), '2')
  assert.equal(answer.headers.get('location'), answer.body.href)
  open(PLAN)
  await orchestrator.close(5_000)
  const run = /** @type {any} */ (await (await fetch(url + answer.body.href)).json())
  assert.equal(run.status, 'done')
  assert.deepEqual(run.result, PLAN)
})

test('a run goes on when its client goes away', async (t) => {
  const { url, runner, runs, orchestrator } = await startApi(t)
  const { open, passed } = gate()
  runner.answers[STUDY_PLAN] = () => passed
  const client = httpRequest(`${url}/api/ai-agents/study-plan`, { method: 'POST' })
  client.on('error', () => {})
  client.end(BODY)
  while (!runner.calls.some(({ method }) => method === STUDY_PLAN)) await once(runner, 'called')
  client.destroy()
  await new Promise((resolve) => client.once('close', resolve))
  open(PLAN)
  await orchestrator.close(5_000)
  assert.deepEqual(
    [...runs.rows.values()].map(({ status }) => status),
    ['done'],
  )
})

test('a run whose Python died is sent again and the same request gets its plan', async (t) => {
  const { post, runner, runs } = await startApi(t)
  let sent = 0
  runner.answers[STUDY_PLAN] = () => {
    sent += 1
    if (sent < 3) throw runnerError('ERR_RUNNER_EXITED', { phase: 'started', signal: 'SIGKILL' })
    return PLAN
  }
  const answer = await post('study-plan', BODY)
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.body, PLAN)
  const [run] = runs.rows.values()
  assert.equal(run?.attempts, 3)
})

test('a run that ends Python every time fails after five attempts, with why', async (t) => {
  const { post, runner, runs } = await startApi(t)
  runner.answers[STUDY_PLAN] = () => {
    throw runnerError('ERR_RUNNER_EXITED', { phase: 'started' })
  }
  const answer = await post('study-plan', BODY)
  assert.equal(answer.status, 503)
  assert.equal(answer.body.code, 'not_ready')
  assert.match(answer.body.detail, /5 attempts/)
  const [run] = runs.rows.values()
  assert.equal(run?.status, 'failed')
  assert.equal(answer.body.run_id, run?.id)
})

test('an attempt that never reached Python does not count, and nobody waits for the next one', async (t) => {
  const { post, runner, runs, orchestrator } = await startApi(t)
  let sent = 0
  const last = gate()
  runner.answers[STUDY_PLAN] = () => {
    sent += 1
    if (sent < 8) throw runnerError('ERR_RUNNER_TIMEOUT', { phase: 'queued' })
    last.open(undefined)
    return PLAN
  }
  assert.equal((await post('study-plan', BODY)).status, 202)
  await last.passed
  await orchestrator.close(5_000)
  const [run] = runs.rows.values()
  assert.deepEqual([run?.status, run?.attempts], ['done', 1])
})

test('an error of the caller ends a run at once', async (t) => {
  const { post, runner } = await startApi(t)
  const errors = [{ field: 'user_input', expected: 'a subject', got: 'x' }]
  let sent = 0
  runner.answers[STUDY_PLAN] = () => {
    sent += 1
    throw runnerError('ERR_RUNNER_REMOTE', { rpcCode: -32602, phase: 'started', data: { errors } })
  }
  const answer = await post('study-plan', BODY)
  assert.equal(answer.status, 400)
  assert.deepEqual(answer.body.errors, errors)
  assert.equal(sent, 1)
})

test('a study plan is accepted while Python is away and finished when it is back', async (t) => {
  const { post, runner, runs, url } = await startApi(t, { awayWaitMs: 20 })
  runner.become('restarting')
  const accepted = await post('study-plan', BODY)
  assert.equal(accepted.status, 202)
  const finished = new Promise((resolve) => {
    const finish = runs.finish.bind(runs)
    runs.finish = async (...given) => {
      const kept = await finish(...given)
      resolve(undefined)
      return kept
    }
  })
  runner.become('ready')
  await finished
  const run = /** @type {any} */ (await (await fetch(url + accepted.body.href)).json())
  assert.equal(run.status, 'done')
})

test('what a dead server left is finished by the next one, once', async (t) => {
  const runs = new RunsDouble()
  const meta = { timezone: 'Asia/Tokyo' }
  await runs.accept({ id: 'left-accepted', learnerId: 'local', method: STUDY_PLAN, params: { a: 1 }, meta })
  await runs.accept({ id: 'left-running', learnerId: 'local', method: STUDY_PLAN, params: { a: 2 }, meta })
  await runs.claim('left-running', 'the dead server', 100)
  runs.now = 1_000
  const first = await startApi(t, { runs })
  const second = await startApi(t, { runs, runner: new RunnerDouble() })
  await Promise.all([first.orchestrator.resumeUnfinished(), second.orchestrator.resumeUnfinished()])
  await Promise.all([first.orchestrator.close(5_000), second.orchestrator.close(5_000)])
  const calls = [...first.runner.calls, ...second.runner.calls].filter(({ method }) => method === STUDY_PLAN)
  assert.deepEqual(calls.map(({ options }) => options.meta.run_id).sort(), ['left-accepted', 'left-running'])
  assert.equal(calls[0]?.options.meta.timezone, 'Asia/Tokyo')
  assert.deepEqual(
    [...runs.rows.values()].map(({ status }) => status),
    ['done', 'done'],
  )
})

test('a result that could not be written does not fail its run: it is taken up again', async (t) => {
  const { post, runs, orchestrator } = await startApi(t, { waitMs: 0, limits: { sweepMs: 5 } })
  const finish = runs.finish.bind(runs)
  const second = gate()
  let tries = 0
  runs.finish = async (...given) => {
    tries += 1
    if (tries === 1) throw new Error('the connection is gone')
    const kept = await finish(...given)
    second.open(undefined)
    return kept
  }
  await post('study-plan', BODY)
  const [run] = runs.rows.values()
  assert.ok(run)
  while (tries === 0) await new Promise((resolve) => setImmediate(resolve))
  assert.equal(run.status, 'running')
  runs.now = 60_000
  await orchestrator.resumeUnfinished()
  await second.passed
  assert.equal(run.status, 'done')
})

test('a run under a living lease is left to its server', async (t) => {
  const runs = new RunsDouble()
  await runs.accept({ id: 'theirs', learnerId: 'local', method: STUDY_PLAN, params: {}, meta: {} })
  await runs.claim('theirs', 'a living server', 15_000)
  const { orchestrator, runner } = await startApi(t, { runs })
  assert.equal(await orchestrator.resumeUnfinished(), 0)
  assert.ok(!runner.calls.some(({ method }) => method === STUDY_PLAN))
})

test('runs beyond the bound of the queue are refused before they are written', async (t) => {
  const { post, runner, runs } = await startApi(t, { waitMs: 0, limits: { concurrency: 1, queueLimit: 1 } })
  const { open, passed } = gate()
  runner.answers[STUDY_PLAN] = () => passed
  const statuses = []
  for (let count = 0; count < 3; count++) statuses.push((await post('study-plan', BODY)).status)
  assert.deepEqual(statuses, [202, 202, 503])
  assert.equal(runs.rows.size, 2)
  open(PLAN)
})

test('no more runs than allowed are in Python at once', async (t) => {
  const { post, runner, runs } = await startApi(t, { limits: { concurrency: 2 } })
  const { open, passed } = gate()
  let inside = 0
  let most = 0
  runner.answers[STUDY_PLAN] = async () => {
    most = Math.max(most, ++inside)
    await passed
    inside -= 1
    return PLAN
  }
  const accept = runs.accept.bind(runs)
  runs.accept = async (run) => {
    await accept(run)
    if (runs.rows.size === 10) setImmediate(open)
  }
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('study-plan', BODY)))
  assert.ok(answers.every(({ status }) => status === 200))
  assert.equal(most, 2)
})

test('what is not finished when the server closes goes back to be taken up again', async () => {
  const runs = new RunsDouble()
  const sent = gate()
  const durable = createDurableRuns({
    runs,
    send: (_run, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')))
        sent.open(undefined)
      }),
    judge: () => ({ final: true, reached: true, error: { code: 'internal_error', message: 'no' } }),
    log: () => {},
  })
  const id = await durable.accept({ learnerId: 'local', method: STUDY_PLAN, params: {}, meta: {} })
  await sent.passed
  await durable.close(0)
  const run = await runs.find(id)
  assert.equal(run?.status, 'accepted')
  assert.equal(run?.attempts, 0)
})

test('a run of another learner, or none, is not found', async (t) => {
  const { url, runs } = await startApi(t)
  const id = '00000000-0000-4000-8000-000000000000'
  await runs.accept({ id, learnerId: 'someone else', method: STUDY_PLAN, params: {}, meta: {} })
  for (const path of [`runs/${id}`, 'runs/5', `study-plan/${id}`, `study-plan/${id}.ics`]) {
    const response = await fetch(`${url}/api/ai-agents/${path}`)
    assert.equal(response.status, 404, path)
    assert.equal(/** @type {any} */ (await response.json()).code, 'not_found')
  }
})
