import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isUnjudgeable, isWell, judge } from '../../../node/runner/health/verdict.js'

/** A process at rest that has just answered. @type {import('../../../node/runner/health/verdict.js').Evidence} */
const rest = { pongAgeMs: 1, loopLagMs: 0, cpuShare: 0, processState: 'S', inFlight: 0, hostLagMs: 0 }
const unknown = { cpuShare: null, processState: null }

/** @type {[string, Partial<import('../../../node/runner/health/verdict.js').Evidence>, import('../../../node/runner/health/verdict.js').Verdict][]} */
const table = [
  ['answers and has nothing to do', {}, 'ok'],
  ['answers where the system tells nothing', { ...unknown }, 'ok'],
  ['answers and has calls', { inFlight: 3 }, 'busy'],
  ['burns a processor in a thread, its loop being free', { inFlight: 1, cpuShare: 1, loopLagMs: 40 }, 'busy'],
  ['burns a processor without a call: it imports', { cpuShare: 0.9, processState: 'R' }, 'busy'],
  [
    'has many threads that take turns',
    { inFlight: 64, cpuShare: 1.9, pongAgeMs: 200, loopLagMs: 200 },
    'busy',
  ],
  ['was never heard, being young', { pongAgeMs: null, loopLagMs: null, processState: 'R' }, 'ok'],
  ['was never heard, and is greeted', { pongAgeMs: null, loopLagMs: null, inFlight: 1 }, 'busy'],
  ['answers though its loop sleeps', { inFlight: 1, loopLagMs: 300 }, 'loop-blocked'],
  ['answers though its loop spins', { inFlight: 1, loopLagMs: 900, cpuShare: 1 }, 'loop-blocked'],
  ['answers, the loop blocked by no call', { loopLagMs: 300 }, 'loop-blocked'],
  ['is silent and burns a processor', { pongAgeMs: 500, loopLagMs: null, cpuShare: 1 }, 'gil-held'],
  ['is silent and waits in C code', { pongAgeMs: 500, loopLagMs: null, cpuShare: 0 }, 'gil-held'],
  ['is silent where the system tells nothing', { pongAgeMs: 500, loopLagMs: null, ...unknown }, 'gil-held'],
  ['is silent in the kernel', { pongAgeMs: 500, loopLagMs: null, processState: 'D' }, 'gil-held'],
  [
    'is silent since it gets no processor',
    { pongAgeMs: 500, loopLagMs: null, cpuShare: 0.02, processState: 'R' },
    'busy',
  ],
  ['is stopped', { pongAgeMs: 500, loopLagMs: null, processState: 'T' }, 'stopped'],
  ['is stopped right after an answer', { processState: 'T', inFlight: 1 }, 'stopped'],
  ['is held by a debugger', { pongAgeMs: 500, processState: 't' }, 'stopped'],
  ['was never heard and is stopped', { pongAgeMs: null, processState: 'T' }, 'stopped'],
  ['waits to be collected', { processState: 'Z', inFlight: 1 }, 'dead'],
  ['is no more', { pongAgeMs: null, processState: 'X' }, 'dead'],
  ['is silent while the host sleeps', { pongAgeMs: 3_600_000, hostLagMs: 3_600_000 }, 'ok'],
  [
    'is silent while the host is blocked',
    { pongAgeMs: 900, hostLagMs: 400, inFlight: 1, cpuShare: 1 },
    'busy',
  ],
  ['has a late loop as far as a late host can tell', { loopLagMs: 900, hostLagMs: 900, inFlight: 1 }, 'busy'],
  ['is stopped, which a late host sees as well', { hostLagMs: 9_000, processState: 'T' }, 'stopped'],
  ['is no more, which a late host sees as well', { hostLagMs: 9_000, processState: 'Z' }, 'dead'],
]

for (const [what, evidence, verdict] of table) {
  test(`a process that ${what} is ${verdict}`, () => {
    assert.equal(judge({ ...rest, ...evidence }), verdict)
  })
}

test('what the host missed by its own fault is told apart from what it saw', () => {
  assert.equal(isUnjudgeable({ ...rest, hostLagMs: 50 }), false)
  assert.equal(isUnjudgeable({ ...rest, hostLagMs: 1_000 }), true)
})

test('only ok and busy are well', () => {
  const ill = /** @type {const} */ (['loop-blocked', 'gil-held', 'stopped', 'dead'])
  assert.deepEqual(
    [isWell('ok'), isWell('busy'), ...ill.map(isWell)],
    [true, true, false, false, false, false],
  )
})
