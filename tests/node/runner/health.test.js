import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Health } from '../../../node/runner/health/health.js'
import { judge } from '../../../node/runner/health/verdict.js'
import { ManualClock } from './manualClock.js'

test('a child that answers is examined at each interval and never called unhealthy', async () => {
  const { clock, events, examined } = watch([well])
  for (let n = 0; n < 5; n += 1) await pass(clock)
  assert.equal(examined.length, 6)
  assert.deepEqual(events, [])
})

test('an examination is bounded below the interval, and none begins while one is under way', async () => {
  const { clock, examined } = watch(['never'])
  for (let n = 0; n < 5; n += 1) await pass(clock)
  assert.deepEqual(examined, [80])
})

for (const [verdict, evidence] of /** @type {const} */ ([
  ['loop-blocked', { loopLagMs: 100 }],
  ['gil-held', { pongAgeMs: 100, loopLagMs: null }],
  ['stopped', { pongAgeMs: 100, loopLagMs: null, processState: 'T' }],
])) {
  test(`misses are counted, and being ${verdict} past the limit is a hang, told once`, async () => {
    const lasting = (/** @type {number} */ n) => ({
      ...evidence,
      ...('loopLagMs' in evidence && evidence.loopLagMs && { loopLagMs: 260 + n * 100 }),
      ...('pongAgeMs' in evidence && { pongAgeMs: 260 + n * 100 }),
    })
    const { clock, events } = watch([0, 1, 2, 3, 4].map(lasting))
    for (let n = 0; n < 6; n += 1) await pass(clock)
    const misses = [1, 2, 3, 4].map((n) => `${verdict} ${n}`)
    assert.deepEqual(events, [...misses, `hung ${verdict} 300`])
    assert.equal(clock.timers, 0)
  })
}

test('a loop found blocked at each look, but each time anew, is slow and does not hang', async () => {
  const { clock, events } = watch([{ loopLagMs: 260 }], { pingIntervalMs: 1_000, hangTimeoutMs: 3_000 })
  for (let n = 0; n < 6; n += 1) await pass(clock, 1_000)
  assert.deepEqual(events, Array(7).fill('loop-blocked 1'))
})

test('a child found silent at each look, but heard in between, does not hang', async () => {
  const silent = { loopLagMs: null, pongAgeMs: 400 }
  const { clock, events } = watch([silent], { pingIntervalMs: 1_000, hangTimeoutMs: 3_000 })
  for (let n = 0; n < 6; n += 1) await pass(clock, 1_000)
  assert.deepEqual(events, Array(7).fill('gil-held 1'))
})

test('long work with a free loop is no miss, whatever processor time it takes', async () => {
  const { clock, events } = watch([{ inFlight: 64, cpuShare: 1.9, loopLagMs: 200 }])
  for (let n = 0; n < 20; n += 1) await pass(clock)
  assert.deepEqual(events, [])
})

test('an answer after misses makes it well again, and the count begins anew', async () => {
  const silent = { loopLagMs: null, pongAgeMs: 900 }
  const { clock, events } = watch([silent, silent, well, silent])
  for (let n = 0; n < 3; n += 1) await pass(clock)
  assert.deepEqual(events, ['gil-held 1', 'gil-held 2', 'recovered', 'gil-held 1'])
})

test('a host that slept, or stood in a debugger, holds nothing against the child', async () => {
  const asleep = { loopLagMs: null, pongAgeMs: 3_600_000, hostLagMs: 3_600_000 }
  const { clock, events } = watch([asleep])
  for (let n = 0; n < 10; n += 1) await pass(clock)
  assert.deepEqual(events, [])
})

test('a night of sleep between two looks is worth one miss and no more', async () => {
  const silent = { loopLagMs: null, pongAgeMs: 40_000_000 }
  const { clock, events } = watch([well, silent, silent, well])
  await settled()
  clock.sleep(36_000_000)
  for (let n = 0; n < 2; n += 1) await pass(clock)
  assert.deepEqual(events, ['gil-held 1', 'gil-held 2', 'recovered'])
})

test('what a late host saw neither adds to the misses nor takes them away', async () => {
  const silent = { loopLagMs: null, pongAgeMs: 900 }
  const { clock, events } = watch([silent, { ...silent, hostLagMs: 900 }, silent])
  for (let n = 0; n < 2; n += 1) await pass(clock)
  assert.deepEqual(events, ['gil-held 1', 'gil-held 2'])
})

test('a stop while an examination is under way makes what it finds nobody’s business', async () => {
  const { events, health } = watch([{ loopLagMs: 900 }])
  health.stop()
  await settled()
  assert.deepEqual(events, [])
})

const well = {}

/**
 * @param {(Partial<import('../../../node/runner/health/verdict.js').Evidence> | 'never')[]} findings the last one stays
 * @param {{ pingIntervalMs: number, hangTimeoutMs: number }} [limits]
 */
function watch(findings, limits = { pingIntervalMs: 100, hangTimeoutMs: 300 }) {
  const clock = new ManualClock()
  /** @type {string[]} */
  const events = []
  /** @type {number[]} */
  const examined = []
  const examine = (/** @type {number} */ timeoutMs) => {
    const finding = findings[Math.min(examined.length, findings.length - 1)]
    examined.push(timeoutMs)
    return finding === 'never' || !finding ? new Promise(() => {}) : Promise.resolve(examinationOf(finding))
  }
  const health = new Health({ ...limits, clock }, /** @type {any} */ (examine), {
    onUnhealthy: ({ verdict, missed }) => events.push(`${verdict} ${missed}`),
    onRecovered: () => events.push('recovered'),
    onHung: ({ verdict, silentMs }) => events.push(`hung ${verdict} ${silentMs}`),
  })
  health.start()
  return { clock, events, examined, health }
}

/** @param {Partial<import('../../../node/runner/health/verdict.js').Evidence>} finding */
function examinationOf(finding) {
  const rest = { pongAgeMs: 1, loopLagMs: 0, cpuShare: 0, processState: 'S', inFlight: 1, hostLagMs: 0 }
  const evidence = { ...rest, ...finding }
  return { verdict: judge(evidence), evidence }
}

/**
 * @param {ManualClock} clock
 * @param {number} [ms]
 */
async function pass(clock, ms = 100) {
  await settled()
  clock.advance(ms)
  await settled()
}

/** Lets the promises that are due settle. */
function settled() {
  return new Promise((resolve) => setImmediate(resolve))
}
