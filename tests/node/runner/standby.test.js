import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makePool } from './makePool.js'
import { settled } from './sessionDouble.js'
import { isGone, nextEvent, pidOf, rejectionOf, startRunner } from './startRunner.js'

test('one that stands by takes over at once when a process is killed', async (t) => {
  const runner = await startRunner(t, { standby: 1 })
  await standing(runner, 1)
  const restarted = nextEvent(runner, 'restart')
  const pid = await pidOf(runner)
  const call = runner.call('wait', { seconds: 0 }, { idempotent: true })
  const killedAt = performance.now()
  process.kill(pid, 'SIGKILL')
  assert.equal(await call, 'waited')
  await restarted
  await runner.call('echo')
  const backMs = performance.now() - killedAt
  assert.ok(backMs < 150, `back after ${backMs} ms`)
  assert.notEqual(await pidOf(runner), pid)
  await standing(runner, 1)
})

test('without one, the first restart goes off at once', async (t) => {
  const runner = await startRunner(t, { restart: { minDelayMs: 5_000, maxDelayMs: 5_000 } })
  const restarted = nextEvent(runner, 'restart')
  const killedAt = performance.now()
  process.kill(await pidOf(runner), 'SIGKILL')
  assert.equal((await restarted).delayMs, 0)
  await runner.call('echo')
  const backMs = performance.now() - killedAt
  assert.ok(backMs < 300, `back after ${backMs} ms`)
})

test('what stands by is started when the others are there, and gets no calls', async (t) => {
  const { pool, opened, start, call } = makePool(t, { processes: 2, standby: 2 })
  await start()
  assert.equal(opened.length, 4)
  for (const session of opened) session.comeUp()
  await settled()
  for (let n = 0; n < 6; n += 1) call()
  assert.deepEqual(
    opened.map(({ connection }) => connection.inFlight),
    [3, 3, 0, 0],
  )
  assert.deepEqual(pool.stats().standby, { wanted: 2, ready: 2, pids: [3, 4] })
  assert.equal(pool.stats().processes.length, 2)
})

test('the death of one that stands by is told to nobody, and another comes with the usual delays', async (t) => {
  const { pool, opened, start, pass, events, told } = makePool(t, { standby: 1 })
  await start()
  opened[1]?.comeUp()
  await settled()
  told.length = 0
  opened[1]?.die()
  await settled()
  assert.equal(opened.length, 3, 'the first time at once')
  opened[2]?.failToStart('no luck')
  await settled()
  assert.equal(opened.length, 3)
  await pass(100)
  assert.equal(opened.length, 4)
  opened[3]?.comeUp()
  await settled()
  assert.equal(pool.stats().standby.ready, 1)
  assert.deepEqual([told, events('restart')], [[], []])
})

test('one that stands by and keeps dying is tried again when the window is over, for ever', async (t) => {
  const restart = { budget: 2, minDelayMs: 10, maxDelayMs: 10, windowMs: 1_000 }
  const { pool, opened, start, pass } = makePool(t, { standby: 1, restart })
  await start()
  for (let n = 1; n <= 3; n += 1) {
    opened.at(-1)?.failToStart('no luck')
    await settled()
    await pass(10)
  }
  const before = opened.length
  await pass(900)
  assert.equal(opened.length, before)
  await pass(100)
  assert.equal(opened.length, before + 1)
  assert.equal(pool.state, 'ready')
})

test('a worn process is relieved by the one that stands by, and by no third', async (t) => {
  const { opened, start, call, events } = makePool(t, { standby: 1, recycle: { maxCalls: 1 } })
  await start()
  opened[1]?.comeUp()
  await settled()
  call()
  await settled()
  assert.deepEqual(events('recycle')[0], { process: 0, reason: 'calls', pid: 1, successor: 2 })
  assert.equal(opened.length, 3, 'the third is the next to stand by')
  assert.equal(call().holder, opened[1]?.connection)
})

test('a crash loop opens the circuit although others stand by', async (t) => {
  const { pool, opened, start } = makePool(t, { standby: 1, restart: { budget: 2 } })
  await start()
  for (let n = 0; n < 8; n += 1) {
    for (const session of opened) session.comeUp()
    await settled()
    opened.find(({ pid }) => pid === pool.stats().processes[0]?.pid)?.die()
    await settled()
  }
  assert.equal(pool.state, 'failed')
})

test('close() and destroy() leave none standing by', async (t) => {
  for (const how of /** @type {const} */ (['close', 'destroy'])) {
    const runner = await startRunner(t, { standby: 2 })
    const pids = await standing(runner, 2)
    await runner[how]()
    for (const pid of pids) await isGone(pid)
  }
})

test('one that stands by and hangs is found out and replaced', async (t) => {
  const runner = await startRunner(t, { standby: 1, pingIntervalMs: 100, hangTimeoutMs: 300 })
  const [pid] = await standing(runner, 1)
  assert.ok(pid)
  process.kill(pid, 'SIGSTOP')
  await isGone(pid)
  const [next] = await standing(runner, 1, (candidate) => candidate !== pid)
  assert.notEqual(next, pid)
  assert.equal(runner.stats().restarts, 0)
})

/**
 * Those that stand by, once there are so many.
 *
 * @param {import('../../../node/pythonAgentRunner.js').PythonAgentRunner} runner
 * @param {number} count
 * @param {(pid: number) => boolean} [fits]
 * @returns {Promise<number[]>}
 */
async function standing(runner, count, fits = () => true) {
  const deadline = performance.now() + 5_000
  while (runner.stats().standby.pids.filter(fits).length < count) {
    if (performance.now() > deadline) throw new Error('none stands by')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return runner.stats().standby.pids
}

test('calls in flight are settled when a process dies that another takes over from', async (t) => {
  const runner = await startRunner(t, { standby: 1 })
  await standing(runner, 1)
  const error = await rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
  assert.equal(error.code, 'ERR_RUNNER_EXITED')
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
})
