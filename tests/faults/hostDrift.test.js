import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, test } from 'node:test'
import { startReal } from './starting.js'
import { startHost } from './startHost.js'

/** Far more than the child is given before it counts as hung. */
const awayMs = 1_200
const options = { pingIntervalMs: 60, hangTimeoutMs: 240 }

describe('host timer drift (laptop sleep, debugger pause)', { concurrency: true }, () => {
  test('a host that was stopped and goes on raises no alarm', async (t) => {
    const params = { seconds: 2.5 }
    const { host, hear } = await startHost(t, { method: 'faults.wait', params, options })
    host.kill('SIGSTOP')
    // The time away is the fault itself: there is no event to wait for.
    await wait(awayMs)
    host.kill('SIGCONT')
    assert.deepEqual(await hear(), { result: 'waited' })
  })

  test('host and child stopped together, as a laptop sleeps, raise none', async (t) => {
    const params = { seconds: 2.5 }
    const { host, hear, pid } = await startHost(t, { method: 'faults.wait', params, options })
    for (const signal of /** @type {const} */ (['SIGSTOP', 'SIGCONT'])) {
      host.kill(signal)
      process.kill(pid, signal)
      if (signal === 'SIGSTOP') await wait(awayMs)
    }
    assert.deepEqual(await hear(), { result: 'waited' })
  })

  test('a host whose own event loop was blocked raises none', async (t) => {
    const runner = await startReal(t, options)
    /** @type {unknown[]} */
    const alarms = []
    runner.on('unhealthy', (report) => alarms.push(report))
    for (let turn = 0; turn < 3; turn += 1) {
      const call = runner.call('faults.wait', { seconds: 0.3 })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, awayMs / 2)
      assert.equal(await call, 'waited')
    }
    assert.deepEqual(alarms, [])
    assert.equal(runner.stats().restarts, 0)
  })
})
