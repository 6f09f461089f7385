/** What becomes of a run's events while the store is away. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryEventStore } from '../../node/runEventStore.js'
import { createRunEventWriter, DEFAULT_WRITER_BOUNDS } from '../../node/runEventWriter.js'

const OWNER = 'this server'
const SOON = { flushMs: 1, retryMs: 1, retryMostMs: 1 }

/** @param {import('node:test').TestContext} t @param {Partial<import('../../node/runEventWriter.js').WriterBounds>} [bounds] */
function openWriter(t, bounds = {}) {
  const memory = createMemoryEventStore()
  const state = { now: 0, isAway: true }
  /** @type {(events: readonly any[]) => void} */
  let onAttempt = () => {}
  /** @type {string[]} */
  const warned = []
  const store = {
    ...memory,
    append: async (/** @type {string} */ owner, /** @type {readonly any[]} */ events) => {
      onAttempt(events)
      if (state.isAway) throw new Error('connect ECONNREFUSED')
      return memory.append(owner, events)
    },
  }
  const writer = createRunEventWriter({
    ...{ store, owner: OWNER, now: () => state.now, bounds: { ...SOON, ...bounds } },
    onStored: () => {},
    log: (level, message) => void warned.push(`${level}: ${message}`),
  })
  // Its own waits keep nothing alive.
  const alive = setInterval(() => {}, 60_000)
  t.after(() => {
    clearInterval(alive)
    writer.close()
  })
  /** What an attempt that begins from now on would store. @returns {Promise<[number, string][]>} */
  const attempt = async () => {
    const events = await new Promise((resolve) => (onAttempt = resolve))
    return events.map((/** @type {any} */ { seq, type }) => [seq, type])
  }
  const stored = async (/** @type {string} */ id) =>
    (await memory.read(id, 0, 100)).map(({ seq, type, data }) => [seq, type, JSON.parse(data)])
  return { writer, state, warned, attempt, stored }
}

test('events wait for a store that is away for half a minute, and are stored when it is back', async (t) => {
  const { writer, state, warned, attempt, stored } = openWriter(t)
  const recorder = writer.begin('run')
  for (const event of ['a', 'b']) recorder.publish(event)
  await attempt()
  state.now += DEFAULT_WRITER_BOUNDS.giveUpMs
  await attempt()
  assert.deepEqual(await attempt(), [
    [1, 'progress'],
    [2, 'progress'],
  ])
  state.isAway = false
  await writer.settled('run', 5_000)
  assert.deepEqual(await stored('run'), [
    [1, 'progress', 'a'],
    [2, 'progress', 'b'],
  ])
  assert.deepEqual(warned, ['warn: events of runs wait for the database'], 'it is said once')
})

test('after that they are given up, and their numbers say that they are missing; what comes later is kept', async (t) => {
  const { writer, state, attempt, stored } = openWriter(t)
  const recorder = writer.begin('run')
  for (const event of ['a', 'b', 'c']) recorder.publish(event)
  await attempt()
  recorder.publish('later')
  state.now += DEFAULT_WRITER_BOUNDS.giveUpMs + 1
  await attempt()
  assert.deepEqual(await attempt(), [[3, 'gap']])
  assert.deepEqual(await attempt(), [[3, 'gap']], 'which waits on')
  state.isAway = false
  await writer.settled('run', 5_000)
  assert.deepEqual(await stored('run'), [
    [3, 'gap', { after: 0, next: 4, reason: 'the events could not be stored in time' }],
    [4, 'progress', 'later'],
  ])
})

test('each run of a batch that is given up misses its own', async (t) => {
  const { writer, state, attempt, stored } = openWriter(t)
  const [one, other] = [writer.begin('one'), writer.begin('other')]
  one.publish('a')
  other.publish('x')
  other.publish('y')
  await attempt()
  state.now += DEFAULT_WRITER_BOUNDS.giveUpMs + 1
  await attempt()
  state.isAway = false
  await Promise.all([writer.settled('one', 5_000), writer.settled('other', 5_000)])
  const reason = 'the events could not be stored in time'
  assert.deepEqual(await stored('one'), [[1, 'gap', { after: 0, next: 2, reason }]])
  assert.deepEqual(await stored('other'), [[2, 'gap', { after: 0, next: 3, reason }]])
})

test('what a run says while the store is away is bounded: the oldest are missing', async (t) => {
  const { writer, state, attempt, stored } = openWriter(t, { waitingBytes: 30 })
  const recorder = writer.begin('run')
  recorder.publish('first')
  await attempt()
  for (let number = 0; number < 10; number++) recorder.publish(`event ${number}`)
  state.isAway = false
  await writer.settled('run', 5_000)
  assert.deepEqual(await stored('run'), [
    [1, 'progress', 'first'],
    [8, 'gap', { after: 1, next: 9, reason: 'the events could not be stored in time' }],
    [9, 'progress', 'event 7'],
    [10, 'progress', 'event 8'],
    [11, 'progress', 'event 9'],
  ])
})

test('an end of a run waits no longer for its events than is said, and loses those that are not stored', async (t) => {
  const { writer, state, warned, attempt, stored } = openWriter(t)
  writer.begin('run').publish('a')
  await attempt()
  await writer.settled('run', 1)
  assert.equal(warned.at(-1), 'warn: events of a run could not be stored')
  assert.equal(writer.isRecording('run'), false)
  state.isAway = false
  writer.begin('next').publish('b')
  await writer.settled('next', 5_000)
  assert.deepEqual(await stored('next'), [[1, 'progress', 'b']])
})
