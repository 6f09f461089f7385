import assert from 'node:assert/strict'
import { test } from 'node:test'
import { growAfterMs } from '../../../node/runner/pool/scaling.js'
import { makePool } from './makePool.js'
import { settled } from './sessionDouble.js'
import { startRunner } from './startRunner.js'

const processes = { min: 1, max: 3, idleMs: 10_000 }

test('it grows when a call has waited for a process and all are at work, one at a time', async (t) => {
  const { pool, opened, start, call, pass } = makePool(t, { processes })
  await start()
  fill(opened[0], call)
  call()
  await pass(growAfterMs - 1)
  assert.equal(opened.length, 1)
  await pass(1)
  assert.equal(opened.length, 2)
  assert.equal(pool.state, 'ready', 'what is only coming takes nothing away')
  await pass(10 * growAfterMs)
  assert.equal(opened.length, 2, 'the next one has to wait for what this one brings')
  fill(opened[1], call)
  opened[1]?.comeUp()
  await settled()
  call()
  await pass(growAfterMs)
  assert.equal(opened.length, 3)
  opened[2]?.comeUp()
  await settled()
  assert.equal(pool.stats().queued, 0)
  for (let n = 0; n < 10; n += 1) call()
  await pass(10 * growAfterMs)
  assert.equal(opened.length, 3, 'there are no more than max')
})

test('it grows when calls wait inside a process, as they say themselves', async (t) => {
  const { opened, start, call, pass } = makePool(t, { processes })
  await start()
  const first = call()
  call()
  await pass(growAfterMs)
  first.cost = { queue_us: growAfterMs * 1_000, handler_us: 10, cpu_us: 10 }
  opened[0]?.connection.answer()
  assert.equal(opened.length, 2)
})

test('short waits are no reason to grow', async (t) => {
  const { opened, start, call, pass } = makePool(t, { processes })
  await start()
  fill(opened[0], call)
  for (let n = 0; n < 20; n += 1) {
    call()
    await pass(growAfterMs / 2)
    opened[0]?.connection.answer()
  }
  assert.equal(opened.length, 1)
})

test('it does not grow while a process is restarting: that one may be all it takes', async (t) => {
  const { opened, start, call, pass } = makePool(t, { processes })
  await start()
  opened[0]?.die()
  await settled()
  call()
  await pass(10 * growAfterMs)
  assert.equal(opened.length, 2)
})

test('a process that does not come up is let go, and the next try comes after a while', async (t) => {
  const { pool, opened, start, call, pass, events } = makePool(t, {
    processes,
    restart: { maxDelayMs: 5_000 },
  })
  await start()
  fill(opened[0], call)
  call({ timeoutMs: Infinity })
  await pass(growAfterMs)
  opened[1]?.failToStart('no memory left')
  await settled()
  assert.deepEqual([pool.state, pool.stats().processes.length], ['ready', 1])
  assert.match(events('log')[0]?.msg, /no memory left/)
  await pass(4_900)
  assert.equal(opened.length, 2)
  await pass(300)
  assert.equal(opened.length, 3)
})

test('it shrinks when a process has been idle, down to the least, and the busy one stays', async (t) => {
  const { pool, opened, start, call, pass } = makePool(t, { processes: { min: 1, max: 2, idleMs: 10_000 } })
  await start()
  fill(opened[0], call)
  call({ timeoutMs: Infinity })
  await pass(growAfterMs)
  opened[1]?.comeUp()
  await settled()
  assert.equal(opened[1]?.connection.inFlight, 1)
  await pass(30_000)
  assert.equal(pool.stats().processes.length, 2)
  opened[1]?.connection.answer()
  await pass(9_900)
  assert.equal(pool.stats().processes.length, 2, 'not idle for long enough')
  await pass(5_000)
  assert.deepEqual(
    pool.stats().processes.map(({ pid }) => pid),
    [1],
  )
  assert.deepEqual(opened[1]?.ends, ['stop'])
  assert.equal(pool.state, 'ready')
  opened[0]?.connection.answer()
  await pass(60_000)
  assert.deepEqual(opened[0]?.ends, [])
})

test('under load a real pool grows, and every call is answered', async (t) => {
  const runner = await startRunner(t, { processes: { min: 1, max: 2 }, env: { MAX_IN_FLIGHT: '1' } })
  const calls = Array.from({ length: 12 }, () => runner.call('wait', { seconds: 0.1 }))
  assert.deepEqual(new Set(await Promise.all(calls)), new Set(['waited']))
  assert.equal(runner.stats().processes.length, 2)
})

/**
 * Leaves no room in it.
 *
 * @param {import('./sessionDouble.js').SessionDouble | undefined} session
 * @param {(options: { timeoutMs: number }) => unknown} call
 */
function fill(session, call) {
  if (!session) throw new Error('no such session')
  session.connection.maxInFlight = 1
  if (session.connection.isOpen) call({ timeoutMs: Infinity })
}
