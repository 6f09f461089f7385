import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  childPids,
  killChild,
  nextEvent,
  rejectionOf,
  settlesWithin,
  whenExited,
} from '../../node/testKit/index.js'
import { begin, patienceMs, startReal, until } from './starting.js'

/** From the death of the process to the last of its calls. */
const settleMs = 50
const backMs = 300
const attempts = 4

describe('child SIGKILLed, exits, aborts (segfault) in mid-call', () => {
  for (const [skill, params, ending] of /** @type {const} */ ([
    ['kill_self', {}, { exitCode: null, signal: 'SIGKILL' }],
    ['exit', { code: 7 }, { exitCode: 7, signal: null }],
    ['exit', { code: 0 }, { exitCode: 0, signal: null }],
    ['segfault', {}, { exitCode: null, signal: 'SIGSEGV' }],
    ['abort', {}, { exitCode: null, signal: 'SIGABRT' }],
  ])) {
    test(`${skill} ${JSON.stringify(params)}: every pending call settles and says how it ended`, async (t) => {
      const runner = await startReal(t, { restart: { budget: attempts } })
      /** @type {number[]} */
      const tookMs = []
      // The best of some: the machine does other things too.
      for (let attempt = 0; attempt < attempts && Math.min(...tookMs) > settleMs; attempt += 1) {
        const [pid = 0] = childPids(runner)
        const { rejection: started } = await begin(runner, 'faults.wait')
        const sent = Array.from({ length: 50 }, () => rejectionOf(runner.call('faults.wait')))
        const fatal = rejectionOf(runner.call(`faults.${skill}`, { ...params, last_words: 'so long' }))
        await whenExited(pid, { withinMs: patienceMs })
        const exitedAt = performance.now()
        const errors = await settlesWithin(Promise.all([started, fatal, ...sent]), patienceMs)
        tookMs.push(performance.now() - exitedAt)
        for (const error of errors) {
          const { code, exitCode, signal, retryable } = error
          assert.deepEqual(
            { code, exitCode, signal, retryable },
            { code: 'ERR_RUNNER_EXITED', ...ending, retryable: false },
          )
          assert.match(error.stderrTail, /so long/)
        }
        assert.equal(errors[0].phase, 'started')
        assert.equal(errors[1].phase, 'sent')
        await runner.call('faults.echo', {}, { idempotent: true })
      }
      assert.ok(Math.min(...tookMs) <= settleMs, `settled after ${tookMs} ms`)
    })
  }

  test('idempotent calls, and those not sent yet, go to the next child unnoticed', async (t) => {
    const runner = await startReal(t, { args: ['--max-in-flight', '4'] })
    const { rejection } = await begin(runner, 'faults.wait')
    const idempotent = runner.call('faults.wait', { seconds: 0.05 }, { idempotent: true })
    const { rejection: doomed } = await begin(runner, 'faults.wait')
    const fatal = rejectionOf(runner.call('faults.wait'))
    const unsent = [1, 2, 3].map((value) => runner.call('faults.echo', { value }))
    killChild(runner)
    assert.equal(await settlesWithin(idempotent, patienceMs), 'waited')
    assert.deepEqual(await settlesWithin(Promise.all(unsent), patienceMs), [1, 2, 3])
    for (const error of await Promise.all([rejection, doomed, fatal])) {
      assert.equal(error.code, 'ERR_RUNNER_EXITED')
    }
    assert.equal(runner.stats().restarts, 1)
  })

  test('with one process standing by, the next answer comes within 300 ms', async (t) => {
    const runner = await startReal(t, { standby: 1 })
    for (let death = 0; death < 3; death += 1) {
      await until(
        async () => runner.stats().standby.ready,
        (ready) => ready === 1,
      )
      const tookMs = await backAfterMs(runner)
      assert.ok(tookMs < backMs, `back after ${tookMs} ms`)
    }
  })

  test('without one, it takes no longer than a start', async (t) => {
    const took = []
    const starts = []
    // The best of some: the machine does other things too.
    for (let round = 0; round < 3; round += 1) {
      const began = performance.now()
      const runner = await startReal(t)
      starts.push(performance.now() - began)
      took.push(await backAfterMs(runner))
      await runner.destroy()
    }
    const [back, start] = [Math.min(...took), Math.min(...starts)]
    assert.ok(back < start * 1.5 + 50, `back after ${back} ms, started in ${start} ms`)
  })
})

/**
 * From the death of the process to the next answer.
 *
 * @param {import('../../node/pythonAgentRunner.js').PythonAgentRunner} runner
 */
async function backAfterMs(runner) {
  const gone = nextEvent(runner, 'restart')
  const killedAt = performance.now()
  killChild(runner)
  await gone
  await runner.call('faults.echo', {}, { idempotent: true })
  return performance.now() - killedAt
}
