import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextEvent, pidOf, rejectionOf, startRunner } from './startRunner.js'

test('work that hears no cancel costs its process its place, and the runner goes on', async (t) => {
  const runner = await startRunner(t, { cancelTimeoutMs: 50 })
  const first = await pidOf(runner)
  const controller = new AbortController()
  const deaf = rejectionOf(runner.call('deaf', { seconds: 20 }, { signal: controller.signal }))
  await runner.ping()
  const replaced = nextEvent(runner, 'recycle')
  controller.abort('enough')
  const { code, rung, cause } = await deaf
  assert.deepEqual({ code, rung, cause }, { code: 'ERR_RUNNER_CANCELLED', rung: 'process', cause: 'enough' })
  await replaced
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
  assert.notEqual(await pidOf(runner), first)
})

test('a stream that is cancelled ends with the error, and the process stays', async (t) => {
  const runner = await startRunner(t)
  const first = await pidOf(runner)
  const stream = runner.stream('count', { to: 1, stall: 30 })
  await stream.next()
  stream.cancel('enough')
  const error = await rejectionOf(stream.next())
  assert.deepEqual([error.code, error.cause], ['ERR_RUNNER_CANCELLED', 'enough'])
  assert.equal(await pidOf(runner), first)
})

test('a call that waits for a process no longer than queueTimeoutMs says so', async (t) => {
  const runner = await startRunner(t, { env: { MAX_IN_FLIGHT: '1' } })
  const first = runner.call('wait', { seconds: 0.2 })
  const error = await rejectionOf(runner.call('echo', {}, { queueTimeoutMs: 20 }))
  assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
  assert.equal(error.phase, 'queued')
  assert.match(error.message, /no process within 20 ms/)
  assert.equal(await first, 'waited')
  assert.equal(await runner.call('wait', { seconds: 0.05 }, { queueTimeoutMs: 20 }), 'waited')
})
