import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { PythonAgentRunner } from '../../../node/pythonAgentRunner.js'
import * as kit from '../../../node/testKit/index.js'

const { faultyChild, killChild, nextEvent, rejectionOf, settlesWithin, startWithFaults, whenExited } = kit

test('what the kit offers is this and no more', () => {
  assert.deepEqual(Object.keys(kit), [
    ...['childPids', 'continueChild', 'faultyChild', 'isAlive', 'killChild', 'nextEvent', 'rejectionOf'],
    ...['settlesWithin', 'startWithFaults', 'stopChild', 'whenExited'],
  ])
})

test('a promise that does not settle in time fails the test, and others pass through', async () => {
  assert.equal(await settlesWithin(Promise.resolve(1), 1_000), 1)
  const reason = new Error('no')
  assert.equal(await rejectionOf(settlesWithin(Promise.reject(reason), 1_000)), reason)
  const late = await rejectionOf(settlesWithin(new Promise(() => {}), 1))
  assert.equal(late.code, 'ERR_ASSERTION')
  assert.equal((await rejectionOf(rejectionOf(Promise.resolve(7)))).message, 'expected a rejection, got 7')
})

test('an event that fits is found, and one that does not come is missed', async () => {
  const emitter = new EventEmitter()
  const seen = nextEvent(emitter, 'log', { fits: ({ n }) => n > 1 })
  for (const n of [1, 2, 3]) emitter.emit('log', { n })
  assert.deepEqual(await seen, { n: 2 })
  assert.equal(emitter.listenerCount('log'), 0)
  const missed = await rejectionOf(nextEvent(emitter, 'log', { withinMs: 1 }))
  assert.equal(missed.message, 'no log event within 1 ms')
})

test('a runner with faults has your agents and the faults, and can be killed, stopped and continued', async (t) => {
  const runner = await startWithFaults({ agents: ['tests.fixtures.runner.real_agents'] })
  t.after(() => runner.destroy())
  assert.deepEqual(
    runner.agents.map(({ name }) => name),
    ['demo', 'faults'],
  )
  const stopped = await kit.stopChild(runner)
  const echo = runner.call('faults.echo', { value: 1 })
  assert.equal((await runner.ping({ timeoutMs: 20 })).verdict, 'stopped')
  kit.continueChild(stopped)
  assert.equal(await echo, 1)
  const pid = killChild(runner)
  assert.equal(pid, stopped)
  await whenExited(pid)
  assert.equal(kit.isAlive(pid), false)
  assert.equal(await runner.call('faults.echo', { value: 2 }, { idempotent: true }), 2)
  assert.notDeepEqual(kit.childPids(runner), [pid])
})

test('a process that stays is told as such', async () => {
  const error = await rejectionOf(whenExited(process.pid, { withinMs: 1 }))
  assert.match(error.message, /is still there/)
})

test('there is no child to kill before the start', () => {
  assert.throws(() => killChild(new PythonAgentRunner()), /has no process 0/)
})

test('a fault of the start is one', async () => {
  const error = await rejectionOf(startWithFaults({ atImport: 'raise:no such luck' }))
  assert.equal(error.code, 'ERR_RUNNER_START')
  assert.match(error.message, /no such luck/)
})

test('a faulty child is right where its script says nothing', async (t) => {
  const runner = await startFake(t, { methods: { 'a.echo': [{ echo: true }] } })
  assert.deepEqual(await runner.call('a.echo', { a: 1 }), { a: 1 })
  assert.equal((await rejectionOf(runner.call('a.b'))).rpcCode, -32601)
  const [pid = 0] = kit.childPids(runner)
  await runner.close()
  assert.equal(kit.isAlive(pid), false)
})

test('a faulty child does what its script says, one step after another', async (t) => {
  const text = Buffer.from('{"jsonrpc":"2.0","method":"$/odd"}\n').toString('base64')
  const runner = await startFake(t, {
    atStart: [{ stderr: 'good morning\n' }],
    methods: {
      'a.stream': [
        { progress: 1 },
        { waitMs: 1 },
        { notify: '$/odd' },
        { writeBase64: text },
        { progress: 2 },
        { reply: 'done' },
      ],
      'a.raw': [{ write: '{"jsonrpc":"2.0","id":$ID,"result":1}\n', times: 2 }],
      'a.error': [{ error: { code: -32010, message: 'no' } }],
      '*': [{ stderr: 'farewell' }, { exit: 3 }],
    },
  })
  const stream = runner.stream('a.stream')
  assert.deepEqual([(await stream.next()).value, (await stream.next()).value], [1, 2])
  assert.equal(await stream.result, 'done')
  assert.equal(await runner.call('a.raw'), 1)
  assert.equal(runner.stats().lateReplies, 1)
  assert.equal((await rejectionOf(runner.call('a.error'))).rpcCode, -32010)
  const error = await rejectionOf(runner.call('a.other'))
  assert.deepEqual([error.code, error.exitCode], ['ERR_RUNNER_EXITED', 3])
  assert.match(error.stderrTail, /good morning\nfarewell/)
})

test('a faulty child dies of its own signal, and of closing its wire', async (t) => {
  const runner = await startFake(t, {
    methods: { 'a.signal': [{ signal: 'SIGKILL' }], 'a.close': [{ closeOutput: true }] },
  })
  assert.equal((await rejectionOf(runner.call('a.signal'))).signal, 'SIGKILL')
  assert.equal((await rejectionOf(runner.call('a.close'))).code, 'ERR_RUNNER_EXITED')
})

/**
 * @param {import('node:test').TestContext} t
 * @param {import('../../../node/testKit/faultyChild.js').Script} script
 */
async function startFake(t, script) {
  const runner = new PythonAgentRunner({ ...faultyChild(script), restart: { minDelayMs: 10 } })
  t.after(() => runner.destroy())
  await runner.start()
  return runner
}
