import assert from 'node:assert/strict'
import { test } from 'node:test'
import { processFacts } from '../../../node/runner/health/processFacts.js'
import { callOn, hasSaid, openSession, real } from './openSession.js'
import { until } from './startRunner.js'

const bounded = { timeout: 20_000 }
const portable = { env: { AGENT_RUNNER_PORTABLE: '1' } }

test('a child at rest is ok, and says so at once', bounded, async (t) => {
  const { session } = await openSession(t)
  const { verdict, evidence, pid, rttMs, tookMs } = await examine(session)
  assert.equal(verdict, 'ok')
  assert.equal(pid, session.pid)
  assert.ok((rttMs ?? assert.fail()) < 250)
  assert.ok(tookMs < 500, `it took ${tookMs} ms`)
  const { pongAgeMs, inFlight, processState } = evidence
  assert.ok(pongAgeMs !== null && pongAgeMs < 250)
  assert.equal(inFlight, 0)
  assert.match(processState ?? '', /[RS]/)
})

test('a child that waits for something is busy', bounded, async (t) => {
  const { session } = await openSession(t)
  callOn(session, 'wait')
  const { verdict, evidence } = await examine(session)
  assert.deepEqual([verdict, evidence.inFlight], ['busy', 1])
})

test('a child that burns a processor in a thread is busy, and the share tells', bounded, async (t) => {
  const { session } = await openSession(t)
  callOn(session, 'spin', { seconds: 20 })
  await examine(session)
  const { verdict, evidence } = await examine(session)
  assert.equal(verdict, 'busy')
  assert.ok((evidence.cpuShare ?? 0) > 0.05, `${evidence.cpuShare} of a processor`)
})

test('C code that burns a processor with the lock held is told as that', bounded, async (t) => {
  const { session, told } = await openSession(t)
  callOn(session, 'backtrack')
  await until(() => hasSaid(told, 'holding the lock'))
  await examine(session) // It says so just before it does: this look may still be answered.
  const { verdict, evidence, pong } = await examine(session)
  assert.deepEqual([verdict, pong], ['gil-held', undefined])
  assert.ok((evidence.cpuShare ?? 0) > 0.05, `${evidence.cpuShare} of a processor`)
})

test(
  'C code that sleeps with the lock held is told as that, and over when it is over',
  bounded,
  async (t) => {
    const { session, told } = await openSession(t)
    const call = callOn(session, 'sleep_in_c', { seconds: 4 })
    await until(() => hasSaid(told, 'holding the lock'))
    await examine(session) // It says so just before it does: this look may still be answered.
    const { verdict, evidence } = await examine(session)
    assert.equal(verdict, 'gil-held')
    assert.ok((evidence.cpuShare ?? 1) < 0.2)
    await call.promise
    assert.equal((await examine(session)).verdict, 'ok')
  },
)

for (const [how, params] of /** @type {const} */ ([
  ['sleeps', { seconds: 2 }],
  ['spins', { seconds: 2, spinning: true }],
])) {
  test(
    `a skill that ${how} on the event loop blocks it, which the very first look tells`,
    bounded,
    async (t) => {
      const { session, told } = await openSession(t, { args: real })
      const call = callOn(session, 'demo.block', params)
      await until(() => hasSaid(told, 'holding the loop'))
      const { verdict, evidence, pong } = await examine(session)
      assert.deepEqual([verdict, pong], ['loop-blocked', true])
      assert.ok((evidence.loopLagMs ?? 0) >= 250)
      await call.promise
      // 'busy' where the processor time of the spinning falls into what is looked at.
      assert.match((await examine(session)).verdict, /^(ok|busy)$/)
    },
  )
}

test('a plain skill that burns a processor leaves the loop free', bounded, async (t) => {
  const { session } = await openSession(t, { args: real })
  callOn(session, 'demo.spin', { seconds: 20 })
  await examine(session)
  const { verdict, evidence } = await examine(session)
  assert.equal(verdict, 'busy')
  assert.ok((evidence.cpuShare ?? 0) > 0.05, `${evidence.cpuShare} of a processor`)
})

test('a stopped child is told as that while it is', bounded, async (t) => {
  const { session } = await openSession(t)
  const pid = session.pid ?? assert.fail()
  process.kill(pid, 'SIGSTOP')
  await until(async () => (await processFacts(pid))?.state === 'T')
  assert.equal((await examine(session)).verdict, 'stopped')
  process.kill(pid, 'SIGCONT')
  await until(async () => (await processFacts(pid))?.state !== 'T')
  assert.equal((await examine(session)).verdict, 'ok')
})

test('a child that is gone is dead, in the middle of an examination too', bounded, async (t) => {
  const { session } = await openSession(t, { env: { FAULT: 'no-pong' } })
  const found = examine(session)
  process.kill(session.pid ?? assert.fail(), 'SIGKILL')
  assert.equal((await found).verdict, 'dead')
  await session.ended
  const { verdict, evidence } = await examine(session)
  assert.deepEqual([verdict, evidence.processState], ['dead', 'X'])
})

test('a host that is blocked meanwhile blames nobody', bounded, async (t) => {
  const { session } = await openSession(t, { env: { FAULT: 'no-pong' } })
  const found = session.examine()
  await new Promise((resolve) => setImmediate(resolve))
  const until = performance.now() + 900
  while (performance.now() < until);
  const { verdict, evidence } = await found
  assert.equal(verdict, 'ok')
  assert.ok(evidence.hostLagMs > 200, `${evidence.hostLagMs} ms late`)
  assert.equal((await examine(session)).verdict, 'gil-held')
})

test('an answer that came while the host was blocked is an answer', bounded, async (t) => {
  const { session } = await openSession(t)
  const found = session.examine()
  const until = performance.now() + 700
  while (performance.now() < until);
  const { verdict, pong } = await found
  assert.deepEqual([verdict, pong], ['ok', true])
})

test('however often an unanswered child is examined, one ping waits for it', bounded, async (t) => {
  const { session } = await openSession(t, { env: { FAULT: 'no-pong' } })
  for (let n = 0; n < 5; n += 1) await session.examine(5)
  const call = callOn(session, 'seen')
  /** @type {any} */
  const seen = await call.promise
  assert.equal(seen.filter((/** @type {string} */ method) => method === 'ping').length, 1)
})

test('an examination can be bounded further, and then claims no more than it saw', bounded, async (t) => {
  const { session } = await openSession(t, { env: { FAULT: 'no-pong' } })
  const startedAt = performance.now()
  const { verdict, pong } = await session.examine(20)
  assert.deepEqual([verdict, pong], ['ok', undefined])
  assert.ok(performance.now() - startedAt < 250)
})

test(
  'where the system tells nothing, pings alone still tell a free child from a blocked one',
  bounded,
  async (t) => {
    const { session, told } = await openSession(t, portable)
    const { verdict, evidence } = await examine(session)
    assert.deepEqual([verdict, evidence.processState, evidence.cpuShare], ['ok', null, null])
    callOn(session, 'backtrack')
    await until(() => hasSaid(told, 'holding the lock'))
    assert.equal((await examine(session)).verdict, 'gil-held')
  },
)

/**
 * Within a second, always. A look during which this machine kept the host itself waiting is taken again.
 *
 * @param {import('../../../node/runner/child/session.js').Session} session
 */
async function examine(session) {
  for (;;) {
    const startedAt = performance.now()
    const found = await session.examine()
    const tookMs = performance.now() - startedAt
    if (found.evidence.hostLagMs > 100) continue
    assert.ok(tookMs < 1_000, `it took ${tookMs} ms`)
    return { ...found, tookMs }
  }
}
