import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openWire } from './openWire.js'
import { rejectionOf } from './startRunner.js'

const timeout = { timeoutMs: 500 }
const safely = { timeoutMs: 500, idempotent: true }

/** @type {[string, number, import('../../../node/runner/calls/call.js').CallOptions, boolean, boolean][]} */
const cases = [
  ['out of time', -32003, timeout, false, false],
  ['out of time', -32003, safely, false, true],
  ['out of time after an event', -32003, timeout, true, false],
  ['refused by a full runner', -32004, timeout, false, true],
  ['ended for its events after it ran', -32004, timeout, true, false],
  ['ended for its events after it ran', -32004, safely, true, true],
  ['turned away after it ran', -32005, timeout, true, false],
  ['turned away after it ran', -32005, safely, true, true],
  ['refused by a runner without agents', -32012, timeout, false, true],
  ['failed by its skill', -32010, safely, false, false],
  ['cancelled', -32800, safely, false, false],
]

for (const [what, code, options, hasBegun, retryable] of cases) {
  const kind = options.idempotent ? 'an idempotent call' : 'a call'
  test(`${kind} that was ${what} is ${retryable ? '' : 'not '}retryable`, async () => {
    const wire = openWire()
    const call = wire.send('m', {}, { ...options, onProgress: () => {} })
    await wire.heard()
    if (hasBegun) await wire.say({ method: '$/progress', params: { id: call.id, seq: 1, event: 'begun' } })
    await wire.say({ id: call.id, error: { code, message: 'no' } })
    const error = await rejectionOf(call.promise)
    assert.deepEqual([error.rpcCode, error.retryable], [code, retryable])
  })
}

test('a timeout has the same fields, whichever side is the first to say it', async () => {
  const error = { code: -32003, message: 'no', data: { stack: 'at work' } }
  const [ours, theirs] = [openWire(), openWire()]
  const waiting = ours.send('m', {}, timeout)
  const told = theirs.send('m', {}, timeout)
  await Promise.all([ours.heard(), theirs.heard()])
  ours.clock.advance(500)
  await ours.say({ id: waiting.id, error })
  await theirs.say({ id: told.id, error })
  const [one, other] = await Promise.all([waiting, told].map(({ promise }) => rejectionOf(promise)))
  for (const field of ['code', 'phase', 'method', 'retryable', 'timeoutMs', 'pythonStack']) {
    assert.deepEqual([field, one[field]], [field, other[field]])
  }
  assert.deepEqual([one.timeoutMs, one.pythonStack, one.retryable], [500, 'at work', false])
})
