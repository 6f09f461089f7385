import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Histogram } from '../../../node/runner/telemetry/histogram.js'
import { maxMethods, Metrics } from '../../../node/runner/telemetry/metrics.js'
import { prometheusText } from '../../../node/runner/telemetry/prometheus.js'
import { readExposition } from './exposition.js'

const cost = { queue_us: 300, handler_us: 5_000, cpu_us: 2_000 }
/** Ten milliseconds, of which two waiting for a process. */
const call = { method: 'demo.echo', acceptedAt: 100, sentAt: 102, settledAt: 110, cost }
const stats = {
  ...{
    inFlight: 3,
    queued: 2,
    restarts: 4,
    recycles: 5,
    lateReplies: 6,
    noise: 7,
    brokenFrames: 8,
    crashes: 9,
  },
  calls: { accepted: 20, retried: 1 },
  processes: [
    { process: 0, state: 'ready', verdict: 'ok', lastPong: { rss_bytes: 1_000 } },
    { process: 2, state: 'ready', verdict: 'ok', lastPong: { rss_bytes: 2_000 } },
    { process: 3, state: 'restarting', verdict: null, lastPong: null },
  ],
}

test('a quantile of a histogram is within 1.6 % of the true one, from a microsecond to an hour', () => {
  const histogram = new Histogram()
  const values = Array.from({ length: 10_000 }, (_, n) => Math.floor(1.00221 ** n))
  for (const value of values) histogram.record(value)
  for (const share of [0.01, 0.25, 0.5, 0.9, 0.99, 0.999]) {
    const exact = values[Math.ceil(share * values.length) - 1] ?? assert.fail()
    const told = histogram.quantile(share)
    assert.ok(Math.abs(told - exact) <= Math.max(1, exact * 0.016), `${share}: ${told}, not ${exact}`)
  }
  assert.equal(histogram.count, 10_000)
  assert.equal(histogram.max, values.at(-1))
  assert.equal(histogram.quantile(1), values.at(-1))
})

test('a value past the largest bucket is counted, and the greatest is told as it was', () => {
  const histogram = new Histogram()
  histogram.record(0)
  histogram.record(1e12)
  assert.equal(histogram.quantile(0.5), 0)
  assert.equal(histogram.count, 2)
  assert.equal(histogram.max, 1e12)
})

test('a call is told apart into what it waited, the wire, the handler and its CPU', () => {
  const metrics = new Metrics()
  metrics.record(call)
  const { [call.method]: told = assert.fail() } = metrics.stats()
  const p50s = [told.latencyMs, told.queueMs, told.wireMs, told.handlerMs, told.cpuMs].map((part) =>
    Number(part?.p50.toFixed(1)),
  )
  assert.deepEqual(p50s, [10, 2.3, 2.7, 5, 2])
  assert.deepEqual([told.calls, told.failed], [1, 0])
})

test('failures are counted by their code, and a call that was never sent only waited', () => {
  const metrics = new Metrics()
  const { method } = call
  metrics.record({ method, acceptedAt: 0, settledAt: 50 }, 'ERR_RUNNER_TIMEOUT')
  metrics.record({ method, acceptedAt: 0, sentAt: 0.5, settledAt: 4 }, 'ERR_RUNNER_REMOTE')
  metrics.record({ method, acceptedAt: 0, settledAt: 50 }, 'ERR_RUNNER_TIMEOUT')
  const { [method]: told = assert.fail() } = metrics.stats()
  assert.deepEqual([told.calls, told.failed], [3, 3])
  assert.deepEqual(told.failures, { ERR_RUNNER_TIMEOUT: 2, ERR_RUNNER_REMOTE: 1 })
  assert.equal(told.queueMs?.max, 50)
  assert.deepEqual([told.wireMs, told.handlerMs, told.cpuMs], [null, null, null])
})

test('names that callers make up share one row after the first sixty-four', () => {
  const metrics = new Metrics()
  for (let n = 0; n < 10_000; n += 1) metrics.record({ ...call, method: `made.up_${n}` })
  const methods = metrics.stats()
  assert.equal(Object.keys(methods).length, maxMethods + 1)
  assert.equal(methods['other']?.calls, 10_000 - maxMethods)
})

test('to take a call costs less than half a microsecond', () => {
  const metrics = new Metrics()
  const rounds = 200_000
  const perCallNs = () => {
    const began = process.hrtime.bigint()
    for (let n = 0; n < rounds; n += 1) metrics.record(call)
    return Number(process.hrtime.bigint() - began) / rounds
  }
  const best = Math.min(...Array.from({ length: 5 }, perCallNs))
  assert.ok(best < 500, `${best} ns`)
})

test('the text for Prometheus keeps to the format and holds every figure', () => {
  const metrics = new Metrics()
  for (let n = 0; n < 9; n += 1) metrics.record(call)
  metrics.record({ method: call.method, acceptedAt: 0, settledAt: 20 }, 'ERR_RUNNER_TIMEOUT')
  const { families, valueOf } = readExposition(prometheusText(stats, metrics))
  const method = call.method

  assert.equal(families.get('agent_runner_call_duration_seconds')?.type, 'summary')
  assert.ok(
    Math.abs(valueOf('agent_runner_call_duration_seconds', { method, quantile: '0.5' }) - 0.01) < 2e-4,
  )
  assert.ok(Math.abs(valueOf('agent_runner_call_duration_seconds_sum', { method }) - 0.11) < 1e-9)
  assert.equal(valueOf('agent_runner_call_duration_seconds_count', { method }), 10)
  assert.equal(valueOf('agent_runner_call_cpu_seconds_count', { method }), 9)
  assert.equal(valueOf('agent_runner_calls_total', { method, outcome: 'ok' }), 9)
  assert.equal(valueOf('agent_runner_calls_total', { method, outcome: 'ERR_RUNNER_TIMEOUT' }), 1)
  assert.equal(valueOf('agent_runner_processes', { state: 'ready', verdict: 'ok' }), 2)
  assert.equal(valueOf('agent_runner_processes', { state: 'restarting', verdict: 'unknown' }), 1)
  assert.equal(valueOf('agent_runner_process_resident_bytes', { process: '2' }), 2_000)
  const plain = [
    'in_flight',
    'queued',
    'restarts_total',
    'recycles_total',
    'late_replies_total',
    'noise_total',
  ]
  assert.deepEqual(
    plain.map((name) => valueOf(`agent_runner_${name}`)),
    [3, 2, 4, 5, 6, 7],
  )
  assert.equal(valueOf('agent_runner_broken_frames_total'), 8)
  assert.equal(valueOf('agent_runner_crashes_total'), 9)
})

test('a method with quotes, backslashes and line ends in its name comes through the text whole', () => {
  const metrics = new Metrics()
  const method = 'a"b\\c\nd\\n{e="f"}'
  metrics.record({ ...call, method })
  const { valueOf } = readExposition(prometheusText(stats, metrics))
  assert.equal(valueOf('agent_runner_calls_total', { method, outcome: 'ok' }), 1)
})

test('before the first call there is a text already, without a family that has no sample', () => {
  const { families } = readExposition(prometheusText(stats, new Metrics()))
  assert.ok(families.has('agent_runner_in_flight'))
  assert.ok(!families.has('agent_runner_calls_total'))
})
