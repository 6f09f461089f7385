import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readErrorCodes } from '../../../node/api/errorCodes.js'
import { createOrchestrator } from '../../../node/pythonOnlyOrchestrator.js'
import { nextEvent, startRunner } from '../runner/startRunner.js'
import { RunsDouble } from './doubles.js'

/**
 * A run in a process that is being replaced while it works on it.
 *
 * @param {import('node:test').TestContext} t
 */
async function startRecycledRun(t) {
  const runner = await startRunner(t, { recycle: { maxCalls: 1 } })
  const runs = new RunsDouble()
  const orchestrator = createOrchestrator({ runner, runs, errorCodes: await readErrorCodes(), log: () => {} })
  t.after(() => orchestrator.close(0))
  const recycled = nextEvent(runner, 'recycle')
  const started = orchestrator.startRun('wait', { seconds: 0.3 }, { learnerId: 'ada' }, { waitMs: 5_000 })
  return { runner, runs, orchestrator, started, recycled: await recycled }
}

test('a run whose process is recycled is finished by it, and by nobody else', async (t) => {
  const { runner, runs, orchestrator, started } = await startRecycledRun(t)
  assert.equal(await orchestrator.resumeUnfinished(), 0)
  const { run } = await started
  assert.deepEqual([run?.status, run?.result, run?.attempts], ['done', 'waited', 1])
  const { accepted, retried } = runner.stats().calls
  assert.deepEqual({ accepted, retried }, { accepted: 1, retried: 0 })
  assert.deepEqual(runs.history, ['accept', 'claim'])
})

test('a run whose old process dies is taken on by the new one, as the same attempt', async (t) => {
  const { runner, runs, started, recycled } = await startRecycledRun(t)
  process.kill(recycled.pid, 'SIGKILL')
  const { run } = await started
  assert.deepEqual([run?.status, run?.attempts], ['done', 1])
  assert.equal(runner.stats().calls.retried, 1)
  assert.deepEqual(runs.history, ['accept', 'claim'])
})
