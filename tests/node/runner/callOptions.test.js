import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Call } from '../../../node/runner/calls/call.js'
import { checkCallOptions } from '../../../node/runner/calls/callOptions.js'
import { encodeMeta } from '../../../node/runner/calls/params.js'
import { ManualClock } from './manualClock.js'
import { openWire } from './openWire.js'
import { makeRunner, rejectionOf, startRunner } from './startRunner.js'

/** @type {[any, RegExp][]} */
const unfit = [
  [null, /^options: expected an object, got null$/],
  ['x', /^options: expected an object, got 'x'$/],
  [{ timeout: 10 }, /^timeout: expected one of timeoutMs, .* got an unknown option$/],
  [{ timeoutMs: '500' }, /^timeoutMs: expected a positive number of milliseconds or Infinity, got '500'$/],
  [{ timeoutMs: null }, /^timeoutMs: .* got null$/],
  [{ timeoutMs: 0 }, /^timeoutMs: .* got 0$/],
  [{ idleTimeoutMs: -1 }, /^idleTimeoutMs: .* got -1$/],
  [{ queueTimeoutMs: NaN }, /^queueTimeoutMs: .* got NaN$/],
  [{ signal: new AbortController() }, /^signal: expected an AbortSignal, got an object$/],
  [{ signal: null }, /^signal: expected an AbortSignal, got null$/],
  [{ idempotent: 1 }, /^idempotent: expected true or false, got 1$/],
  [{ meta: ['abc'] }, /^meta: expected an object, got an array$/],
  [{ meta: 'abc' }, /^meta: expected an object, got 'abc'$/],
  [{ onProgress: {} }, /^onProgress: expected a function, got an object$/],
]

for (const [options, message] of unfit) {
  test(`a call is refused that says ${message.source}`, () => {
    assert.throws(() => checkCallOptions(options, false), { code: 'ERR_RUNNER_PROTOCOL', message })
  })
}

test('what is left out or undefined is the default, and no limit is Infinity', () => {
  checkCallOptions(undefined, false)
  checkCallOptions({ timeoutMs: Infinity, signal: undefined, meta: undefined }, false)
})

test('a stream has a reader already, and takes no other', () => {
  const options = { onProgress: () => {} }
  checkCallOptions(options, false)
  assert.throws(() => checkCallOptions(options, true), {
    code: 'ERR_RUNNER_PROTOCOL',
    message: /^onProgress/,
  })
})

for (const name of ['deadline_ms', 'progress', 'window']) {
  test(`the metadata cannot say ${name}, which is the bridge's own`, () => {
    const refusal = { code: 'ERR_RUNNER_PROTOCOL', message: new RegExp(`meta\\.${name} is the bridge's own`) }
    assert.throws(() => encodeMeta('m', { run_id: 'r', [name]: 1 }), refusal)
  })
}

test('metadata that JSON lacks is refused by its own name', () => {
  assert.throws(() => encodeMeta('m', { run_id: NaN }), /m: meta\.run_id is NaN/)
})

test('a call with a wrong signal is refused, and no limit of it passes later', async (t) => {
  const runner = await startRunner(t)
  t.after(() => process.off('unhandledRejection', assert.fail))
  process.on('unhandledRejection', assert.fail)
  const options = /** @type {any} */ ({ signal: new AbortController(), timeoutMs: 5 })
  const called = await rejectionOf(runner.call('echo', {}, options))
  const streamed = await rejectionOf(runner.stream('echo', {}, options).result)
  for (const { code, message } of [called, streamed]) {
    assert.deepEqual([code, message.split(':')[0]], ['ERR_RUNNER_PROTOCOL', 'signal'])
  }
  await runner.call('wait', { seconds: 0.05 })
})

test('the options of the other methods are checked, too, and nothing is thrown', async () => {
  const runner = /** @type {any} */ (makeRunner())
  for (const promise of [
    ...[runner.start(null), runner.start({ timeoutMs: 1 }), runner.start({ signal: {} })],
    ...[runner.ping(null), runner.ping({ timeoutMs: '5' }), runner.ping({ signal: {} })],
    ...[runner.call('echo', {}, null), runner.stream('echo', {}, null).result],
    ...[runner.call(5n), runner.call(Symbol('x')), runner.call({})],
  ]) {
    assert.equal((await rejectionOf(promise)).code, 'ERR_RUNNER_PROTOCOL')
  }
  assert.equal(runner.state, 'idle')
})

for (const [timeoutMs, told] of /** @type {const} */ ([
  [1e300, 1e12],
  [0.01, 1],
])) {
  test(`of ${timeoutMs} ms a runner is told ${told}, which it can read`, async () => {
    const wire = openWire()
    wire.send('m', {}, { timeoutMs })
    const [request] = await wire.heard()
    assert.equal(request.params._meta.deadline_ms, told)
  })
}

test('a call that is written down when its time is just up says the least time there is', () => {
  const clock = new ManualClock()
  const call = new Call('m', {}, { timeoutMs: 5 }, clock)
  call.deadline = clock.now() - 1
  assert.equal(call.paramsText(false), '{"_meta":{"deadline_ms":1}}')
})
