import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CallStream } from '../../../node/runner/callStream.js'
import { nextEvent, rejectionOf, startRunner } from './startRunner.js'

test('a stream gives each event in order, and then the result', async (t) => {
  const runner = await startRunner(t)
  const stream = runner.stream('count', { to: 100 })
  assert.deepEqual(
    await collect(stream),
    Array.from({ length: 100 }, (_, number) => number),
  )
  assert.equal(await stream.result, 4950)
})

test('events are read as they come, not at the end', async (t) => {
  const runner = await startRunner(t)
  const stream = runner.stream('count', { to: 1, stall: 30 })
  assert.deepEqual(await stream.next(), { value: 0, done: false })
  stream.cancel()
  assert.equal((await rejectionOf(stream.result)).code, 'ERR_RUNNER_CANCELLED')
})

test('leaving the loop cancels the call', async (t) => {
  const runner = await startRunner(t)
  const stream = runner.stream('count', { to: 1000, every: 0.002 })
  for await (const number of stream) if (number === 3) break
  const error = await rejectionOf(stream.result)
  assert.equal(error.code, 'ERR_RUNNER_CANCELLED')
  assert.equal(error.phase, 'started')
  assert.ok((await runner.call('seen')).includes('$/cancelRequest'))
})

test('an error ends the loop with itself, after the events before it', async (t) => {
  const runner = await startRunner(t)
  const stream = runner.stream('count', { to: 2, stall: 30 }, { idleTimeoutMs: 50 })
  /** @type {number[]} */
  const events = []
  const error = await rejectionOf(
    (async () => {
      for await (const event of stream) events.push(event)
    })(),
  )
  assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
  assert.deepEqual(events, [0, 1])
})

test('a result that nobody reads is no unhandled rejection', async (t) => {
  const runner = await startRunner(t)
  t.after(() => process.off('unhandledRejection', assert.fail))
  process.on('unhandledRejection', assert.fail)
  runner.stream('refuse', { code: -32010 })
  runner.stream('count', { to: 3 }).cancel()
  await runner.call('wait', { seconds: 0.02 })
})

test("the caller's own signal ends a stream", async (t) => {
  const runner = await startRunner(t)
  const controller = new AbortController()
  const stream = runner.stream('count', { to: 1, stall: 30 }, { signal: controller.signal })
  await stream.next()
  controller.abort()
  assert.equal((await rejectionOf(stream.next())).code, 'ERR_RUNNER_CANCELLED')
  assert.deepEqual(await stream.next(), { value: undefined, done: true })
})

test('a reader too far behind gets what was kept and then a named error; the result stands', async (t) => {
  const runner = await startRunner(t, { streamWindow: 10 })
  const stream = runner.stream('count', { to: 50 })
  assert.equal(await stream.result, 1225)
  /** @type {number[]} */
  const events = []
  const error = await rejectionOf(
    (async () => {
      for await (const event of stream) events.push(event)
    })(),
  )
  assert.equal(error.code, 'ERR_RUNNER_OVERLOADED')
  assert.deepEqual(events, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

test('readers that ask ahead are all served', async () => {
  /** @type {(event: unknown) => void} */
  let tell = () => {}
  /** @type {(result: string) => void} */
  let end = () => {}
  const stream = new CallStream((onProgress) => {
    tell = onProgress
    return new Promise((resolve) => (end = resolve))
  }, 10)
  const asked = [stream.next(), stream.next(), stream.next(), stream.next()]
  tell('a')
  tell(null)
  tell(undefined)
  end('result')
  assert.deepEqual(await Promise.all(asked), [
    { value: 'a', done: false },
    { value: null, done: false },
    { value: undefined, done: false },
    { value: undefined, done: true },
  ])
  assert.equal(await stream.result, 'result')
})

test('a stream whose child dies says so', async (t) => {
  const runner = await startRunner(t)
  const stream = runner.stream('count', { to: 1, stall: 30 })
  await stream.next()
  const restart = nextEvent(runner, 'restart')
  process.kill((await runner.ping()).pid, 'SIGKILL')
  const error = await rejectionOf(stream.next())
  assert.equal(error.code, 'ERR_RUNNER_EXITED')
  assert.equal(error.phase, 'started')
  await restart
})

/**
 * @template Event
 * @param {AsyncIterable<Event>} stream
 */
async function collect(stream) {
  const events = []
  for await (const event of stream) events.push(event)
  return events
}
