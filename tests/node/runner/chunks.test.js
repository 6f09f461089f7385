import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ChunkJoiner } from '../../../node/runner/wire/chunks.js'
import { assertGrowsInStep } from '../growth.js'
import { openWire } from './openWire.js'

/** @typedef {import('./openWire.js').Wire} Wire */

test('a reply in chunks is a reply like another, and its call settles with the last of them', async () => {
  const wire = openWire()
  const call = wire.send('load')
  const result = { text: 'ü"\\𝄞\n'.repeat(1000) }
  await sayInChunks(wire, { id: call.id, result, cost: { queue_us: 1, handler_us: 2, cpu_us: 3 } })
  assert.deepEqual(await call.promise, result)
  assert.deepEqual(call.cost, { queue_us: 1, handler_us: 2, cpu_us: 3 })
})

test('replies in chunks may be told across each other, and across whole ones', async () => {
  const wire = openWire()
  const [a, b, small] = [wire.send('a'), wire.send('b'), wire.send('small')]
  const chunksOf = (/** @type {string} */ id, /** @type {string} */ result) =>
    cut({ jsonrpc: '2.0', id, result }).map((data, seq, { length }) => ({
      id,
      seq,
      data,
      more: seq < length - 1,
    }))
  const [ofA, ofB] = [chunksOf(a.id, 'a'.repeat(300)), chunksOf(b.id, 'b'.repeat(300))]
  for (const [index, params] of ofA.entries()) {
    await wire.say({ method: '$/chunk', params })
    await wire.say({ method: '$/chunk', params: ofB[index] })
    if (index === 0) await wire.say({ id: small.id, result: 'small' })
  }
  assert.deepEqual(await Promise.all([a.promise, b.promise, small.promise]), [
    'a'.repeat(300),
    'b'.repeat(300),
    'small',
  ])
})

for (const [flaw, chunks, message] of /** @type {[string, object[], RegExp][]} */ ([
  [
    'a hole',
    [
      { seq: 0, data: '{', more: true },
      { seq: 2, data: '}', more: false },
    ],
    /hole: chunk 2 .* of 1/,
  ],
  ['no beginning', [{ seq: 1, data: '{}', more: false }], /hole/],
  ['no text', [{ seq: 0, more: false }], /without data/],
  ['no JSON', [{ seq: 0, data: '{"jsonrpc":"2.0"', more: false }], /do not join/],
  ['another id', [{ seq: 0, data: '{"jsonrpc":"2.0","id":"e.2","result":1}', more: false }], /do not join/],
])) {
  test(`chunks with ${flaw} fail their own call and no other`, async () => {
    const wire = openWire()
    const [broken, other] = [wire.send('broken'), wire.send('other')]
    for (const chunk of chunks) await wire.say({ method: '$/chunk', params: { id: broken.id, ...chunk } })
    await assert.rejects(broken.promise, { code: 'ERR_RUNNER_PROTOCOL', message })
    await wire.say({ id: other.id, result: 'fine' })
    assert.equal(await other.promise, 'fine')
    assert.equal(wire.counters.brokenFrames, 1)
  })
}

test('a reply that is no JSON fails by the chunk that shows it, and the rest of it is let go', async () => {
  const wire = openWire()
  const [broken, other] = [wire.send('broken'), wire.send('other')]
  const say = (/** @type {object} */ chunk) =>
    wire.say({ method: '$/chunk', params: { id: broken.id, ...chunk } })
  await say({ seq: 0, data: '{"jsonrpc":"2.0"}}', more: true })
  await assert.rejects(broken.promise, { code: 'ERR_RUNNER_PROTOCOL', message: /do not join/ })
  await say({ seq: 1, data: ',2]', more: true })
  await say({ seq: 2, data: '}', more: false })
  await wire.say({ id: other.id, result: 'fine' })
  assert.equal(await other.promise, 'fine')
  assert.deepEqual(wire.counters, { lateReplies: 1, noise: 0, brokenFrames: 1 })
})

test('a reply in chunks past the limit fails its own call, and the rest of it is let go', async () => {
  const wire = openWire({ maxFrameBytes: 2_000 })
  const call = wire.send('load')
  const other = wire.send('other')
  await sayInChunks(wire, { id: call.id, result: 'x'.repeat(5_000) })
  await assert.rejects(call.promise, {
    code: 'ERR_RUNNER_PROTOCOL',
    message: /more than 2000 bytes in chunks/,
  })
  assert.equal(wire.counters.lateReplies, 1)
  await sayInChunks(wire, { id: other.id, result: 'fine' })
  assert.equal(await other.promise, 'fine')
})

test('the chunks of a call that nobody waits for are ignored, and the last one counts as late', async () => {
  const wire = openWire()
  const call = wire.send('load')
  await wire.heard()
  call.fail(/** @type {any} */ (new Error('settled on this side')))
  await sayInChunks(wire, { id: call.id, result: 'x'.repeat(500) })
  await sayInChunks(wire, { id: 'stranger', result: 'x'.repeat(500) })
  assert.deepEqual(wire.counters, { lateReplies: 1, noise: 0, brokenFrames: 0 })
})

test('each chunk is a sign of progress', async () => {
  const wire = openWire()
  const call = wire.send('load', {}, { timeoutMs: Infinity, idleTimeoutMs: 100 })
  await wire.heard()
  const slices = cut({ jsonrpc: '2.0', id: call.id, result: 'x'.repeat(500) })
  for (const [seq, data] of slices.entries()) {
    wire.clock.advance(80)
    const more = seq < slices.length - 1
    await wire.say({ method: '$/chunk', params: { id: call.id, seq, data, more } })
  }
  assert.equal(await call.promise, 'x'.repeat(500))
})

test('the time to join chunks grows in step with their number', () => {
  const data = 'x'.repeat(64 * 1024)
  const join = (/** @type {number} */ count) => {
    const joiner = new ChunkJoiner(2 ** 29)
    joiner.push({ id: 'a', seq: 0, data: '{"text":"', more: true })
    for (let seq = 1; seq <= count; seq += 1) joiner.push({ id: 'a', seq, data, more: true })
    assert.ok('value' in (joiner.push({ id: 'a', seq: count + 1, data: '"}', more: false }) ?? {}))
  }
  return assertGrowsInStep(join, { size: 160 })
})

/**
 * @param {Wire} wire
 * @param {{ id: string } & Record<string, unknown>} message
 */
async function sayInChunks(wire, message) {
  const slices = cut({ jsonrpc: '2.0', ...message })
  for (const [seq, data] of slices.entries()) {
    const more = seq < slices.length - 1
    await wire.say({ method: '$/chunk', params: { id: message.id, seq, data, more } })
  }
}

/** @param {object} message @returns {string[]} slices of a hundred characters, none with half a pair */
function cut(message) {
  const characters = [...JSON.stringify(message)]
  return Array.from({ length: Math.ceil(characters.length / 100) }, (_, index) =>
    characters.slice(index * 100, (index + 1) * 100).join(''),
  )
}
