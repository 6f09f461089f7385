import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { PendingCalls } from '../../../node/runner/wire/pending.js'

/** @typedef {import('../../../node/runner/calls/call.js').Call<any>} Call */

test('whatever comes and goes, exactly what is pending is found, in its order', () => {
  const steps = fc.array(fc.oneof(fc.constant('add'), fc.nat()), { minLength: 1, maxLength: 2_000 })
  fc.assert(
    fc.property(steps, (taken) => {
      const pending = new PendingCalls('e.')
      /** @type {Call[]} */
      const expected = []
      for (const step of taken) {
        if (step === 'add') expected.push(add(pending))
        else if (expected.length > 0) {
          const [gone] = expected.splice(Number(step) % expected.length, 1)
          assert.ok(gone && pending.delete(gone) && !pending.delete(gone))
          assert.equal(pending.get(gone.id), undefined)
        }
      }
      assert.equal(pending.size, expected.length)
      assert.deepEqual(pending.all(), expected)
      for (const call of expected) assert.equal(pending.get(call.id), call)
    }),
    { numRuns: 50 },
  )
})

test('a call that waits while thousands pass is still found', () => {
  const pending = new PendingCalls('e.')
  const patient = add(pending)
  for (let n = 0; n < 5_000; n += 1) pending.delete(add(pending))
  assert.equal(pending.get(patient.id), patient)
  assert.deepEqual(pending.all(), [patient])
  assert.equal(pending.delete(patient), true)
  assert.equal(pending.size, 0)
})

test('ids that are not its own find nothing', () => {
  const pending = new PendingCalls('e.')
  const call = add(pending)
  assert.equal(pending.get(call.id), call)
  for (const id of ['f.1', 'e.01', 'e.1.0', 'e.', 'e.1e0', 'e.257', 1, null, undefined, {}]) {
    assert.equal(pending.get(id), undefined)
  }
})

/** @param {PendingCalls} pending */
function add(pending) {
  const call = /** @type {Call} */ ({ id: pending.nextId() })
  pending.add(call)
  return call
}
