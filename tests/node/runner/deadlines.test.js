import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Deadlines } from '../../../node/runner/calls/deadlines.js'
import { ManualClock } from './manualClock.js'

test('every limit passes in its time, and none that was lifted', () => {
  const step = fc.record({ ms: fc.integer({ min: 1, max: 30 }), wait: fc.nat(5), isLifted: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const clock = new ManualClock()
      const deadlines = new Deadlines(clock)
      /** @type {ReturnType<typeof limited>[]} */
      const all = []
      for (const { ms, wait, isLifted } of steps) {
        const one = limited(clock, ms)
        deadlines.add(one, ms)
        if (isLifted) all.at(-1)?.lift(deadlines)
        all.push(one)
        clock.advance(wait)
      }
      clock.advance(100)
      for (const one of all) assert.equal(one.passedAt, one.isLifted ? one.passedAt : one.deadline)
      for (const one of all)
        if (one.isLifted) assert.ok(one.passedAt === null || one.passedAt <= one.liftedAt)
      assert.equal(clock.timers, 0)
    }),
  )
})

test('limits of one length share one timer, and many lengths leave few timers behind', () => {
  const clock = new ManualClock()
  const deadlines = new Deadlines(clock)
  const same = Array.from({ length: 1_000 }, () => limited(clock, 50))
  for (const one of same) deadlines.add(one, 50)
  assert.equal(clock.timers, 1)
  for (let ms = 100; ms < 1_100; ms += 1) {
    const one = limited(clock, ms)
    deadlines.add(one, ms)
    deadlines.remove(one)
  }
  assert.ok(clock.timers <= 17, `${clock.timers} timers`)
})

test('a limit that is set while others pass is kept', () => {
  const clock = new ManualClock()
  const deadlines = new Deadlines(clock)
  const second = limited(clock, 60)
  const first = limited(clock, 50, () => {
    second.deadline = clock.now() + 50
    deadlines.add(second, 50)
  })
  deadlines.add(first, 50)
  clock.advance(50)
  assert.deepEqual([first.passedAt, second.passedAt, clock.timers], [50, null, 1])
  clock.advance(50)
  assert.equal(second.passedAt, 100)
})

test('a limit longer than any timer is reached in steps', () => {
  const clock = new ManualClock()
  const deadlines = new Deadlines(clock)
  const far = limited(clock, 2 ** 33)
  deadlines.add(far, 2 ** 33)
  clock.advance(2 ** 33 - 1)
  assert.equal(far.passedAt, null)
  clock.advance(1)
  assert.equal(far.passedAt, 2 ** 33)
})

/**
 * @param {ManualClock} clock
 * @param {number} ms
 * @param {() => void} [then]
 */
function limited(clock, ms, then = () => {}) {
  return {
    ...{ deadline: clock.now() + ms, line: null, earlier: null, later: null },
    passedAt: /** @type {number | null} */ (null),
    isLifted: false,
    liftedAt: NaN,
    onDeadline() {
      this.passedAt = clock.now()
      then()
    },
    /** @param {Deadlines} deadlines */
    lift(deadlines) {
      this.isLifted = true
      this.liftedAt = clock.now()
      deadlines.remove(this)
    },
  }
}
