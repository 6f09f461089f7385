import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Call } from '../../../node/runner/calls/call.js'
import { CallStream } from '../../../node/runner/calls/callStream.js'
import { ManualClock } from './manualClock.js'
import { openWire } from './openWire.js'
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

for (const [window, read, owed] of [
  [1, 3, [1, 1, 1]],
  [4, 7, [2, 2, 2]],
  [5, 7, [3, 3]],
]) {
  test(`of a window of ${window}, credit goes back by the half as the reader reads`, async () => {
    const { wire, stream, call } = await sendStream(/** @type {number} */ (window))
    for (let event = 0; event < 10; event += 1) call.progress(event)
    assert.deepEqual(await wire.heard(), [], 'unread events are owed no credit')
    for (let n = 0; n < /** @type {number} */ (read); n += 1) await stream.next()
    assert.deepEqual(
      (await wire.heard()).map(({ method, params }) => [method, params.id, params.n]),
      /** @type {number[]} */ (owed).map((n) => ['$/credit', call.id, n]),
    )
  })
}

test('a reader that waits for events gives credit as they come', async () => {
  const { wire, stream, call } = await sendStream(2)
  const asked = [stream.next(), stream.next()]
  call.progress('a')
  call.progress('b')
  assert.deepEqual(await Promise.all(asked), [
    { value: 'a', done: false },
    { value: 'b', done: false },
  ])
  assert.deepEqual(
    (await wire.heard()).map(({ params }) => params.n),
    [1, 1],
  )
})

test('the request says how many events may be under way, to a runner that heeds it', async () => {
  for (const [credit, expected] of /** @type {const} */ ([
    [true, { progress: true, window: 7 }],
    [false, { progress: true }],
  ])) {
    const { request, wire, stream, call } = await sendStream(7, credit)
    assert.deepEqual(request.params._meta, expected)
    for (let event = 0; event < 7; event += 1) call.progress(event)
    for (let n = 0; n < 7; n += 1) await stream.next()
    assert.equal((await wire.heard()).length, credit ? 1 : 0)
  }
})

test('onProgress gives credit back at once', async () => {
  const wire = openWire()
  const call = wire.send('count', {}, { timeoutMs: Infinity, onProgress: () => {} }, { window: 4 })
  await wire.heard()
  for (let event = 0; event < 5; event += 1) call.progress(event)
  assert.deepEqual(
    (await wire.heard()).map(({ params }) => params.n),
    [2, 2],
  )
})

for (const [seqs, first, count, which] of /** @type {const} */ ([
  [[1, 2, 4], 3, 1, 'event 3 was'],
  [[3], 1, 2, 'events 1 to 2 were'],
])) {
  test(`a stream of which ${which} left out says so after the events before, and its result stands`, async () => {
    const { wire, stream, call } = await sendStream(4)
    for (const seq of seqs) {
      await wire.say({ method: '$/progress', params: { id: call.id, seq, event: seq } })
    }
    /** @type {unknown[]} */
    const events = []
    const error = await rejectionOf(
      (async () => {
        for await (const event of stream) events.push(event)
      })(),
    )
    assert.equal(error.code, 'ERR_RUNNER_PROTOCOL')
    assert.match(error.message, new RegExp(`${which} left out`))
    assert.deepEqual(error.data, { first, count })
    assert.deepEqual(events, seqs.slice(0, -1))
    assert.equal(wire.counters.brokenFrames, count)
    await wire.heard()
    for (const seq of [10, 11]) {
      await wire.say({ method: '$/progress', params: { id: call.id, seq, event: seq } })
    }
    assert.ok(
      (await wire.heard()).some(({ method }) => method === '$/credit'),
      'the skill waits for nobody',
    )
    await wire.say({ id: call.id, result: 'whole' })
    assert.equal(await stream.result, 'whole')
  })
}

test('a stream whose last event came as a number alone says so', async () => {
  const { wire, stream, call } = await sendStream(4)
  await wire.say({ method: '$/progress', params: { id: call.id, seq: 1, event: 'one' } })
  await wire.say({ method: '$/progress', params: { id: call.id, seq: 2 } })
  await wire.say({ id: call.id, result: 'whole' })
  assert.equal((await stream.next()).value, 'one')
  const error = await rejectionOf(stream.next())
  assert.deepEqual([error.code, error.data], ['ERR_RUNNER_PROTOCOL', { first: 2, count: 1 }])
  assert.equal(await stream.result, 'whole')
})

test('an onProgress gets the events that come, and those left out are counted', async () => {
  const wire = openWire()
  /** @type {unknown[]} */
  const events = []
  const call = wire.send('m', {}, { timeoutMs: Infinity, onProgress: (event) => events.push(event) })
  for (const seq of [1, 4]) await wire.say({ method: '$/progress', params: { id: call.id, seq, event: seq } })
  await wire.say({ id: call.id, result: 'whole' })
  assert.equal(await call.promise, 'whole')
  assert.deepEqual(events, [1, 4])
  assert.equal(wire.counters.brokenFrames, 2)
})

test('a reader who is always a little behind reads every event, in bounded memory', async () => {
  const { stream, call } = makeStream({ limit: 1_000 })
  let told = 0
  for (let n = 0; n < 300; n += 1) call.progress((told += 1))
  for (let n = 1; n <= 5_000; n += 1) {
    call.progress((told += 1))
    assert.deepEqual(await stream.next(), { value: n, done: false })
  }
})

/**
 * A stream whose call is on the wire.
 *
 * @param {number} window
 * @param {boolean} [credit] whether the runner heeds it
 */
async function sendStream(window, credit = true) {
  const wire = openWire({ capabilities: { credit } })
  /** @type {Call<any> | undefined} */
  let call
  const stream = new CallStream((reader) => {
    call = wire.send('count', {}, { timeoutMs: Infinity }, { window, reader })
    return call
  })
  const [request] = await wire.heard()
  return { wire, stream, request, call: /** @type {Call<any>} */ (call) }
}

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
