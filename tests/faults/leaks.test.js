import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { describe, test } from 'node:test'
import { childPids, killChild, nextEvent } from '../../node/testKit/index.js'
import { startFake, startReal } from './starting.js'

const restarts = 40
const calls = 20_000
const batch = 1_000

describe('descriptor, timer, listener, memory leaks', () => {
  test(`${restarts} restarts leave descriptors, timers and listeners as they were`, async (t) => {
    const runner = await startFake(
      t,
      { methods: { 'a.echo': [{ echo: true }] } },
      { restart: { budget: 1_000 } },
    )
    const restartOnce = async () => {
      const restarted = nextEvent(runner, 'restart')
      killChild(runner)
      await restarted
      await runner.call('a.echo', {}, { idempotent: true })
    }
    for (let warming = 0; warming < 5; warming += 1) await restartOnce()
    const before = held(runner)
    for (let death = 0; death < restarts; death += 1) await restartOnce()
    const after = held(runner)
    for (const [what, count] of Object.entries(before)) {
      // One more may be on its way out at the moment of looking; a leak would be one for each restart.
      assert.ok((after[what] ?? 0) <= count + 3, `${what}: ${count} before, ${after[what]} after`)
    }
  })

  test(`${calls} calls leave both processes as large as they were`, async (t) => {
    const runner = await startReal(t)
    const some = async () => {
      await Promise.all(Array.from({ length: batch }, (_, value) => runner.call('faults.echo', { value })))
    }
    for (let warming = 0; warming < 5; warming += 1) await some()
    const python = await pythonBytes(runner)
    const before = held(runner)
    for (let done = 0; done < calls; done += batch) await some()
    const grown = ((await pythonBytes(runner)) - python) / calls
    assert.ok(grown < 64, `Python grew by ${grown} bytes a call`)
    assert.deepEqual(held(runner), before)
    assert.equal(childPids(runner).length, 1)
  })
})

/**
 * @param {import('../../node/pythonAgentRunner.js').PythonAgentRunner} runner
 * @returns {Record<string, number>}
 */
function held(runner) {
  const resources = process.getActiveResourcesInfo()
  return {
    descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    pipes: resources.filter((name) => name.includes('Pipe')).length,
    processes: resources.filter((name) => name === 'ProcessWrap').length,
    exitListeners: process.listenerCount('exit'),
    runnerListeners: runner.eventNames().length,
  }
}

/** @param {import('../../node/pythonAgentRunner.js').PythonAgentRunner} runner */
async function pythonBytes(runner) {
  return (await runner.ping()).rss_bytes ?? 0
}
