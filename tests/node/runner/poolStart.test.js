import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makePool } from './makePool.js'
import { settled } from './sessionDouble.js'
import { isGone, makeRunner, rejectionOf } from './startRunner.js'

test('start() resolves when one comes up, and the others are tried again by themselves', async (t) => {
  const { pool, opened, pass, events } = makePool(t, { processes: 2 })
  const started = pool.start()
  opened[0]?.failToStart('no luck')
  opened[1]?.comeUp()
  await started
  assert.equal(pool.state, 'degraded')
  await settled()
  assert.deepEqual(
    events('restart').map(({ process, delayMs }) => [process, delayMs]),
    [[0, 0]],
  )
  opened[2]?.comeUp()
  await pass(0)
  assert.equal(pool.state, 'ready')
})

test('start() rejects with the first failure when none comes up, and nothing is tried again', async (t) => {
  const { pool, opened, pass } = makePool(t, { processes: 2, standby: 1 })
  const started = pool.start()
  opened[0]?.failToStart('first')
  opened[1]?.failToStart('second')
  await assert.rejects(started, /first/)
  assert.equal(pool.state, 'failed')
  await pass(3_600_000)
  assert.equal(opened.length, 2)
})

test('a crash loop opens the circuit, which closes again by itself, and a stable time wipes the slate', async (t) => {
  const restart = { budget: 2, minDelayMs: 100, maxDelayMs: 1_000, windowMs: 60_000, stableMs: 30_000 }
  const { pool, opened, start, call, pass, events } = makePool(t, { restart })
  await start()
  const waiting = call({ idempotent: true, timeoutMs: Infinity })
  await crash()
  opened[1]?.comeUp()
  await crash()
  await pass(100)
  opened[2]?.comeUp()
  await crash()
  assert.equal(pool.state, 'failed')
  await assert.rejects(waiting.promise)
  await assert.rejects(call().promise, { code: 'ERR_RUNNER_START', retryable: true })
  await pass(59_999)
  assert.equal(opened.length, 3)
  await pass(1)
  assert.equal(pool.state, 'restarting')
  opened[3]?.comeUp()
  await settled()
  assert.equal(pool.state, 'ready')
  assert.equal(call().phase, 'sent')
  await pass(30_000)
  await crash()
  assert.deepEqual(
    events('restart').map(({ delayMs, streak }) => [streak, delayMs]),
    [
      [1, 0],
      [2, 75],
      [1, 0],
    ],
    'after a stable time the next death is a first one',
  )

  async function crash() {
    await settled()
    opened.at(-1)?.die()
    await settled()
  }
})

test('an aborted start() ends what it was starting, and can be made again', async (t) => {
  const runner = makeRunner({ env: { FAULT: 'never-ready' }, processes: 2 })
  t.after(() => runner.destroy())
  const controller = new AbortController()
  const started = rejectionOf(runner.start({ signal: controller.signal }))
  const waiting = rejectionOf(runner.call('echo'))
  const pids = runner.stats().processes.map(({ pid }) => pid)
  controller.abort(new Error('changed my mind'))
  const error = await started
  assert.deepEqual([error.code, error.cause.message], ['ERR_RUNNER_CANCELLED', 'changed my mind'])
  assert.equal((await waiting).code, 'ERR_RUNNER_CLOSED')
  assert.equal(runner.state, 'idle')
  for (const pid of pids) if (pid) await isGone(pid)
  const again = new AbortController()
  const second = rejectionOf(runner.start({ signal: again.signal }))
  again.abort()
  assert.equal((await second).code, 'ERR_RUNNER_CANCELLED')
})

test('an aborted start() takes nothing from another that waits, nor from what serves', async (t) => {
  const { pool, opened } = makePool(t)
  const controller = new AbortController()
  const first = pool.start(controller.signal)
  const second = pool.start()
  controller.abort()
  await assert.rejects(first, { code: 'ERR_RUNNER_CANCELLED' })
  opened[0]?.comeUp()
  await second
  assert.equal(pool.state, 'ready')
  await assert.rejects(pool.start(AbortSignal.abort()), { code: 'ERR_RUNNER_CANCELLED' })
  assert.equal(pool.state, 'ready')
})

test('ping tells of each process, and as a whole of the one that is worst off but there', async (t) => {
  const { pool, opened, start } = makePool(t, { processes: 3 })
  await start()
  const evidence = /** @type {any} */ ({ inFlight: 1 })
  if (opened[0]) opened[0].examination = { verdict: 'ok', evidence, pong: true, pid: 1, rttMs: 9 }
  if (opened[1]) opened[1].examination = { verdict: 'loop-blocked', evidence, pong: true, pid: 2, rttMs: 1 }
  opened[2]?.die()
  await settled()
  const { processes, ...whole } = await pool.ping({})
  assert.deepEqual(whole, { process: 1, verdict: 'loop-blocked', evidence, pong: true, pid: 2, rttMs: 1 })
  assert.deepEqual(
    processes.map(({ process, verdict }) => [process, verdict]),
    [
      [0, 'ok'],
      [1, 'loop-blocked'],
      [2, 'ok'],
    ],
  )
})

test('ping resolves whatever the state; only its signal makes it reject', async () => {
  const runner = makeRunner({ python: '/nowhere/python' })
  assert.equal((await runner.ping()).verdict, 'dead')
  await rejectionOf(runner.start())
  assert.equal((await runner.ping()).verdict, 'dead')
  const error = await rejectionOf(runner.ping({ signal: AbortSignal.abort() }))
  assert.equal(error.code, 'ERR_RUNNER_CANCELLED')
  await runner.close()
  assert.equal((await runner.ping()).verdict, 'dead')
})
