import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { AgentRunnerError } from '../../../node/pythonAgentRunner.js'
import { rejectionOf, startRunner } from './startRunner.js'

/** @typedef {Record<string, number>} Held how many of each kind */

/** Its stdin, stdout and stderr, and the lifeline. */
const pipesOfOne = 4
/** Those of this process, before there is any other. */
const ownPipes = count('PipeWrap')

test('every call settles, whatever dies, times out, is aborted or refused', async (t) => {
  const dice = diceOf(20261122)
  const restart = { budget: 1_000, minDelayMs: 1, maxDelayMs: 5 }
  const env = { MAX_IN_FLIGHT: '8' }
  const runner = await startRunner(t, { processes: 2, queueLimit: 150, env, restart })
  const calls = Array.from({ length: 400 }, () => makeCall(runner, dice))
  const outcomes = await Promise.allSettled(calls)
  /** @type {Record<string, number>} */
  const seen = {}
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof AgentRunnerError, outcome.reason)
    const name = outcome.status === 'rejected' ? outcome.reason.code : 'result'
    seen[name] = (seen[name] ?? 0) + 1
  }
  for (const name of ['result', 'ERR_RUNNER_EXITED', 'ERR_RUNNER_CANCELLED', 'ERR_RUNNER_OVERLOADED']) {
    assert.ok(seen[name], `none ended in ${name}: ${JSON.stringify(seen)}`)
  }
  const { queued, inFlight, calls: counted } = runner.stats()
  assert.deepEqual({ queued, inFlight }, { queued: 0, inFlight: 0 })
  assert.equal(counted.accepted, counted.succeeded + counted.failed)
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
})

for (const [how, options] of /** @type {const} */ ([
  ['restarts', {}],
  [
    'restarts and recycles through one that stands by',
    { standby: 1, recycle: { maxCalls: 2, maxAgeMs: 60_000 } },
  ],
])) {
  test(`descriptors, timers, pipes and listeners stay flat over ${how}`, async (t) => {
    const restart = { budget: 1_000, minDelayMs: 1, maxDelayMs: 1 }
    const runner = await startRunner(t, { ...options, restart })
    const once = async () => {
      await rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
      for (let n = 0; n < 3; n += 1) await runner.call('echo', {}, { idempotent: true })
    }
    for (let n = 0; n < 3; n += 1) await once()
    const before = await heldAtRest(runner)
    for (let n = 0; n < 30; n += 1) await once()
    const after = await heldAtRest(runner, before)
    assert.ok(isNoMore(after, before), JSON.stringify({ before, after }))
    const { restarts, recycles } = runner.stats()
    assert.ok(restarts + recycles >= 33)
  })
}

test('a reply of 20 MB comes whole, and small calls go on beside it', async (t) => {
  const runner = await startRunner(t)
  const big = runner.call('big', { bytes: 20 * 2 ** 20 })
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
  assert.equal((await big).length, 20 * 2 ** 20)
})

/**
 * @param {import('../../../node/pythonAgentRunner.js').PythonAgentRunner} runner
 * @param {(sides: number) => number} dice
 */
function makeCall(runner, dice) {
  const idempotent = dice(2) === 0
  switch (dice(12)) {
    case 0:
      return runner.call('die', { signal: 'SIGKILL' })
    case 1:
      return runner.call('exit', { code: dice(3) })
    case 2:
      return runner.call('deaf', { seconds: 0.02 }, { timeoutMs: 1 + dice(20), idempotent })
    case 3:
      return runner.call('wait', {}, { signal: AbortSignal.timeout(dice(100)) })
    case 4:
      return runner.call('raw', { text: '{"jsonrpc":"2.0","id":"$ID","re\n' }, { idempotent })
    case 5:
      return runner.call('raw', { text: 'noise{"jsonrpc":"2.0","id":"$ID","result":1}\n' }, { idempotent })
    case 6:
      return runner.call('refuse', { code: -32010 }, { idempotent })
    case 7:
      return runner.stream('count', { to: dice(20), every: 0.001 }, { idempotent }).result
    default:
      return runner.call('echo', { text: 'x'.repeat(dice(100_000)) }, { idempotent })
  }
}

/**
 * The same throws for the same seed (the minimal standard generator of Park and Miller).
 *
 * @param {number} seed
 */
function diceOf(seed) {
  let state = seed % 2147483647
  return (/** @type {number} */ sides) => {
    state = (state * 48271) % 2147483647
    return state % sides
  }
}

/**
 * What this process holds once no other is being started or on its way out, and until it is no more than so much; when
 * that takes too long, whatever it holds then.
 *
 * @param {import('../../../node/pythonAgentRunner.js').PythonAgentRunner} runner
 * @param {Held} [most]
 * @returns {Promise<Held>}
 */
async function heldAtRest(runner, most) {
  const deadline = performance.now() + 5_000
  const { wanted } = runner.stats().standby
  for (;;) {
    const held = {
      processes: count('ProcessWrap'),
      pipes: count('PipeWrap') - ownPipes,
      timers: count('Timeout'),
      descriptors: process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0,
      exitListeners: process.listenerCount('exit'),
    }
    const isAtRest =
      held.processes === 1 + wanted &&
      held.pipes <= pipesOfOne * held.processes &&
      runner.stats().standby.ready === wanted
    if (isAtRest && isNoMore(held, most ?? held)) return held
    if (performance.now() > deadline) return held
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/**
 * A timer that was about to end may be among what was held before: what leaks is there thirty times.
 *
 * @param {Held} held
 * @param {Held} most
 */
function isNoMore(held, most) {
  return Object.entries(held).every(([kind, n]) => n <= (most[kind] ?? 0))
}

/** @param {string} kind of what keeps the event loop alive */
function count(kind) {
  return process.getActiveResourcesInfo().filter((name) => name === kind).length
}
