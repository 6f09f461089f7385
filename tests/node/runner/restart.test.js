import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RestartPolicy } from '../../../node/runner/pool/restartPolicy.js'
import { ManualClock } from './manualClock.js'
import { nextEvent, rejectionOf, startRunner, temporaryFile } from './startRunner.js'

const limits = { budget: 4, windowMs: 60_000, minDelayMs: 100, maxDelayMs: 500, stableMs: 30_000 }

test('the first restart goes off at once, and the delay of the next ones doubles up to its limit', () => {
  const policy = new RestartPolicy({ ...limits, budget: 5 }, new ManualClock({ random: 1 }))
  assert.deepEqual(delays(policy, 5), [0, 100, 200, 400, 500])
})

test('chance takes at most half of a delay away', () => {
  const policy = new RestartPolicy({ ...limits, budget: 5 }, new ManualClock({ random: 0 }))
  assert.deepEqual(delays(policy, 5), [0, 50, 100, 200, 250])
})

test('the budget counts restarts within the window only', () => {
  const clock = new ManualClock({ random: 1 })
  const policy = new RestartPolicy(limits, clock)
  assert.ok(!delays(policy, 4).includes(null))
  assert.equal(policy.nextDelayMs(), null)
  clock.advance(60_000)
  assert.equal(policy.nextDelayMs(), 500, 'it may be tried again, with the delay where it was')
})

test('a stable time forgets the past, a shorter one does not', () => {
  const clock = new ManualClock({ random: 1 })
  const policy = new RestartPolicy(limits, clock)
  delays(policy, 3)
  policy.becameReady()
  clock.advance(29_999)
  assert.equal(policy.nextDelayMs(), 400)
  policy.becameReady()
  clock.advance(30_000)
  assert.deepEqual(delays(policy, 4), [0, 100, 200, 400])
})

test('a crash loop opens the circuit: calls are refused at once, and say why', async (t) => {
  const env = { FAULT: 'exit-after-first', STARTS_FILE: await temporaryFile(t) }
  const runner = await startRunner(t, { env, restart: { budget: 3, minDelayMs: 1 } })
  /** @type {any[]} */
  const restarts = []
  runner.on('restart', (event) => restarts.push(event))
  const failed = nextEvent(runner, 'state', ({ state }) => state === 'failed')
  const doomed = rejectionOf(runner.call('exit', { code: 5 }))
  await doomed
  const queued = rejectionOf(runner.call('echo', {}, { idempotent: true }))
  await failed
  for (const error of [await queued, await rejectionOf(runner.call('echo'))]) {
    assert.equal(error.code, 'ERR_RUNNER_START')
    assert.equal(error.retryable, true)
    assert.match(error.message, /3 restarts/)
    assert.match(error.stderrTail, /orjson/)
    assert.equal(error.cause.code, 'ERR_RUNNER_START')
  }
  assert.deepEqual(
    restarts.map(({ streak }) => streak),
    [1, 2, 3],
  )
  assert.match(restarts[0].reason, /exited with code 5/)
})

test('an open circuit closes by itself once the child comes up again', async (t) => {
  const env = { FAULT: 'exit-at-second', STARTS_FILE: await temporaryFile(t) }
  const runner = await startRunner(t, { env, restart: { budget: 1, minDelayMs: 1, windowMs: 2_000 } })
  const failed = nextEvent(runner, 'state', ({ state }) => state === 'failed')
  const ready = nextEvent(
    runner,
    'state',
    ({ state, previous }) => state === 'ready' && previous !== 'starting',
  )
  await rejectionOf(runner.call('exit', { code: 5 }))
  await failed
  await ready
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
})

test('start() tries an open circuit at once', async (t) => {
  const env = { FAULT: 'exit-at-second', STARTS_FILE: await temporaryFile(t) }
  const runner = await startRunner(t, { env, restart: { budget: 1, minDelayMs: 1 } })
  const failed = nextEvent(runner, 'state', ({ state }) => state === 'failed')
  await rejectionOf(runner.call('exit', { code: 5 }))
  await failed
  await runner.start()
  assert.equal(runner.state, 'ready')
})

test('calls wait through a restart, within their own time limit', async (t) => {
  const runner = await startRunner(t, { restart: { minDelayMs: 100, maxDelayMs: 100 } })
  const restarting = nextEvent(runner, 'restart', ({ streak }) => streak === 2)
  for (let n = 0; n < 2; n += 1) await rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
  await restarting
  const patient = runner.call('echo', { a: 1 })
  const error = await rejectionOf(runner.call('echo', {}, { timeoutMs: 5 }))
  assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
  assert.equal(error.phase, 'queued')
  assert.equal(error.retryable, true)
  assert.equal((await patient).a, 1)
})

/**
 * @param {RestartPolicy} policy
 * @param {number} count
 */
function delays(policy, count) {
  return Array.from({ length: count }, () => policy.nextDelayMs())
}
