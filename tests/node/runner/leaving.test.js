import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openWire, turn } from './openWire.js'

const cancelled = (/** @type {string} */ id, /** @type {string} */ rung) => ({
  id,
  error: { code: -32800, message: 'Request cancelled', data: { by: 'caller', rung } },
})

for (const rung of ['flag', 'task', 'exception', 'abandoned']) {
  test(`a cancelled call waits for Python and says that it took the rung "${rung}"`, async () => {
    let abandoned = 0
    const wire = openWire({ events: { onAbandoned: () => (abandoned += 1) } })
    const call = wire.send('wait')
    await wire.heard()
    call.cancel('enough')
    const [{ method, params }] = await wire.heard()
    assert.deepEqual({ method, params }, { method: '$/cancelRequest', params: { id: call.id } })
    assert.equal(call.isSettled, false)
    await wire.say(cancelled(call.id, rung))
    await assert.rejects(call.promise, { code: 'ERR_RUNNER_CANCELLED', rung, cause: 'enough', phase: 'sent' })
    assert.deepEqual(await wire.heard(), [])
    assert.equal(abandoned, rung === 'abandoned' ? 1 : 0)
    assert.equal(wire.clock.timers, 0)
  })
}

test('a cancel that Python leaves without an answer ends with the process', async () => {
  /** @type {string[]} */
  const told = []
  const wire = openWire({ events: { onUncancelled: ({ method }) => void told.push(method) } })
  const call = wire.send('stuck')
  await wire.heard()
  call.cancel('enough')
  wire.clock.advance(1_999)
  assert.equal(call.isSettled, false)
  wire.clock.advance(1)
  await assert.rejects(call.promise, { code: 'ERR_RUNNER_CANCELLED', rung: 'process' })
  assert.deepEqual(told, ['stuck'])
  assert.equal(wire.connection.inFlight, 0)
})

test('a cancelled call whose process dies is cancelled, and not for anyone to run again', async () => {
  const wire = openWire()
  const call = wire.send('wait', {}, { timeoutMs: Infinity, idempotent: true })
  await wire.heard()
  call.cancel('enough')
  assert.deepEqual(wire.die(), [])
  await assert.rejects(call.promise, { code: 'ERR_RUNNER_CANCELLED', rung: 'process' })
})

test('a result that crosses the cancel does not make it undone', async () => {
  const wire = openWire()
  const call = wire.send('wait')
  await wire.heard()
  call.cancel('enough')
  await wire.say({ id: call.id, result: 'done' })
  await assert.rejects(call.promise, { code: 'ERR_RUNNER_CANCELLED' })
  assert.equal(wire.counters.lateReplies, 0)
})

test('a refusal that crosses the cancel ends the call too', async () => {
  const wire = openWire({ events: { onReturned: () => assert.fail('it was handed back') } })
  const call = wire.send('wait')
  await wire.heard()
  call.cancel('enough')
  await wire.say({ id: call.id, error: { code: -32005, message: 'Shutting down' } })
  await assert.rejects(call.promise, { code: 'ERR_RUNNER_CANCELLED' })
})

test('events that come after the cancel are read by nobody', async () => {
  const wire = openWire()
  /** @type {unknown[]} */
  const events = []
  const options = {
    timeoutMs: Infinity,
    onProgress: (/** @type {unknown} */ event) => void events.push(event),
  }
  const call = wire.send('count', {}, options)
  await wire.heard()
  await wire.say({ method: '$/progress', params: { id: call.id, seq: 1, event: 1 } })
  call.cancel('enough')
  await wire.say({ method: '$/progress', params: { id: call.id, seq: 2, event: 2 } })
  assert.deepEqual(events, [1])
})

test('a call whose time is up waits for the stack that Python tells with its own -32003', async () => {
  const wire = openWire({ events: { stackDump: () => Promise.reject(new Error('not needed')) } })
  const call = wire.send('slow', {}, { timeoutMs: 50 })
  await wire.heard()
  wire.clock.advance(50)
  assert.equal(call.isSettled, false)
  await wire.say({ id: call.id, error: { code: -32003, message: 'Deadline', data: { stack: 'line 7' } } })
  await assert.rejects(call.promise, { code: 'ERR_RUNNER_TIMEOUT', pythonStack: 'line 7', timeoutMs: 50 })
  assert.deepEqual(await wire.heard(), [])
})

test('without that, its holder is asked where Python is, and Python is told to stop', async () => {
  let dumps = 0
  const stackDump = async () => `dump ${(dumps += 1)}`
  const wire = openWire({ events: { stackDump } })
  const calls = [1, 2, 3].map(() => wire.send('slow', {}, { timeoutMs: 50 }))
  await wire.heard()
  wire.clock.advance(199)
  assert.equal(dumps, 0)
  wire.clock.advance(1)
  for (const { promise } of calls)
    await assert.rejects(promise, { code: 'ERR_RUNNER_TIMEOUT', pythonStack: 'dump 1' })
  assert.deepEqual(
    (await wire.heard()).map(({ method, params }) => [method, params.id]),
    calls.map(({ id }) => ['$/cancelRequest', id]),
  )
  assert.equal(wire.clock.timers, 0)
})

test('a stack that cannot be had is null, and is not waited for without end', async () => {
  for (const stackDump of [undefined, () => Promise.reject(new Error('no')), () => new Promise(() => {})]) {
    const wire = openWire({ events: { stackDump: /** @type {any} */ (stackDump) } })
    const call = wire.send('slow', {}, { timeoutMs: 50 })
    await wire.heard()
    wire.clock.advance(200)
    await turn()
    wire.clock.advance(600)
    await assert.rejects(call.promise, { code: 'ERR_RUNNER_TIMEOUT', pythonStack: null })
  }
})

test('silence past idleTimeoutMs is looked at at once: Python knows nothing of that limit', async () => {
  const wire = openWire({ events: { stackDump: async () => 'line 7' } })
  const call = wire.send('count', {}, { timeoutMs: Infinity, idleTimeoutMs: 100, onProgress: () => {} })
  await wire.heard()
  wire.clock.advance(60)
  await wire.say({ method: '$/progress', params: { id: call.id, seq: 1, event: 1 } })
  wire.clock.advance(99)
  assert.equal(call.isSettled, false)
  wire.clock.advance(1)
  await assert.rejects(call.promise, { code: 'ERR_RUNNER_TIMEOUT', pythonStack: 'line 7', phase: 'started' })
})

test('progress does not hold off the hard limit', async () => {
  const wire = openWire()
  const call = wire.send('count', {}, { timeoutMs: 100, idleTimeoutMs: 50, onProgress: () => {} })
  await wire.heard()
  for (let seq = 1; seq <= 2; seq += 1) {
    wire.clock.advance(40)
    await wire.say({ method: '$/progress', params: { id: call.id, seq, event: seq } })
  }
  wire.clock.advance(20 + 150)
  await assert.rejects(call.promise, { message: /no result within 100 ms/ })
})

test('a result that comes when the time is up is late', async () => {
  const wire = openWire()
  const call = wire.send('slow', {}, { timeoutMs: 50 })
  await wire.heard()
  wire.clock.advance(50)
  await wire.say({ id: call.id, result: 'done' })
  await assert.rejects(call.promise, { code: 'ERR_RUNNER_TIMEOUT' })
  assert.equal(wire.counters.lateReplies, 1)
})

test('what a call took and when is known of it', async () => {
  const wire = openWire()
  wire.clock.advance(10)
  const call = wire.send('echo')
  await wire.heard()
  wire.clock.advance(5)
  await wire.say({ id: call.id, result: 1, cost: { queue_us: 10, handler_us: 20, cpu_us: 5 } })
  const { acceptedAt, sentAt, settledAt, cost } = call
  assert.deepEqual({ acceptedAt, sentAt, settledAt }, { acceptedAt: 10, sentAt: 10, settledAt: 15 })
  assert.deepEqual(cost, { queue_us: 10, handler_us: 20, cpu_us: 5 })
})

for (const [what, members] of /** @type {[string, object][]} */ ([
  ['both a result and an error', { result: 1, error: { code: -32603, message: 'no' } }],
  ['an error without a message', { error: { code: -32603 } }],
  ['an error without a code', { error: { message: 'no' } }],
  ['an error that is null', { error: null }],
  ['neither', {}],
])) {
  test(`a response with ${what} fails its own call alone`, async () => {
    const wire = openWire()
    const [broken, other] = [wire.send('broken'), wire.send('other')]
    await wire.say({ id: broken.id, ...members })
    await assert.rejects(broken.promise, { code: 'ERR_RUNNER_PROTOCOL' })
    await wire.say({ id: other.id, result: null, cost: 'none' })
    assert.equal(await other.promise, null)
    assert.equal(other.cost, null)
  })
}
