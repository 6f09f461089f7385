import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { childPids, settlesWithin, whenExited } from '../../node/testKit/index.js'
import { begin, makeReal, patienceMs, startReal, until } from './starting.js'

describe('cancel of blocked work', { concurrency: 3 }, () => {
  /** @type {import('../../node/pythonAgentRunner.js').PythonAgentRunner} */
  let runner
  before(async () => (runner = await makeReal()))
  after(() => runner.destroy())

  for (const [skill, rung] of /** @type {const} */ ([
    ['wait_for_flag', 'flag'],
    ['wait', 'task'],
    ['spin_in_thread', 'exception'],
  ])) {
    test(`${skill} is stopped by the rung "${rung}", and the process lives on`, async () => {
      const controller = new AbortController()
      const { signal } = controller
      const { rejection } = await begin(runner, `faults.${skill}`, { seconds: 60 }, { signal })
      const reason = new Error('changed my mind')
      controller.abort(reason)
      const error = await settlesWithin(rejection, 2_000)
      assert.deepEqual([error.code, error.rung, error.cause], ['ERR_RUNNER_CANCELLED', rung, reason])
      await until(
        () => runner.ping(),
        ({ in_flight, abandoned }) => in_flight === 0 && abandoned === 0,
      )
      assert.equal(runner.stats().restarts, 0)
    })
  }

  for (const skill of ['deaf_thread', 'deaf_task', 'sleep_in_thread']) {
    test(`${skill} is abandoned, and its process is replaced with no call failed`, async (t) => {
      const runner = await startReal(t)
      const [pid = 0] = childPids(runner)
      const controller = new AbortController()
      const { signal } = controller
      const { rejection } = await begin(runner, `faults.${skill}`, { seconds: 8 }, { signal })
      controller.abort()
      const error = await settlesWithin(rejection, 2_500)
      assert.deepEqual([error.code, error.rung], ['ERR_RUNNER_CANCELLED', 'abandoned'])
      const beside = async () => {
        assert.equal(await runner.call('faults.echo', { value: 1 }), 1)
        return childPids(runner)
      }
      await until(beside, (pids) => pids.length > 0 && !pids.includes(pid))
      await whenExited(pid)
    })
  }

  for (const [skill, verdict] of /** @type {const} */ ([
    ['sleep_on_loop', 'loop-blocked'],
    ['hold_gil', 'gil-held'],
  ])) {
    test(`${skill} yields to the last rung: the process is replaced`, async (t) => {
      const runner = await startReal(t, { cancelTimeoutMs: 400 })
      const [pid = 0] = childPids(runner)
      const controller = new AbortController()
      const { signal } = controller
      const { rejection } = await begin(runner, `faults.${skill}`, { seconds: 60 }, { signal })
      await until(
        () => runner.ping(),
        (ping) => ping.verdict === verdict,
      )
      controller.abort()
      const error = await settlesWithin(rejection, patienceMs)
      assert.deepEqual([error.code, error.rung], ['ERR_RUNNER_CANCELLED', 'process'])
      await whenExited(pid, { withinMs: patienceMs })
      assert.equal(await runner.call('faults.echo', { value: 1 }, { idempotent: true }), 1)
    })
  }
})
