import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Call } from '../../../node/runner/calls/call.js'
import { lossError } from '../../../node/runner/errors.js'
import { stackIn } from '../../../node/runner/health/stackDump.js'
import { callOn, hasSaid, openSession, real } from './openSession.js'
import { isGone, nextEvent, rejectionOf, startRunner, until } from './startRunner.js'

/** For whatever waits for an end that a mistake may keep from coming. */
const bounded = { timeout: 20_000 }
const quick = { pingIntervalMs: 100, hangTimeoutMs: 300 }

/** @type {[string, object, string, object, import('../../../node/runner/health/verdict.js').Verdict, RegExp][]} */
const hangs = [
  ['C code burns a processor with the lock held', {}, 'backtrack', {}, 'gil-held', /in hold_lock_in_c/],
  ['C code sleeps with the lock held', {}, 'sleep_in_c', { seconds: 30 }, 'gil-held', /in sleep_in_c/],
  [
    'a skill sleeps on the event loop',
    { args: real },
    'demo.block',
    { seconds: 30 },
    'loop-blocked',
    /in block/,
  ],
  [
    'a skill spins on the event loop',
    { args: real },
    'demo.block',
    { seconds: 30, spinning: true },
    'loop-blocked',
    /in _spin/,
  ],
]

for (const [what, options, method, params, verdict, stack] of hangs) {
  test(`while ${what} past the limit, the stack is taken and the child replaced`, bounded, async (t) => {
    const { session, told } = await openSession(t, { ...quick, ...options })
    const call = callOn(session, method, params)
    const { lost, ...ending } = await session.ended
    assert.deepEqual(lost, [call])
    assert.deepEqual([ending.signal, ending.hung?.verdict], ['SIGKILL', verdict])
    assert.match(ending.hung?.pythonStack ?? '', stack)
    assert.ok(told.unhealthy.length >= 3, `${told.unhealthy.length} misses were told`)
    assert.ok(told.unhealthy.every((report) => report.verdict === verdict && report.evidence.inFlight === 1))
    const error = lossError(call, ending)
    const { code, timeoutMs, pythonStack, retryable } = error
    assert.deepEqual([code, timeoutMs, retryable], ['ERR_RUNNER_TIMEOUT', 300, false])
    assert.match(pythonStack ?? '', stack)
    assert.deepEqual(error.data, { verdict, evidence: ending.hung?.evidence })
    assert.match(error.message, new RegExp(`${verdict} for 300 ms`))
  })
}

test('a child stopped past the limit is replaced, and tells where it stood', bounded, async (t) => {
  const { session } = await openSession(t, quick)
  const pid = session.pid ?? assert.fail()
  callOn(session, 'wait')
  process.kill(pid, 'SIGSTOP')
  const { hung } = await session.ended
  assert.equal(hung?.verdict, 'stopped')
  assert.match(hung?.pythonStack ?? '', /in main/)
  await isGone(pid)
})

test('a stopped child that goes on in time loses nothing', bounded, async (t) => {
  const { session, told } = await openSession(t, { ...quick, hangTimeoutMs: 20_000 })
  const pid = session.pid ?? assert.fail()
  const call = callOn(session, 'wait', { seconds: 0 })
  process.kill(pid, 'SIGSTOP')
  await until(() => told.unhealthy.length >= 2)
  process.kill(pid, 'SIGCONT')
  assert.equal(await call.promise, 'waited')
  await until(() => told.recovered === 1)
})

test('a child that floods the wire without ending its line is no living child', bounded, async (t) => {
  const { session } = await openSession(t, { ...quick, maxFrameBytes: 1024 })
  callOn(session, 'endless')
  const { hung } = await session.ended
  assert.equal(hung?.verdict, 'gil-held')
})

test('a child that would be ended by the signal is not sent it', bounded, async (t) => {
  const { session } = await openSession(t, { env: { FAULT: 'no-stacks' } })
  assert.equal(await session.stackDump('gil-held'), null)
  assert.equal((await session.examine()).verdict, 'ok')
})

test('work that takes all of a processor in a thread goes on for as long as it likes', bounded, async (t) => {
  const { session, told } = await openSession(t, { args: real, pingIntervalMs: 100, hangTimeoutMs: 200 })
  const spin = callOn(session, 'demo.spin', { seconds: 1.5 })
  assert.equal(await spin.promise, 'done')
  assert.equal(session.isHung, false)
  // On a machine with much to do a look may come at a bad moment; it is no hang for that.
  assert.ok(told.unhealthy.every(({ missed }) => missed <= 2))
})

test('the stack can be had at any time, once for all who ask, and the child goes on', bounded, async (t) => {
  const { session, told } = await openSession(t)
  const call = callOn(session, 'sleep_in_c', { seconds: 1.5 })
  await until(() => hasSaid(told, 'holding the lock'))
  const [one, other] = await Promise.all([session.stackDump(), session.stackDump('gil-held')])
  assert.match(one ?? '', /in sleep_in_c/)
  assert.equal(one, other)
  // The signal ended the nap early: that is how it is with sleeping system calls.
  assert.equal(await call.promise, 'slept')
  assert.match((await session.stackDump()) ?? '', /in main/)
})

test('without signals, the stack is the one that Python wrote to stderr by itself', bounded, async (t) => {
  const { session } = await openSession(t, { ...quick, env: { AGENT_RUNNER_PORTABLE: '1' } })
  const call = callOn(session, 'backtrack')
  const { lost, hung, signal } = await session.ended
  assert.deepEqual([lost.length, hung?.verdict, signal], [1, 'gil-held', 'SIGKILL'])
  assert.match(hung?.pythonStack ?? '', /^Thread 0x.*\n(?:.*\n)*?.*in hold_lock_in_c/)
  assert.equal(call.phase, 'sent')
})

test(
  'without signals, the real runner writes its stacks by itself while its loop is held',
  bounded,
  async (t) => {
    const args = [...real, '--hang-dump-ms', '100']
    const { session } = await openSession(t, { ...quick, args, env: { AGENT_RUNNER_PORTABLE: '1' } })
    callOn(session, 'demo.block', { seconds: 30 })
    const { hung } = await session.ended
    assert.equal(hung?.verdict, 'loop-blocked')
    assert.match(hung?.pythonStack ?? '', /in block/)
  },
)

test('a stack among other lines is found, the last one of several', () => {
  const dump = (/** @type {string} */ name) => [
    'Timeout (0:00:01)!',
    'Thread 0x00007f (most recent call first):',
    `  File "a.py", line 3 in ${name}`,
  ]
  const text = [
    '{"level":"info"}',
    ...dump('old'),
    'between',
    ...dump('new'),
    '',
    'Thread 0x1',
    '{"x":1}',
    '  File',
  ]
  const stack = 'Thread 0x00007f (most recent call first):\n  File "a.py", line 3 in new\n\nThread 0x1'
  assert.equal(stackIn(text.join('\n')), stack)
  assert.equal(stackIn('Timeout (0:00:01)!\n'), null)
  assert.equal(stackIn('no stack\n'), null)
})

test('a call that died with its process before it hung is told as an exit', () => {
  const call = new Call('a.b', {}, { timeoutMs: Infinity })
  const ending = { exitCode: 1, signal: null, stderrTail: '' }
  assert.equal(lossError(call, ending).code, 'ERR_RUNNER_EXITED')
})

test(
  'a caller whose process hung gets the stack, and one whose call may be repeated its result',
  bounded,
  async (t) => {
    const runner = await startRunner(t, quick)
    const degraded = nextEvent(runner, 'state', ({ state }) => state === 'degraded')
    const unhealthy = nextEvent(runner, 'unhealthy')
    const restart = nextEvent(runner, 'restart')
    const held = nextEvent(runner, 'log', ({ msg }) => msg === 'holding the lock')
    const stuck = rejectionOf(runner.call('backtrack'))
    await held
    const kept = runner.call('wait', { seconds: 0 }, { idempotent: true })
    await degraded
    const { verdict, evidence, missed } = await unhealthy
    assert.deepEqual([verdict, missed], ['gil-held', 1])
    assert.ok(evidence.inFlight > 0)
    const error = await stuck
    assert.deepEqual(
      [error.code, error.retryable, error.data.verdict],
      ['ERR_RUNNER_TIMEOUT', false, 'gil-held'],
    )
    assert.match(error.pythonStack, /in hold_lock_in_c/)
    assert.match((await restart).reason, /SIGKILL \(gil-held for 300 ms\)/)
    assert.equal(await kept, 'waited')
    assert.equal(runner.state, 'ready')
    assert.equal((await runner.ping()).verdict, 'ok')
  },
)

test('a call that is out of time says where it is, and its process lives on', bounded, async (t) => {
  const runner = await startRunner(t)
  const { pid } = await runner.ping()
  const error = await rejectionOf(runner.call('spin', { seconds: 1 }, { timeoutMs: 100 }))
  assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
  assert.match(error.pythonStack, /in spin/)
  assert.equal((await runner.ping()).pid, pid)
})
