import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import {
  continueChild,
  killChild,
  nextEvent,
  rejectionOf,
  settlesWithin,
  stopChild,
} from '../../node/testKit/index.js'
import { begin, patienceMs, startReal, temporaryFolder, until } from './starting.js'

/** What is promised, and a little for this test's own turns. */
const tellMs = 1_000 + 50
const blockedS = 2.5

describe('handler blocks the event loop (`time.sleep`, pure-Python spin, C code holding the GIL)', () => {
  test('ping says ok of an idle process, busy of one at work', async (t) => {
    const runner = await startReal(t)
    // The start itself was work.
    const idle = await until(
      () => told(runner),
      ({ verdict }) => verdict === 'ok',
    )
    assert.equal(idle.pong, true)
    const { outcome } = await begin(runner, 'faults.spin_in_thread', { seconds: 0.5 })
    assert.equal((await told(runner)).verdict, 'busy')
    assert.equal(await outcome, 'spun')
  })

  for (const [skill, params, verdict] of /** @type {const} */ ([
    ['sleep_on_loop', {}, 'loop-blocked'],
    ['spin_on_loop', {}, 'loop-blocked'],
    ['hold_gil', { how: 'sleep' }, 'gil-held'],
    ['hold_gil', { how: 'regex' }, 'gil-held'],
  ])) {
    test(`ping says ${verdict} within a second while ${skill} ${Object.values(params)} blocks`, async (t) => {
      const runner = await startReal(t)
      await begin(runner, `faults.${skill}`, { seconds: blockedS, ...params })
      const found = await until(
        () => told(runner),
        (ping) => ping.verdict === verdict,
        blockedS * 1000,
      )
      assert.equal(typeof found.evidence.pongAgeMs, 'number')
      if (verdict === 'loop-blocked') assert.ok(found.loop_lag_ms >= 100, `${found.loop_lag_ms} ms`)
    })
  }

  test('ping says stopped of one that SIGSTOP holds, and it is well when it goes on', async (t) => {
    const runner = await startReal(t)
    const pid = await stopChild(runner)
    assert.equal((await told(runner)).verdict, 'stopped')
    continueChild(pid)
    await until(
      () => told(runner),
      ({ verdict }) => verdict === 'ok' || verdict === 'busy',
    )
    assert.equal(runner.stats().restarts, 0)
  })

  test('ping says dead of one that is gone', async (t) => {
    const order = join(await temporaryFolder(t), 'order')
    const restart = { minDelayMs: 10_000, maxDelayMs: 10_000 }
    const runner = await startReal(t, { atImport: `file:${order}`, restart })
    // It does not come back at once, because whoever starts now ends, and the next start has to wait.
    await writeFile(order, 'exit:9')
    const waits = nextEvent(runner, 'restart', { fits: ({ delayMs }) => delayMs > 1_000 })
    killChild(runner)
    await waits
    assert.equal((await told(runner)).verdict, 'dead')
  })

  test('healthy long work is never killed and never called unhealthy', async (t) => {
    const runner = await startReal(t, { pingIntervalMs: 100, hangTimeoutMs: 400 })
    /** @type {unknown[]} */
    const reports = []
    runner.on('unhealthy', (report) => reports.push(report))
    const work = ['wait', 'spin_in_thread', 'sleep_in_thread', 'wait_for_flag'].map((skill) =>
      runner.call(`faults.${skill}`, { seconds: 1.2 }),
    )
    await settlesWithin(Promise.all(work), patienceMs)
    assert.deepEqual(reports, [])
    assert.equal(runner.stats().restarts, 0)
  })

  describe('what hangs', { concurrency: 3 }, () => {
    for (const [skill, params] of /** @type {const} */ ([
      ['sleep_on_loop', {}],
      ['spin_on_loop', {}],
      ['hold_gil', { how: 'sleep' }],
      ['hold_gil', { how: 'regex' }],
    ])) {
      test(`past the hang budget ${skill} ${Object.values(params)} costs the child, and the error shows the line`, async (t) => {
        const runner = await startReal(t, { pingIntervalMs: 150, hangTimeoutMs: 700 })
        const restart = nextEvent(runner, 'restart')
        const unhealthy = nextEvent(runner, 'unhealthy')
        const { rejection } = await begin(runner, `faults.${skill}`, { seconds: 60, ...params })
        const error = await settlesWithin(rejection, patienceMs)
        assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
        assert.match(error.pythonStack, new RegExp(`deafness\\.py.* in ${skill}`))
        assert.equal((await unhealthy).verdict, 'verdict' in error.data ? error.data.verdict : null)
        await restart
        assert.equal(await runner.call('faults.echo', { value: 1 }, { idempotent: true }), 1)
      })
    }

    for (const skill of ['sleep_on_loop', 'spin_on_loop', 'hold_gil', 'sleep_in_thread', 'spin_in_thread']) {
      test(`the deadline of a call that is stuck in ${skill} brings the Python stack`, async (t) => {
        const runner = await startReal(t)
        const { rejection } = await begin(runner, `faults.${skill}`, { seconds: 1.5 }, { timeoutMs: 500 })
        const error = await settlesWithin(rejection, 1_500)
        assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
        assert.match(error.pythonStack, new RegExp(`deafness\\.py.* in ${skill}`))
        assert.equal(runner.stats().restarts, 0)
      })
    }

    test('without anything that only POSIX has, the stuck line is found all the same', async (t) => {
      const runner = await startReal(t, {
        ...{ pingIntervalMs: 200, hangTimeoutMs: 1_500 },
        env: { AGENT_RUNNER_PORTABLE: '1' },
      })
      for (const skill of ['sleep_on_loop', 'hold_gil']) {
        const error = await settlesWithin(
          rejectionOf(runner.call(`faults.${skill}`, { seconds: 60 }, { timeoutMs: 15_000 })),
          patienceMs,
        )
        assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
        assert.match(error.pythonStack, new RegExp(`deafness\\.py.* in ${skill}`))
        assert.equal(await runner.call('faults.echo', { value: 1 }, { idempotent: true }), 1)
      }
    })
  })
})

/** @param {import('../../node/pythonAgentRunner.js').PythonAgentRunner} runner @returns {Promise<any>} */
function told(runner) {
  return settlesWithin(runner.ping(), tellMs)
}
