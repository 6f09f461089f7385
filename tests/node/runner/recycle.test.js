import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawLimits, wearOf } from '../../../node/runner/pool/wear.js'
import { makePool } from './makePool.js'
import { settled } from './sessionDouble.js'
import { isGone, nextEvent, pidOf, rejectionOf, startRunner } from './startRunner.js'

test('thousands of calls flow through many recycles, and none fails', async (t) => {
  const runner = await startRunner(t, { processes: 2, standby: 1, recycle: { maxCalls: 100 } })
  let recycles = 0
  runner.on('recycle', () => (recycles += 1))
  const results = await flow(runner, 3_000)
  assert.equal(results, 3_000)
  assert.ok(recycles >= 10, `${recycles} recycles`)
  const { restarts, calls, processes } = runner.stats()
  assert.deepEqual(
    { restarts, failed: calls.failed, retried: calls.retried },
    { restarts: 0, failed: 0, retried: 0 },
  )
  assert.equal(processes.length, 2)
})

test('a process killed in the middle of its recycling costs no idempotent call', async (t) => {
  const runner = await startRunner(t, { recycle: { maxCalls: 150 }, restart: { budget: 1_000 } })
  let killed = 0
  runner.on('recycle', ({ successor, pid }) => {
    killed += 1
    process.kill(killed % 2 === 0 ? successor : pid, 'SIGKILL')
  })
  const isEnough = () => killed >= 6
  const right = await flow(runner, 2_000, isEnough)
  assert.ok(right >= 2_000 && isEnough(), `${right} calls, ${killed} were killed`)
  assert.equal(runner.stats().calls.failed, 0)
})

test('a long call is finished by the old process while new ones go to its successor', async (t) => {
  const runner = await startRunner(t, { recycle: { maxCalls: 1 }, stop: { drainMs: 1 } })
  const recycled = nextEvent(runner, 'recycle')
  const pid = await pidOf(runner)
  const long = runner.call('wait', { seconds: 0.3 })
  const event = await recycled
  assert.deepEqual({ ...event, successor: 0 }, { process: 0, reason: 'calls', pid, successor: 0 })
  assert.equal(await pidOf(runner), event.successor)
  assert.deepEqual(runner.stats().processes[0]?.retired, [{ pid, inFlight: 1 }])
  assert.equal(runner.stats().inFlight, 1)
  assert.equal(await long, 'waited')
})

test('close() waits for the calls of an old process too', async (t) => {
  const runner = await startRunner(t, { recycle: { maxCalls: 1 } })
  const recycled = nextEvent(runner, 'recycle')
  const long = runner.call('wait', { seconds: 0.2 })
  await recycled
  await runner.close()
  assert.equal(await long, 'waited')
})

for (const [reason, recycle, wear] of /** @type {const} */ ([
  ['age', { maxAgeMs: 60_000 }, undefined],
  ['memory', { maxRssBytes: 1e9 }, { rss_bytes: 1.2e9 }],
])) {
  test(`a process is replaced because of its ${reason}, and is still there until its successor is`, async (t) => {
    const { pool, opened, start, pass, events } = makePool(t, { recycle, pingIntervalMs: 1_000 })
    await start()
    if (opened[0]) opened[0].lastPong = wear
    await pass(66_000)
    assert.equal(opened.length, 2)
    assert.deepEqual([pool.state, opened[0]?.ends, events('recycle')], ['ready', [], []])
    opened[1]?.comeUp()
    await settled()
    assert.deepEqual(events('recycle'), [{ process: 0, reason, pid: 1, successor: 2 }])
    assert.deepEqual(opened[0]?.ends, ['stop'])
    assert.equal(pool.state, 'ready')
  })
}

test('limits are drawn within a tenth, for each process anew', () => {
  const limits = { maxCalls: 1_000, maxAgeMs: 1_000, maxRssBytes: Infinity }
  assert.deepEqual(
    drawLimits(limits, () => 0),
    { maxCalls: 900, maxAgeMs: 900, maxRssBytes: Infinity },
  )
  const highest = drawLimits(limits, () => 0.999999)
  assert.deepEqual([highest.maxCalls, Math.round(highest.maxAgeMs)], [1_100, 1_100])
  assert.equal(wearOf(limits, { calls: 999, ageMs: 999, rssBytes: 1e12 }), null)
  assert.equal(wearOf(limits, { calls: 1_000, ageMs: 1_000, rssBytes: 0 }), 'calls')
})

test('a successor that does not start is tried again, and the old process serves on', async (t) => {
  const { pool, opened, start, call, pass, events } = makePool(t, { recycle: { maxCalls: 1 } })
  await start()
  call()
  await settled()
  opened[1]?.failToStart('no memory left')
  await settled()
  assert.equal(opened.length, 3, 'the first retry goes off at once')
  opened[2]?.failToStart('no memory left')
  await settled()
  assert.equal(opened.length, 3)
  await pass(100)
  assert.equal(opened.length, 4)
  assert.equal(pool.state, 'ready')
  assert.equal(call().phase, 'sent')
  opened[3]?.comeUp()
  await settled()
  assert.equal(events('recycle').length, 1)
})

test('the old process dying first, the successor takes its place as soon as it is ready', async (t) => {
  const { opened, start, call } = makePool(t, { recycle: { maxCalls: 1 } })
  await start()
  const running = call({ idempotent: true })
  await settled()
  opened[0]?.die()
  await settled()
  assert.equal(opened.length, 2, 'no third one is started')
  opened[1]?.comeUp()
  await settled()
  assert.deepEqual(opened[1]?.connection.calls, [running])
})

test('while an old process is not done, wear is no reason for a third one', async (t) => {
  const { opened, start, call } = makePool(t, { recycle: { maxCalls: 1 } })
  await start()
  call({ timeoutMs: Infinity })
  await settled()
  opened[1]?.comeUp()
  await settled()
  call({ timeoutMs: Infinity })
  await settled()
  assert.equal(opened.length, 2)
  opened[0]?.connection.answer()
  await settled()
  assert.equal(opened.length, 3, 'when it is gone, the next one is due')
})

test('an old process is given recycle.drainMs to finish, and no longer', async (t) => {
  const { opened, start, call, pass } = makePool(t, { recycle: { maxCalls: 1, drainMs: 5_000 } })
  await start()
  const endless = call({ timeoutMs: Infinity })
  await settled()
  opened[1]?.comeUp()
  await settled()
  await pass(4_999)
  assert.deepEqual(opened[0]?.ends, [])
  await pass(1)
  assert.deepEqual(opened[0]?.ends, ['stop'])
  await assert.rejects(endless.promise, { code: 'ERR_RUNNER_EXITED' })
})

test('a process in which a cancelled skill goes on is replaced, its other calls are not', async (t) => {
  const { opened, start, call, events } = makePool(t)
  await start()
  const other = call()
  opened[0]?.events.onAbandoned()
  await settled()
  opened[1]?.comeUp()
  await settled()
  assert.equal(events('recycle')[0]?.reason, 'abandoned')
  assert.deepEqual(opened[0]?.ends, [])
  opened[0]?.connection.answer()
  await settled()
  assert.equal(await other.promise, 'answered')
  assert.deepEqual(opened[0]?.ends, ['stop'])
})

test('a process that never answered a cancel is killed when its other calls are done', async (t) => {
  const { opened, start, call, events } = makePool(t)
  await start()
  call()
  opened[0]?.events.onUncancelled()
  await settled()
  opened[1]?.comeUp()
  await settled()
  assert.equal(events('recycle')[0]?.reason, 'unanswered')
  assert.deepEqual(opened[0]?.ends, [])
  opened[0]?.connection.answer()
  await settled()
  assert.match(opened[0]?.ends.join() ?? '', /^kill: .*cancel/)
})

test('one whose loop is blocked by a cancelled call is killed at once', async (t) => {
  const { opened, start, call, told } = makePool(t)
  await start()
  const kept = call({ idempotent: true })
  if (opened[0]) opened[0].examination = { verdict: 'loop-blocked', evidence: {} }
  opened[0]?.events.onUncancelled()
  await settled()
  assert.match(opened[0]?.ends.join() ?? '', /^kill: .*loop-blocked/)
  assert.ok(told.some(([name]) => name === 'restart'))
  opened[1]?.comeUp()
  await settled()
  assert.deepEqual(opened[1]?.connection.calls, [kept])
})

test('work that ignores its cancel costs its process, once the other calls there are done', async (t) => {
  const runner = await startRunner(t, { cancelTimeoutMs: 50 })
  const pid = await pidOf(runner)
  const other = runner.call('wait', { seconds: 0.5 })
  const recycled = nextEvent(runner, 'recycle')
  const controller = new AbortController()
  const deaf = rejectionOf(runner.call('deaf', { seconds: 60 }, { signal: controller.signal }))
  await runner.call('echo')
  controller.abort()
  const { code, rung } = await deaf
  assert.deepEqual([code, rung], ['ERR_RUNNER_CANCELLED', 'process'])
  assert.equal((await recycled).reason, 'unanswered')
  assert.equal(await other, 'waited')
  await isGone(pid)
})

test('a process that hangs over a cancelled call is killed, and idempotent calls go elsewhere', async (t) => {
  const runner = await startRunner(t, { cancelTimeoutMs: 50 })
  const pid = await pidOf(runner)
  const recycled = nextEvent(runner, 'recycle')
  const controller = new AbortController()
  const hung = rejectionOf(runner.call('block_reader', { seconds: 60 }, { signal: controller.signal }))
  await new Promise((resolve) => setImmediate(resolve))
  const caught = [true, false].map((idempotent) => runner.call('echo', { a: 1 }, { idempotent }))
  const lost = rejectionOf(caught[1] ?? assert.fail())
  controller.abort()
  assert.equal((await hung).rung, 'process')
  assert.equal((await recycled).reason, 'unanswered')
  assert.equal((await caught[0]).a, 1)
  const { code, data, pythonStack } = await lost
  assert.deepEqual([code, data.verdict], ['ERR_RUNNER_TIMEOUT', 'gil-held'])
  assert.match(pythonStack, /receive/)
  await isGone(pid)
})

/**
 * Makes so many idempotent calls, a few at a time, and more until it is enough, within bounds.
 *
 * @param {import('../../../node/pythonAgentRunner.js').PythonAgentRunner} runner
 * @param {number} count
 * @param {() => boolean} [isEnough]
 * @returns {Promise<number>} how many came back right
 */
async function flow(runner, count, isEnough = () => true) {
  let next = 0
  let right = 0
  const lane = async () => {
    while (next < count || (!isEnough() && next < 20 * count)) {
      const a = (next += 1)
      const answer = await runner.call('echo', { a }, { idempotent: true })
      if (answer.a === a) right += 1
    }
  }
  await Promise.all(Array.from({ length: 16 }, lane))
  return right
}
