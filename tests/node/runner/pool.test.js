import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makePool } from './makePool.js'
import * as bridge from '../../../node/pythonAgentRunner.js'
import { nextEvent, rejectionOf, startRunner } from './startRunner.js'

test('the public module has these names and no more', () => {
  assert.deepEqual(Object.keys(bridge).sort(), ['AgentRunnerError', 'PythonAgentRunner', 'findInterpreters'])
  const own = Object.getOwnPropertyNames(bridge.PythonAgentRunner.prototype)
  assert.deepEqual(own.sort(), [
    ...[
      'agents',
      'call',
      'close',
      'constructor',
      'destroy',
      'lastCrash',
      'metrics',
      'ping',
      'start',
      'state',
    ],
    ...['stats', 'stream'],
  ])
})

test('calls go to the process with the fewest in flight', async (t) => {
  const runner = await startRunner(t, { processes: 3 })
  const waits = Array.from({ length: 9 }, () => runner.call('wait', { seconds: 0.02 }))
  assert.deepEqual(
    runner.stats().processes.map(({ inFlight }) => inFlight),
    [3, 3, 3],
  )
  await Promise.all(waits)
  const pids = new Set(runner.stats().processes.map(({ pid }) => pid))
  assert.equal(pids.size, 3)
})

test('one of several processes dying degrades the runner and fails only what it ran', async (t) => {
  const runner = await startRunner(t, { processes: 2 })
  const degraded = nextEvent(runner, 'state', ({ state }) => state === 'degraded')
  const ready = nextEvent(runner, 'state', ({ state }) => state === 'ready')
  const doomed = rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
  const other = runner.call('wait', { seconds: 0.1 })
  assert.equal((await doomed).code, 'ERR_RUNNER_EXITED')
  await degraded
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
  assert.equal(await other, 'waited')
  await ready
  assert.equal(runner.stats().restarts, 1)
})

test('what waits goes to whichever process has room first', async (t) => {
  const runner = await startRunner(t, { processes: 2, env: { MAX_IN_FLIGHT: '1' } })
  const slow = runner.call('wait', { seconds: 0.3 })
  const quick = Array.from({ length: 6 }, (_, a) => runner.call('echo', { a }))
  assert.deepEqual(
    (await Promise.all(quick)).map(({ a }) => a),
    [0, 1, 2, 3, 4, 5],
  )
  assert.equal(runner.stats().inFlight, 1, 'the slow one is still under way')
  assert.equal(await slow, 'waited')
})

test('the last crash can be looked at, whichever process it was, with no folder named', async (t) => {
  const runner = await startRunner(t, { processes: 2 })
  const { lastCrash: none } = runner
  assert.equal(none, null)
  const restarted = nextEvent(runner, 'restart')
  await rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
  const { process: place } = await restarted
  assert.equal(place, 0)
  assert.equal(runner.lastCrash?.ending.signal, 'SIGKILL')
  assert.equal(runner.stats().crashes, 1)
})

test('however many pools there are, they listen to the exit of the host with one listener', async (t) => {
  const before = process.listenerCount('exit')
  const pools = Array.from({ length: 11 }, () => makePool(t))
  for (const { start } of pools) await start()
  assert.equal(process.listenerCount('exit'), before + 1)
  for (const { pool } of pools.slice(1)) await pool.destroy()
  assert.equal(process.listenerCount('exit'), before + 1)
  await pools[0]?.pool.destroy()
  assert.equal(process.listenerCount('exit'), before)
})
