import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openWire, turn } from './openWire.js'

const large = 5 * 2 ** 20
const isChunk = (/** @type {any} */ { method }) => method === '$/chunk'
const isLastChunk = (/** @type {any} */ message) => isChunk(message) && !message.params.more

test('calls made in one turn go out in one write, in their order', async () => {
  const { send, heard, output } = openWire()
  for (let n = 0; n < 50; n += 1) send('echo', { n })
  const requests = await heard()
  assert.deepEqual(
    requests.map(({ params }) => params.n),
    Array.from({ length: 50 }, (_, n) => n),
  )
  assert.equal(output.writes, 1)
})

test('a control frame goes out before the whole frames that wait', async () => {
  const { connection, send, heard, output } = openWire()
  output.isStuck = true
  send('first', { text: 'x'.repeat(100_000) })
  await turn()
  send('second')
  connection.notify('$/credit', { id: 'e.1', n: 3 })
  await turn()
  output.drain()
  await turn()
  output.drain()
  assert.deepEqual(
    (await heard()).map(({ method }) => method),
    ['first', '$/credit', 'second'],
  )
})

test('a large request goes in chunks that join to it, none cut through a character', async () => {
  const { send, heardUntil } = openWire()
  for (const unit of ['a', '"\\\n', 'ü', '𝄞', 'a𝄞']) {
    const text = unit.repeat(large / unit.length)
    const call = send('store', { text })
    const chunks = await heardUntil(isLastChunk)
    assert.ok(chunks.every(({ method, params }) => method === '$/chunk' && params.id === call.id))
    assert.deepEqual(
      chunks.map(({ params }) => [params.seq, params.more]),
      chunks.map((_, seq) => [seq, seq < chunks.length - 1]),
    )
    for (const { params } of chunks) {
      assert.ok(params.data.isWellFormed())
      assert.ok(Buffer.byteLength(params.data) <= 257 * 1024)
    }
    const { id, method, params } = JSON.parse(chunks.map((chunk) => chunk.params.data).join(''))
    assert.deepEqual({ id, method, text: params.text }, { id: call.id, method: 'store', text })
  }
})

test('a large request goes whole to a runner that joins no chunks', async () => {
  const { send, heardUntil } = openWire({ capabilities: { chunks: false } })
  send('store', { text: 'x'.repeat(large) })
  const [request, ...more] = await heardUntil(({ method }) => method === 'store')
  assert.equal(request.params.text.length, large)
  assert.deepEqual(more, [])
})

test('pings and small calls wait for one chunk of a large request and no more', async () => {
  const wire = openWire()
  const { connection, send, heard, output } = wire
  output.isStuck = true
  const call = send('store', { text: 'x'.repeat(large) })
  await isSent(call)
  connection.request('ping', {}, Infinity).catch(() => {})
  send('small')
  await turn()
  for (let round = 0; round < 4; round += 1) {
    output.drain()
    await turn()
  }
  const methods = (await heard()).map(({ method }) => method)
  assert.deepEqual(methods.slice(0, 4), ['$/chunk', 'ping', 'small', '$/chunk'])
  wire.die()
})

test('whole frames without end do not hold up a large request', async () => {
  const wire = openWire()
  const { connection, send, heard, output } = wire
  send('store', { text: 'x'.repeat(large) })
  output.isStuck = true
  let chunks = 0
  for (let round = 0; round < 60 && chunks < 20; round += 1) {
    while (connection.hasRoom) send('small', { text: 'x'.repeat(10_000) })
    await turn()
    output.drain()
    chunks += (await heard()).filter(({ method }) => method === '$/chunk').length
  }
  assert.ok(chunks >= 20, `${chunks} chunks came through`)
  wire.die()
})

test('large requests take turns', async () => {
  const { send, heardUntil } = openWire()
  const calls = ['a', 'b'].map((letter) => send('store', { text: letter.repeat(large) }))
  const ids = (await heardUntil(isLastChunk)).map(({ params }) => params.id)
  assert.notEqual(ids[0], ids[1])
  assert.deepEqual(new Set(ids.slice(0, 2)), new Set(calls.map(({ id }) => id)))
  assert.deepEqual(ids.slice(2, 4), ids.slice(0, 2))
})

test('a large request to a quick reader leaves the event loop its turns', async () => {
  const { send, output } = openWire()
  send('store', { text: 'x'.repeat(16 * large) })
  let turnsWithChunks = 0
  for (let isWhole = false; !isWhole;) {
    await turn()
    const chunks = output.take().filter(isChunk)
    if (chunks.length > 0) turnsWithChunks += 1
    isWhole = chunks.some(isLastChunk)
  }
  assert.ok(turnsWithChunks > 5, `all went in ${turnsWithChunks} turns`)
})

test('a large request that is cancelled is not sent to its end', async () => {
  const { send, heard, output } = openWire()
  output.isStuck = true
  const call = send('store', { text: 'x'.repeat(large) })
  await isSent(call)
  call.cancel('enough')
  for (let round = 0; round < 30; round += 1) {
    output.drain()
    await turn()
  }
  assert.deepEqual(
    (await heard()).map(({ method }) => method),
    ['$/chunk', '$/cancelRequest'],
  )
})

test('a large request whose time is up is not sent to its end either, and the runner is told at once', async () => {
  const { clock, send, heard, say, output } = openWire()
  output.isStuck = true
  const call = send('store', { text: 'x'.repeat(large) }, { timeoutMs: 1_000 })
  await isSent(call)
  clock.advance(1_000)
  for (let round = 0; round < 30; round += 1) {
    output.drain()
    await turn()
  }
  assert.deepEqual(
    (await heard()).map(({ method }) => method),
    ['$/chunk', '$/cancelRequest'],
  )
  await say({ id: call.id, error: { code: -32800, message: 'Request cancelled' } })
  await assert.rejects(call.promise, { code: 'ERR_RUNNER_TIMEOUT', phase: 'sent' })
  assert.equal(clock.timers, 0)
})

for (const [what, give, code] of /** @type {[string, (call: any, clock: any) => void, string][]} */ ([
  ['is cancelled', (call) => call.cancel('enough'), 'ERR_RUNNER_CANCELLED'],
  ['runs out of time', (_call, clock) => clock.advance(1_000), 'ERR_RUNNER_TIMEOUT'],
])) {
  test(`a call that ${what} while its large parameters are written settles at once, and is never heard of`, async () => {
    const { clock, connection, send, heardUntil, output } = openWire()
    const call = send('store', { text: 'x'.repeat(large) }, { timeoutMs: 1_000 })
    give(call, clock)
    await assert.rejects(call.promise, { code, phase: 'queued' })
    assert.equal(connection.inFlight, 0)
    await turn()
    assert.equal(call.large?.pieces.length, 0)
    send('store', { text: 'y'.repeat(large) })
    const chunks = await heardUntil(isLastChunk)
    assert.ok(!chunks.some(({ params }) => params.id === call.id))
    assert.deepEqual(output.take(), [])
  })
}

test('a call whose process dies while its large parameters are written goes to the next one whole', async () => {
  const [first, second] = [openWire(), openWire()]
  const text = 'x'.repeat(large)
  const call = first.send('store', { text })
  assert.deepEqual(
    first.die().map(({ phase }) => phase),
    ['queued'],
  )
  second.connection.send(call)
  const chunks = await second.heardUntil(isLastChunk)
  assert.ok(JSON.parse(chunks.map(({ params }) => params.data).join('')).params.text === text)
  assert.deepEqual(await first.heard(), [])
})

test('a large request that was lost with its process is whole when it is sent again', async () => {
  const [first, second] = [openWire(), openWire()]
  const text = 'x'.repeat(large)
  first.output.isStuck = true
  const call = first.send('store', { text })
  await isSent(call)
  first.die()
  call.requeue()
  second.connection.send(call)
  const chunks = await second.heardUntil(isLastChunk)
  assert.ok(JSON.parse(chunks.map(({ params }) => params.data).join('')).params.text === text)
})

test('a large request past the limit of the runner fails, unsent', async () => {
  const { connection, send, heard } = openWire()
  connection.maxSendBytes = large - 1
  const call = send('store', { text: 'x'.repeat(large) })
  await assert.rejects(call.promise, {
    code: 'ERR_RUNNER_PROTOCOL',
    phase: 'queued',
    message: /the limit is/,
  })
  assert.deepEqual(await heard(), [])
})

test('a call that is cancelled before its first byte went is never heard of', async () => {
  const { send, heard, output } = openWire()
  output.isStuck = true
  send('first', { text: 'x'.repeat(100_000) })
  await turn()
  const [small, big] = [send('small'), send('store', { text: 'x'.repeat(large) })]
  for (const call of [small, big]) {
    call.cancel('enough')
    await assert.rejects(call.promise, { code: 'ERR_RUNNER_CANCELLED', phase: 'queued' })
  }
  for (let round = 0; round < 30; round += 1) {
    output.drain()
    await turn()
  }
  assert.deepEqual(
    (await heard()).map(({ method }) => method),
    ['first'],
  )
})

test('of the calls that a dead child leaves behind, those that never left say so', async () => {
  const { send, die, output } = openWire()
  output.isStuck = true
  send('first', { text: 'x'.repeat(100_000) })
  await turn()
  send('small')
  send('store', { text: 'x'.repeat(large) })
  await turn()
  assert.deepEqual(
    die().map(({ method, phase }) => [method, phase]),
    [
      ['first', 'sent'],
      ['small', 'queued'],
      ['store', 'queued'],
    ],
  )
})

test('nothing is written to a child that is gone', async () => {
  const { connection, send, heard, die } = openWire()
  const call = send('echo')
  die()
  connection.notify('$/credit', { id: call.id, n: 1 })
  assert.deepEqual(await heard(), [])
})

/** Until its first byte is on its way. @param {import('../../../node/runner/calls/call.js').Call<any>} call */
async function isSent(call) {
  for (let turns = 0; turns < 10_000 && call.phase === 'queued'; turns += 1) await turn()
  assert.equal(call.phase, 'sent')
}
