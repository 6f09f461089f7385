import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { makeRunner, rejectionOf, startRunner, temporaryFile } from './startRunner.js'

test('calls in flight together each get their own reply, in whatever order those come', async (t) => {
  const runner = await startRunner(t)
  const waits = [0.05, 0.001, 0.03, 0].map((seconds) => runner.call('wait', { seconds }))
  const echoes = Array.from({ length: 200 }, (_, number) => runner.call('echo', { number }))
  const answers = await Promise.all(echoes)
  assert.deepEqual(
    answers.map(({ number }) => number),
    Array.from({ length: 200 }, (_, number) => number),
  )
  assert.deepEqual(await Promise.all(waits), ['waited', 'waited', 'waited', 'waited'])
})

test('any JSON value arrives as it was sent', async (t) => {
  const runner = await startRunner(t)
  const value = { text: 'ü€𝄞\u2028\n"\\', list: [1, -0.5, 1e300, null, true, []], '': {} }
  const echoed = await runner.call('echo', value, { timeoutMs: Infinity })
  assert.deepEqual(echoed, value)
})

test('metadata and the time left travel beside the parameters', async (t) => {
  const runner = await startRunner(t)
  const meta = { run_id: 'r1', user_id: 'u1', timezone: 'Europe/Berlin' }
  const { _meta } = await runner.call('echo', { a: 1 }, { timeoutMs: 2_000, meta })
  const { deadline_ms, ...rest } = _meta
  assert.deepEqual(rest, meta)
  assert.ok(deadline_ms > 1_000 && deadline_ms <= 2_000, `deadline_ms is ${deadline_ms}`)
  assert.deepEqual(await runner.call('echo', {}, { timeoutMs: Infinity }), {})
})

test('parameters by position go as they are', async (t) => {
  const runner = await startRunner(t)
  assert.deepEqual(await runner.call('echo', [1, 'two']), [1, 'two'])
})

test('an error of the runner comes with its code, its message and its data', async (t) => {
  const runner = await startRunner(t)
  const error = await rejectionOf(runner.call('refuse', { code: -32010 }))
  assert.equal(error.name, 'AgentRunnerError')
  const { code, message, rpcCode, data, retryable, phase, method } = error
  assert.deepEqual(
    { code, message, rpcCode, data, retryable, phase, method },
    {
      ...{ code: 'ERR_RUNNER_REMOTE', message: 'no', rpcCode: -32010, data: { why: 'asked to' } },
      ...{ retryable: false, phase: 'sent', method: 'refuse' },
    },
  )
})

test("a wire error that this side has a code for bears this side's code", async (t) => {
  const runner = await startRunner(t)
  const codes = await Promise.all(
    [-32003, -32004, -32800].map(async (code) => (await rejectionOf(runner.call('refuse', { code }))).code),
  )
  assert.deepEqual(codes, ['ERR_RUNNER_TIMEOUT', 'ERR_RUNNER_OVERLOADED', 'ERR_RUNNER_CANCELLED'])
})

test('a timeout cancels the work in Python and drops the late reply', async (t) => {
  const runner = await startRunner(t)
  const error = await rejectionOf(runner.call('deaf', { seconds: 0.6 }, { timeoutMs: 20 }))
  assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
  assert.equal(error.phase, 'sent')
  assert.equal(error.timeoutMs, 20)
  assert.equal(error.retryable, false)
  assert.equal(await runner.call('wait', { seconds: 0.65 }), 'waited')
  assert.equal(runner.stats().lateReplies, 1)
  const seen = await runner.call('seen')
  assert.ok(seen.includes('$/cancelRequest'))
})

test('silence past idleTimeoutMs fails a call, progress keeps it alive past that limit', async (t) => {
  const runner = await startRunner(t)
  const onProgress = () => {}
  const lively = { to: 10, every: 0.02 }
  assert.equal(await runner.call('count', lively, { idleTimeoutMs: 120, onProgress }), 45)
  const error = await rejectionOf(
    runner.call('count', { to: 2, stall: 10 }, { idleTimeoutMs: 100, onProgress }),
  )
  assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
  assert.equal(error.phase, 'started')
  assert.match(error.message, /no progress for 100 ms/)
})

test('progress does not extend the hard limit', async (t) => {
  const runner = await startRunner(t)
  const options = { timeoutMs: 80, idleTimeoutMs: 60, onProgress: () => {} }
  const error = await rejectionOf(runner.call('count', { to: 1000, every: 0.01 }, options))
  assert.match(error.message, /no result within 80 ms/)
})

test('a signal aborted before the call rejects it unsent', async (t) => {
  const runner = await startRunner(t)
  const reason = new Error('changed my mind')
  const error = await rejectionOf(runner.call('echo', {}, { signal: AbortSignal.abort(reason) }))
  assert.equal(error.code, 'ERR_RUNNER_CANCELLED')
  assert.equal(error.phase, 'queued')
  assert.equal(error.cause, reason)
  assert.ok(!(await runner.call('seen')).includes('echo'))
})

test('a signal aborted while the call waits takes it out of the queue', async (t) => {
  const runner = await startRunner(t, { env: { MAX_IN_FLIGHT: '1' } })
  const first = runner.call('wait', { seconds: 0.05 })
  const controller = new AbortController()
  const second = rejectionOf(runner.call('echo', {}, { signal: controller.signal }))
  assert.equal(runner.stats().queued, 1)
  controller.abort()
  assert.equal(runner.stats().queued, 0)
  const error = await second
  assert.equal(error.code, 'ERR_RUNNER_CANCELLED')
  assert.equal(error.phase, 'queued')
  assert.equal(await first, 'waited')
  assert.ok(!(await runner.call('seen')).includes('echo'))
})

test('a signal aborted in flight reaches Python, and the call rejects when Python has answered', async (t) => {
  const runner = await startRunner(t)
  const controller = new AbortController()
  const call = rejectionOf(runner.call('wait', { seconds: 30 }, { signal: controller.signal }))
  await runner.ping()
  controller.abort()
  const error = await call
  assert.equal(error.code, 'ERR_RUNNER_CANCELLED')
  assert.equal(error.phase, 'sent')
  assert.equal(runner.stats().inFlight, 0)
  await runner.close()
  assert.equal(runner.stats().lateReplies, 0, 'the answer to the cancel was waited for')
})

test('a call aborted in the turn in which it was made never leaves', async (t) => {
  const runner = await startRunner(t)
  const controller = new AbortController()
  const call = rejectionOf(runner.call('wait', { seconds: 30 }, { signal: controller.signal }))
  controller.abort()
  const { code, phase } = await call
  assert.deepEqual({ code, phase }, { code: 'ERR_RUNNER_CANCELLED', phase: 'queued' })
  const seen = await runner.call('seen')
  assert.ok(!seen.includes('wait') && !seen.includes('$/cancelRequest'), seen)
})

test('a signal that many calls share is watched once, and is no leak', async (t) => {
  const runner = await startRunner(t)
  /** @type {string[]} */
  const warnings = []
  const onWarning = (/** @type {Error} */ { name }) => void warnings.push(name)
  process.on('warning', onWarning)
  t.after(() => process.off('warning', onWarning))
  const controller = new AbortController()
  const { signal } = controller
  const echoes = Array.from({ length: 30 }, () => runner.call('echo', {}, { signal }))
  const waits = Array.from({ length: 30 }, () => rejectionOf(runner.call('wait', {}, { signal })))
  assert.equal(getEventListeners(signal, 'abort').length, 1)
  await Promise.all(echoes)
  controller.abort()
  for (const { code } of await Promise.all(waits)) assert.equal(code, 'ERR_RUNNER_CANCELLED')
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  assert.deepEqual(warnings, [])
})

test('a signal that outlives its call keeps no listener of it', async (t) => {
  const runner = await startRunner(t)
  const { signal } = new AbortController()
  const call = runner.call('echo', {}, { signal })
  assert.equal(getEventListeners(signal, 'abort').length, 1)
  await call
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('a call made while the runner starts waits for it', async (t) => {
  const runner = makeRunner()
  t.after(() => runner.destroy())
  const started = runner.start()
  const { a } = await runner.call('echo', { a: 1 })
  assert.equal(a, 1)
  await started
})

test('a call before start() or after close() says so', async (t) => {
  const runner = makeRunner()
  const early = await rejectionOf(runner.call('echo'))
  assert.equal(early.code, 'ERR_RUNNER_CLOSED')
  assert.match(early.message, /not started/)
  await runner.start()
  await runner.close()
  assert.equal((await rejectionOf(runner.call('echo'))).code, 'ERR_RUNNER_CLOSED')
  assert.equal((await rejectionOf(runner.start())).code, 'ERR_RUNNER_CLOSED')
  t.after(() => runner.destroy())
})

test('the queue is bounded, and a call beyond it is refused at once', async (t) => {
  const runner = await startRunner(t, { env: { MAX_IN_FLIGHT: '1' }, queueLimit: 2 })
  const accepted = [0, 1, 2].map(() => runner.call('wait', { seconds: 0.01 }))
  const error = await rejectionOf(runner.call('echo'))
  assert.equal(error.code, 'ERR_RUNNER_OVERLOADED')
  assert.equal(error.retryable, true)
  assert.deepEqual(await Promise.all(accepted), ['waited', 'waited', 'waited'])
})

test('a call that a runner on its way out turns away goes to the next one', async (t) => {
  const env = { FAULT: 'refuses-at-first', STARTS_FILE: await temporaryFile(t) }
  const runner = await startRunner(t, { env })
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
  assert.equal(runner.stats().restarts, 1)
})

test('a runner that turns calls away and stays all the same is replaced', async (t) => {
  const env = { FAULT: 'refuses-and-stays', STARTS_FILE: await temporaryFile(t) }
  const runner = await startRunner(t, { env, stop: { drainMs: 40 } })
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
  assert.equal(runner.stats().restarts, 1)
})

test('names that are not for callers are refused', async (t) => {
  const runner = await startRunner(t)
  for (const method of ['initialize', 'shutdown', '$/cancelRequest', '', 'a.\ud800']) {
    assert.equal((await rejectionOf(runner.call(method))).code, 'ERR_RUNNER_PROTOCOL')
  }
})

test('a throwing onProgress fails its own call only', async (t) => {
  const runner = await startRunner(t)
  const bug = new Error('bug')
  const onProgress = () => {
    throw bug
  }
  const [error, other] = await Promise.all([
    rejectionOf(runner.call('count', { to: 3 }, { onProgress })),
    runner.call('echo', { a: 1 }),
  ])
  assert.equal(error.code, 'ERR_RUNNER_CANCELLED')
  assert.equal(error.cause, bug)
  assert.equal(other.a, 1)
})

test('an onProgress whose promise rejects fails its own call, and is no unhandled rejection', async (t) => {
  const runner = await startRunner(t)
  t.after(() => process.off('unhandledRejection', assert.fail))
  process.on('unhandledRejection', assert.fail)
  const bug = new Error('bug')
  const onProgress = async () => {
    throw bug
  }
  const error = await rejectionOf(runner.call('count', { to: 1, stall: 30 }, { onProgress }))
  assert.equal(error.code, 'ERR_RUNNER_CANCELLED')
  assert.equal(error.cause, bug)
})

test('what the callers may count on is counted', async (t) => {
  const runner = await startRunner(t)
  await runner.call('echo')
  await rejectionOf(runner.call('refuse', { code: -32010 }))
  const { calls, state, queued, inFlight, processes } = runner.stats()
  assert.deepEqual(calls, { accepted: 2, succeeded: 1, failed: 1, retried: 0 })
  assert.deepEqual({ state, queued, inFlight }, { state: 'ready', queued: 0, inFlight: 0 })
  assert.equal(processes.length, 1)
  assert.deepEqual(runner.agents, [{ name: 'demo', description: 'Demonstrates.' }])
})
