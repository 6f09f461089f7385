import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Affinity } from '../../../node/runner/pool/affinity.js'
import { makePool } from './makePool.js'
import { settled } from './sessionDouble.js'
import { rejectionOf } from './startRunner.js'

const inThread = (/** @type {string} */ threadId) => ({ meta: { thread_id: threadId } })

test('the calls of a thread go to the process that had the last one, however busy it is', async (t) => {
  const { opened, start, call } = makePool(t, { processes: 3 })
  await start()
  for (const thread of ['a', 'b', 'a', 'a', 'b', 'a']) call(inThread(thread))
  const threadsOf = opened.map(({ connection }) => connection.calls.map(({ threadId }) => threadId).join(''))
  assert.deepEqual(threadsOf, ['aaaa', 'bb', ''])
})

test('a thread whose process is full goes to another, and stays there', async (t) => {
  const { opened, start, call } = makePool(t, { processes: 2 })
  await start()
  const [first, second] = opened
  call(inThread('a'))
  if (first) first.connection.maxInFlight = 1
  call(inThread('a'))
  first?.connection.answer()
  call(inThread('a'))
  assert.deepEqual([first?.connection.inFlight, second?.connection.inFlight], [0, 2])
})

test('a thread whose process died goes to another at once', async (t) => {
  const { opened, start, call } = makePool(t, { processes: 2 })
  await start()
  call(inThread('a'))
  opened[0]?.die()
  await settled()
  call(inThread('a'))
  assert.equal(opened[1]?.connection.inFlight, 1)
})

test('a process that is not well gets calls only when no other has room', async (t) => {
  const { opened, start, call } = makePool(t, { processes: 2 })
  await start()
  const [ill, well] = opened
  call(inThread('a'))
  ill?.events.onUnhealthy({ verdict: 'loop-blocked' })
  for (let n = 0; n < 3; n += 1) call()
  call(inThread('a'))
  assert.deepEqual([ill?.connection.inFlight, well?.connection.inFlight], [1, 4])
  if (well) well.connection.maxInFlight = 4
  call()
  assert.equal(ill?.connection.inFlight, 2)
})

test('a call that waits with its process in mind holds up no other', async (t) => {
  const { opened, start, call } = makePool(t, { processes: 2 })
  await start()
  for (const { connection } of opened) connection.maxInFlight = 1
  call(inThread('a'))
  call(inThread('b'))
  const waiting = [call(inThread('a')), call(inThread('b')), call()]
  opened[1]?.connection.answer()
  assert.deepEqual(
    waiting.map(({ phase }) => phase),
    ['sent', 'queued', 'queued'],
    'the first in line takes the process of the other thread',
  )
  opened[0]?.connection.answer()
  assert.equal(waiting[1]?.phase, 'sent')
})

test('calls that lost their process go before those that came later', async (t) => {
  const { opened, start, call, pass } = makePool(t)
  await start()
  const lost = [call({ idempotent: true }), call({ idempotent: true })]
  opened[0]?.die()
  await settled()
  const late = call()
  opened[1]?.comeUp()
  await pass(0)
  assert.deepEqual(opened[1]?.connection.calls, [...lost, late])
})

test('a full queue refuses, but keeps what it has taken before', async (t) => {
  const { opened, start, call } = makePool(t, { queueLimit: 1 })
  await start()
  const sent = call({ idempotent: true })
  opened[0]?.die()
  await settled()
  const refused = [call(), call()].map(({ promise }) => promise.then(String, ({ code }) => code))
  assert.deepEqual(await Promise.all(refused), ['ERR_RUNNER_OVERLOADED', 'ERR_RUNNER_OVERLOADED'])
  opened[1]?.comeUp()
  await settled()
  opened[1]?.connection.answer('kept')
  assert.equal(await sent.promise, 'kept')
})

test('waiting for a process has a limit of its own, and is counted apart from the work', async (t) => {
  const { pool, opened, start, call, pass } = makePool(t)
  await start()
  if (opened[0]) opened[0].connection.maxInFlight = 1
  call()
  const patient = call({ timeoutMs: 10_000 })
  const hasty = call({ timeoutMs: 10_000, queueTimeoutMs: 50 })
  await pass(50)
  await assert.rejects(hasty.promise, { code: 'ERR_RUNNER_TIMEOUT', phase: 'queued' })
  opened[0]?.connection.answer()
  await pass(0)
  assert.equal(patient.phase, 'sent')
  await pass(100)
  opened[0]?.connection.answer()
  assert.equal(pool.stats().queued, 0)
  assert.equal(pool.stats().methods['demo.skill']?.calls, 3)
})

test('a bounded number of threads is remembered, the quietest is forgotten', () => {
  /** @type {Affinity<number>} */
  const affinity = new Affinity(2)
  for (const [thread, place] of /** @type {const} */ ([
    ['a', 1],
    ['b', 2],
    ['a', 1],
    ['c', 3],
  ])) {
    affinity.note(thread, place)
  }
  assert.deepEqual(
    ['a', 'b', 'c'].map((thread) => affinity.find(thread)),
    [1, undefined, 3],
  )
  affinity.forget(1)
  assert.equal(affinity.size, 1)
})

test('where none may wait, a call that finds no room says so', async (t) => {
  const { opened, start, call } = makePool(t, { queueLimit: 0 })
  await start()
  if (opened[0]) opened[0].connection.maxInFlight = 0
  const { code, message, retryable } = await rejectionOf(call().promise)
  assert.deepEqual([code, retryable], ['ERR_RUNNER_OVERLOADED', true])
  assert.match(message, /no process has room \(queueLimit: 0\)/)
})

test('a call is not made again for a caller who has seen progress of it', async (t) => {
  const { opened, start, call } = makePool(t)
  await start()
  const [seen, unseen] = [call({ idempotent: true }), call({ idempotent: true })]
  seen.progress('an event')
  opened[0]?.die()
  await settled()
  const { code, phase, retryable } = await rejectionOf(seen.promise)
  assert.deepEqual([code, phase, retryable], ['ERR_RUNNER_EXITED', 'started', true])
  assert.equal(unseen.isSettled, false)
})
