import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Health } from '../../../node/runner/health.js'
import { ManualClock } from './manualClock.js'
import { nextEvent, rejectionOf, startRunner } from './startRunner.js'

test('a child that answers is pinged at each interval and never called unhealthy', async () => {
  const { clock, events, pings } = examine({ answers: true })
  for (let n = 0; n < 5; n += 1) {
    await settled()
    clock.advance(100)
  }
  assert.equal(pings.count, 6)
  assert.deepEqual(events, [])
})

test('missed pings are counted, and silence past the limit is a hang, told once', async () => {
  const { clock, events } = examine({ answers: false })
  clock.advance(1000)
  assert.deepEqual(events, ['unhealthy 1', 'unhealthy 2', 'hung 3'])
  assert.equal(clock.timers, 0)
})

test('a ping that stays unanswered is not followed by another', () => {
  const { clock, pings } = examine({ answers: false })
  clock.advance(250)
  assert.equal(pings.count, 1)
})

test('any other frame is a sign of life', async () => {
  const { clock, events, patient } = examine({ answers: false })
  for (let n = 0; n < 10; n += 1) {
    clock.advance(50)
    patient.lastHeard = clock.now()
    clock.advance(50)
  }
  assert.deepEqual(events, [])
})

test('a pong after misses makes it well again', async () => {
  const { clock, events, patient } = examine({ answers: false })
  clock.advance(200)
  patient.lastHeard = clock.now()
  clock.advance(100)
  assert.deepEqual(events, ['unhealthy 1', 'unhealthy 2', 'recovered'])
})

test('a host that slept, or stood in a debugger, holds nothing against the child', () => {
  const { clock, events } = examine({ answers: false })
  for (let n = 0; n < 10; n += 1) clock.sleep(3_600_000)
  assert.deepEqual(events, [])
  clock.advance(100)
  assert.deepEqual(events, ['unhealthy 1'])
})

test('a stopped child is found out, told as degraded, and replaced', async (t) => {
  const runner = await startRunner(t, { pingIntervalMs: 40, hangTimeoutMs: 120 })
  const unhealthy = nextEvent(runner, 'unhealthy')
  const degraded = nextEvent(runner, 'state', ({ state }) => state === 'degraded')
  const restart = nextEvent(runner, 'restart')
  const { pid } = await runner.ping()
  const call = rejectionOf(runner.call('wait'))
  const kept = runner.call('wait', { seconds: 0 }, { idempotent: true })
  process.kill(pid, 'SIGSTOP')
  assert.equal((await unhealthy).missed, 1)
  await degraded
  const error = await call
  assert.equal(error.code, 'ERR_RUNNER_EXITED')
  assert.equal(error.signal, 'SIGKILL')
  assert.match(error.message, /no sign of life for 120 ms/)
  assert.match((await restart).reason, /no sign of life/)
  assert.equal(await kept, 'waited')
  assert.notEqual((await runner.ping()).pid, pid)
})

test('a stopped child that goes on in time is well again and loses no call', async (t) => {
  const runner = await startRunner(t, { pingIntervalMs: 40, hangTimeoutMs: 4_000 })
  const degraded = nextEvent(runner, 'state', ({ state }) => state === 'degraded')
  const { pid } = await runner.ping()
  const call = runner.call('wait', { seconds: 0 })
  process.kill(pid, 'SIGSTOP')
  await degraded
  const ready = nextEvent(runner, 'state', ({ state }) => state === 'ready')
  process.kill(pid, 'SIGCONT')
  await ready
  assert.equal(await call, 'waited')
})

test('a child that floods the wire without ending its line is no living child', async (t) => {
  const runner = await startRunner(t, { pingIntervalMs: 40, hangTimeoutMs: 120, maxFrameBytes: 1024 })
  const error = await rejectionOf(runner.call('endless'))
  assert.equal(error.code, 'ERR_RUNNER_EXITED')
  assert.match(error.message, /no sign of life/)
})

test('a long call is no reason to replace a child that answers pings', async (t) => {
  const runner = await startRunner(t, { pingIntervalMs: 20, hangTimeoutMs: 60 })
  assert.equal(await runner.call('wait', { seconds: 0.4 }), 'waited')
  assert.equal(runner.stats().restarts, 0)
})

test('ping tells what the runner says of itself and how long that took', async (t) => {
  const runner = await startRunner(t)
  const { pong, pid, rttMs } = await runner.ping()
  assert.equal(pong, true)
  assert.equal(pid, runner.stats().processes[0]?.pid)
  assert.ok(rttMs > 0 && rttMs < 1000)
})

test('a ping without answer is a timeout', async (t) => {
  const runner = await startRunner(t, { env: { FAULT: 'no-pong' } })
  assert.equal((await rejectionOf(runner.ping({ timeoutMs: 30 }))).code, 'ERR_RUNNER_TIMEOUT')
})

/** @param {{ answers: boolean }} nature of the patient */
function examine({ answers }) {
  const clock = new ManualClock()
  /** @type {string[]} */
  const events = []
  const pings = { count: 0 }
  const patient = { lastHeard: -1 }
  const health = new Health(
    { pingIntervalMs: 100, hangTimeoutMs: 300, clock },
    {
      ping: () => {
        pings.count += 1
        return answers ? Promise.resolve(/** @type {any} */ ({ pong: true })) : new Promise(() => {})
      },
      heardAt: () => patient.lastHeard,
    },
    {
      onUnhealthy: ({ missed }) => events.push(`unhealthy ${missed}`),
      onRecovered: () => events.push('recovered'),
      onHung: ({ missed }) => events.push(`hung ${missed}`),
    },
  )
  health.start()
  return { clock, events, pings, patient, health }
}

/** Lets the promises that are due settle. */
function settled() {
  return new Promise((resolve) => setImmediate(resolve))
}
