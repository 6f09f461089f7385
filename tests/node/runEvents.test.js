import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRunEvents } from '../../node/runEvents.js'

const ID = 'run'
const REASON_KEPT = 'the events are no longer kept'

/** @param {Partial<import('../../node/runEvents.js').Bounds>} [bounds] @param {() => number} [now] */
function events(bounds, now) {
  return /** @type {ReturnType<typeof createRunEvents<string>>} */ (createRunEvents({ bounds, now }))
}

/** @param {Partial<import('../../node/runEvents.js').Bounds>} [bounds] @param {number} [count] published */
function logWith(bounds, count = 0) {
  const log = events(bounds).open(ID, 'ada')
  for (let number = 1; number <= count; number++) log.publish(number)
  return log
}

/**
 * Reads to the end, or as many.
 * @param {AsyncIterable<any>} reader
 * @param {number} [most]
 */
async function read(reader, most = Infinity) {
  const entries = []
  for await (const { seq, type, data, ending } of reader) {
    entries.push([seq, type, type === 'end' ? ending : JSON.parse(data)])
    if (entries.length >= most) break
  }
  return entries
}

/** Lets everything that waits for nothing go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a reader gets the events as they come, numbered from 1, then the end', async () => {
  const log = logWith()
  const all = read(log.read(0))
  log.publish({ a: 1 })
  await settled()
  log.publish({ b: 2 })
  log.end('over')
  assert.deepEqual(await all, [
    [1, 'progress', { a: 1 }],
    [2, 'progress', { b: 2 }],
    [3, 'end', 'over'],
  ])
})

test('whatever number a reader comes again with, nothing is missing and nothing twice', async () => {
  const log = logWith({}, 6)
  const live = Array.from({ length: 7 }, (_, after) => read(log.read(after)))
  log.publish(7)
  log.end('over')
  const late = Array.from({ length: 8 }, (_, after) => read(log.read(after)))
  for (const [after, reading] of [...live.entries(), ...late.entries()]) {
    const seqs = (await reading).map(([seq]) => seq)
    assert.deepEqual(
      seqs,
      Array.from({ length: 8 - after }, (_, index) => after + 1 + index),
    )
  }
})

test('who has the end already gets nothing more', async () => {
  const log = logWith({}, 1)
  log.end('over')
  assert.equal(log.lastSeq, 2)
  assert.deepEqual(await read(log.read(2)), [])
})

test('what fell out of the count that is kept is said, not skipped', async () => {
  const log = logWith({ maxEvents: 2 }, 5)
  log.end('over')
  assert.deepEqual(await read(log.read(1)), [
    [3, 'gap', { after: 1, next: 4, reason: REASON_KEPT }],
    [4, 'progress', 4],
    [5, 'progress', 5],
    [6, 'end', 'over'],
  ])
  assert.equal((await read(log.read(3)))[0]?.[1], 'progress')
})

test('what fell out of the bytes that are kept is said, and the last event is kept whatever its size', async () => {
  const log = logWith({ maxBytes: 1_000 })
  log.publish('x'.repeat(600))
  log.publish('y'.repeat(600))
  log.publish('z'.repeat(5_000))
  const [gap, last] = await read(log.read(0), 2)
  assert.deepEqual(gap, [2, 'gap', { after: 0, next: 3, reason: REASON_KEPT }])
  assert.equal(last?.[2].length, 5_000)
})

test('a reader that falls behind while it reads is told what it missed, once', async () => {
  const log = logWith({ maxEvents: 3 })
  const reader = log.read(0)
  log.publish(1)
  await reader.next()
  for (let number = 2; number <= 9; number++) log.publish(number)
  log.end('over')
  assert.deepEqual(
    (await read(reader)).map(([seq, type]) => [seq, type]),
    [
      [6, 'gap'],
      [7, 'progress'],
      [8, 'progress'],
      [9, 'progress'],
      [10, 'end'],
    ],
  )
})

test('who asks for what comes later waits for it, and gets the end in any case', async () => {
  const log = logWith({}, 1)
  const [soon, never] = [read(log.read(2)), read(log.read(99))]
  log.publish(2)
  log.publish(3)
  log.end('over')
  assert.deepEqual(await soon, [
    [3, 'progress', 3],
    [4, 'end', 'over'],
  ])
  assert.deepEqual(await never, [[4, 'end', 'over']])
})

test('events that never came here are a gap with a number of its own', async () => {
  const log = logWith({}, 1)
  log.lose('lost')
  log.publish(3)
  assert.deepEqual(await read(log.read(1), 2), [
    [2, 'gap', { after: 1, next: 3, reason: 'lost' }],
    [3, 'progress', 3],
  ])
})

test('an aborted reader ends, and the last one to go is noticed', async () => {
  const log = logWith()
  let unread = 0
  log.onUnread = () => (unread += 1)
  const [first, second] = [new AbortController(), new AbortController()]
  const readings = [read(log.read(0, first.signal)), read(log.read(0, second.signal))]
  first.abort()
  assert.equal(unread, 0)
  second.abort()
  assert.equal(unread, 1)
  assert.deepEqual(await Promise.all(readings), [[], []])
  assert.deepEqual(await read(log.read(0, AbortSignal.abort())), [])
})

test('a reader that leaves after the end is no loss', async () => {
  const log = logWith()
  log.onUnread = () => assert.fail('it had ended')
  const all = read(log.read(0))
  log.end('over')
  assert.equal((await all).length, 1)
})

test('a run that is paced waits for the reader who is furthest on, and for no other', async () => {
  const log = logWith()
  const [fast, slow] = [log.read(0), log.read(0)]
  let published = 0
  const publishing = (async () => {
    for (; published < 100; published++) {
      log.publish(published)
      await log.taken()
    }
  })()
  await settled()
  assert.equal(published, 0, 'the first one is not read yet')
  for (let count = 0; count < 100; count++) await fast.next()
  await publishing
  assert.deepEqual((await slow.next()).value?.seq, 1)
})

test('who waits for what comes later sets no pace', async () => {
  const log = logWith()
  const reader = log.read(0)
  log.read(99)
  log.publish(1)
  let isFree = false
  const waiting = log.taken().then(() => (isFree = true))
  await settled()
  assert.equal(isFree, false)
  await reader.next()
  await waiting
})

test('nobody is waited for who has gone, or after the pace was let go', async () => {
  for (const letGo of [
    (/** @type {any} */ log, /** @type {any} */ reader) => void reader.return(),
    (/** @type {any} */ log) => log.release(),
    (/** @type {any} */ log) => log.end('over'),
  ]) {
    const log = logWith()
    const reader = log.read(0)
    for (let number = 0; number < 50; number++) log.publish(number)
    let isFree = false
    const waiting = log.taken().then(() => (isFree = true))
    await settled()
    assert.equal(isFree, false)
    letGo(log, reader)
    await waiting
  }
})

test('after the end nothing is added', async () => {
  const log = logWith({}, 1)
  log.end('over')
  log.publish(2)
  log.lose('nothing')
  log.end('again')
  assert.deepEqual(await read(log.read(0)), [
    [1, 'progress', 1],
    [2, 'end', 'over'],
  ])
})

test('a run is kept for its time after its end, and no longer', () => {
  let now = 0
  const kept = events({ keepMs: 100 }, () => now)
  kept.open('live', 'ada')
  kept.open('ended', 'ada').end('over')
  now = 99
  assert.ok(kept.find('ended'))
  now = 100
  assert.equal(kept.find('ended'), null)
  assert.ok(kept.find('live'))
})

test('runs that have ended make room first, then those that nobody reads, never those that are read', () => {
  const kept = events({ maxRuns: 2 })
  kept.open('read', 'ada').read(0)
  kept.open('ended', 'ada').end('over')
  kept.open('unread', 'ada')
  assert.deepEqual(
    ['read', 'ended', 'unread'].map((id) => kept.find(id) !== null),
    [true, false, true],
  )
  kept.open('also read', 'ada').read(0)
  kept.open('and this', 'ada').read(0)
  assert.deepEqual(
    ['read', 'unread', 'also read', 'and this'].map((id) => kept.find(id) !== null),
    [true, false, true, true],
  )
})

test('the bytes of all runs are bounded, results included', () => {
  const kept = events({ maxTotalBytes: 1_000 })
  kept.open('large', 'ada').end('a large result', 900)
  kept.open('small', 'ada').end('a small one', 50)
  assert.ok(kept.find('large') && kept.find('small'))
  kept.open('another', 'ada').end('one more', 100)
  assert.equal(kept.find('large'), null)
  assert.ok(kept.find('small') && kept.find('another'))
})
