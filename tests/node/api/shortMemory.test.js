import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createShortMemory } from '../../../node/api/services/shortMemory.js'

/** What is read is how often it was read. */
function openMemory() {
  const clock = { now: 0 }
  let reads = 0
  const memory = createShortMemory({ keepMs: 1_000, read: async () => (reads += 1), now: () => clock.now })
  return { memory, clock }
}

test('what was read is known for its time, counted from when it was asked for', async () => {
  const { memory, clock } = openMemory()
  const both = await Promise.all([memory.get('a'), memory.get('a')])
  assert.deepEqual(both, [1, 1])
  clock.now = 999
  assert.equal(await memory.get('a'), 1)
  assert.equal(await memory.get('b'), 2)
  clock.now = 1_000
  assert.equal(await memory.get('a'), 3)
})

test('what is forgotten is read anew, also when it was being read', async () => {
  const { memory } = openMemory()
  const reading = memory.get('a')
  memory.forget('a')
  assert.equal(await memory.get('a'), 2)
  assert.equal(await reading, 1)
  assert.equal(await memory.get('a'), 2)
})

test('a failure is not remembered', async () => {
  let isAway = true
  const read = async () => {
    if (isAway) throw new Error('away')
    return 'there'
  }
  const memory = createShortMemory({ keepMs: 1_000, read, now: () => 0 })
  await assert.rejects(memory.get('a'), /away/)
  isAway = false
  assert.equal(await memory.get('a'), 'there')
})

test('it stays small: the oldest go first', async () => {
  const { memory } = openMemory()
  for (let key = 0; key <= 10_000; key += 1) await memory.get(`${key}`)
  assert.equal(await memory.get('1'), 2, 'still known')
  assert.equal(await memory.get('0'), 10_002, 'read anew')
})
