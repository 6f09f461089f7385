import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { continueChild, killChild, rejectionOf, settlesWithin, stopChild } from '../../node/testKit/index.js'
import { patienceMs, startReal } from './starting.js'

const megabyte = 2 ** 20

describe('pipe full, then child killed; slow reader; slow stream consumer', () => {
  test('a pipe that is full when the child is killed leaves no promise waiting', async (t) => {
    const runner = await startReal(t)
    await stopChild(runner)
    const text = 'x'.repeat(megabyte)
    const calls = Array.from({ length: 40 }, () => runner.call('faults.length', { text }))
    const idempotent = runner.call('faults.length', { text }, { idempotent: true })
    killChild(runner)
    const settled = await settlesWithin(Promise.allSettled(calls), patienceMs)
    for (const one of settled) {
      if (one.status === 'fulfilled') assert.equal(one.value, megabyte)
      else assert.equal(one.reason.code, 'ERR_RUNNER_EXITED')
    }
    assert.ok(settled.some(({ status }) => status === 'rejected'))
    assert.equal(await settlesWithin(idempotent, patienceMs), megabyte)
  })

  test('while the child does not read, calls queue up to the limit and further ones are refused', async (t) => {
    const runner = await startReal(t, { queueLimit: 10 })
    const pid = await stopChild(runner)
    const text = 'x'.repeat(megabyte)
    const calls = Array.from({ length: 60 }, () => runner.call('faults.length', { text }))
    const refusedEarly = new Set()
    calls.forEach((call, place) => call.catch(() => refusedEarly.add(place)))
    await new Promise((resolve) => setImmediate(resolve))
    const early = refusedEarly.size
    continueChild(pid)
    const settled = await settlesWithin(Promise.allSettled(calls), patienceMs)
    const refused = settled.filter((one) => one.status === 'rejected')
    assert.ok(refused.length > 0 && refused.length < 60, `${refused.length} refused`)
    assert.equal(early, refused.length, 'refused at once, not when the child went on')
    for (const one of refused) assert.equal(one.reason.code, 'ERR_RUNNER_OVERLOADED')
  })

  test('a call that waits for a process only so long is told so', async (t) => {
    const runner = await startReal(t)
    const pid = await stopChild(runner)
    const text = 'x'.repeat(megabyte)
    const filling = Array.from({ length: 8 }, () => runner.call('faults.length', { text }))
    const error = await rejectionOf(runner.call('faults.echo', {}, { queueTimeoutMs: 30 }))
    assert.deepEqual([error.code, error.phase], ['ERR_RUNNER_TIMEOUT', 'queued'])
    continueChild(pid)
    await settlesWithin(Promise.all(filling), patienceMs)
  })

  test('a slow consumer of a stream holds the skill back, and both sides stay small', async (t) => {
    const runner = await startReal(t)
    const window = 256
    const count = 5_000
    const { rss_bytes: pythonBefore = 0 } = await runner.ping()
    const hostBefore = process.memoryUsage().rss
    const stream = runner.stream('faults.stream', { count, size: 50_000 }, { timeoutMs: 60_000 })
    assert.deepEqual((await stream.next()).value.number, 0)
    // Nobody reads now. The skill goes as far as the window and stands; other calls go on.
    const seen = await standstill(runner)
    assert.ok(seen <= window + 8, `${seen} events were sent to a reader of one`)
    const numbers = [0]
    for await (const { number } of stream) numbers.push(number)
    assert.deepEqual(numbers, [...Array(count).keys()])
    assert.equal(await stream.result, count)
    const { rss_bytes: pythonAfter = 0 } = await runner.ping()
    assert.ok(pythonAfter - pythonBefore < 48 * megabyte, `Python took ${pythonAfter - pythonBefore}`)
    assert.ok(process.memoryUsage().rss - hostBefore < 128 * megabyte)
  })

  test('a skill that does not wait for its slow reader is told to', async (t) => {
    const runner = await startReal(t)
    const stream = runner.stream('faults.stream_at_once', { count: 100_000, size: 1_000 })
    const error = await settlesWithin(rejectionOf(stream.result), patienceMs)
    assert.equal(error.code, 'ERR_RUNNER_OVERLOADED')
    assert.equal(await runner.call('faults.echo', { value: 1 }), 1)
  })
})

/**
 * How many events a stuck stream has been sent: the number that no longer changes from one look to the next.
 *
 * @param {import('../../node/pythonAgentRunner.js').PythonAgentRunner} runner
 */
async function standstill(runner) {
  let last = -1
  for (;;) {
    const now = await runner.call('faults.streamed')
    if (now === last) return now
    last = now
    await runner.call('faults.wait', { seconds: 0.05 })
  }
}
