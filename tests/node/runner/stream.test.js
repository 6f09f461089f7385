import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Call } from '../../../node/runner/call.js'
import { CallStream } from '../../../node/runner/callStream.js'
import { ManualClock } from './manualClock.js'
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

test('a reader too far behind a runner that heeds no window gets what was kept and then a named error', async () => {
  const { stream, call } = makeStream({ limit: 10 })
  for (let event = 0; event < 50; event += 1) call.progress(event)
  call.succeed('result')
  assert.equal(await stream.result, 'result')
  /** @type {unknown[]} */
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
  const { stream, call } = makeStream()
  const asked = [stream.next(), stream.next(), stream.next(), stream.next()]
  call.progress('a')
  call.progress(null)
  call.progress(undefined)
  call.succeed('result')
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
  await rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
  const error = await rejectionOf(stream.next())
  assert.equal(error.code, 'ERR_RUNNER_EXITED')
  assert.equal(error.phase, 'started')
  await restart
})

/** A stream over a call that no process has. @param {{ limit?: number, window?: number }} [options] */
function makeStream({ limit, window = 10 } = {}) {
  /** @type {Call<string> | undefined} */
  let call
  /** @type {CallStream<unknown, string>} */
  const stream = new CallStream((reader) => {
    call = new Call('count', {}, {}, new ManualClock(), { window, reader })
    return call
  }, limit)
  return { stream, call: /** @type {Call<string>} */ (call) }
}

/**
 * @template Event
 * @param {AsyncIterable<Event>} stream
 */
async function collect(stream) {
  const events = []
  for await (const event of stream) events.push(event)
  return events
}
