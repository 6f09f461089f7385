import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, before, describe, test } from 'node:test'
import { killChild, rejectionOf, settlesWithin } from '../../node/testKit/index.js'
import { assertGrowsInStep, timeOf } from '../node/growth.js'
import { begin, makeReal, patienceMs, startReal } from './starting.js'

const megabyte = 2 ** 20
const limit = 128 * megabyte
const options = { maxFrameBytes: limit, args: ['--max-frame-bytes', String(limit)] }
const pingMs = 20

describe('reply of 20 MB, 100 MB; request likewise', () => {
  /** @type {import('../../node/pythonAgentRunner.js').PythonAgentRunner} */
  let runner
  before(async () => (runner = await makeReal(options)))
  after(() => runner.destroy())

  for (const size of [20 * megabyte, 100 * megabyte]) {
    const name = `${size / megabyte} MB`

    test(`${name} come and go whole`, async () => {
      const text = await settlesWithin(runner.call('faults.big_result', { size }), patienceMs)
      assert.equal(text.length, size)
      assert.equal(await settlesWithin(runner.call('faults.length', { text }), patienceMs), size)
    })

    for (const [way, method, params] of /** @type {const} */ ([
      ['coming', 'faults.big_result', { size }],
      ['going', 'faults.length', { text: 'x'.repeat(size) }],
    ])) {
      test(`a cancel does not wait behind ${name} ${way}`, async () => {
        const controller = new AbortController()
        const { rejection } = await begin(runner, 'faults.wait', {}, { signal: controller.signal })
        let isOver = false
        const large = runner.call(method, params).finally(() => (isOver = true))
        controller.abort()
        const error = await settlesWithin(rejection, patienceMs)
        assert.deepEqual([error.code, error.rung], ['ERR_RUNNER_CANCELLED', 'task'])
        assert.ok(!isOver, 'the cancel waited')
        await settlesWithin(large, patienceMs)
      })
    }
  }

  test('nor does a ping', async () => {
    let isOver = false
    const large = runner.call('faults.big_result', { size: 100 * megabyte }).finally(() => (isOver = true))
    // How fast nearly all are is measured in the benchmark, on a machine that does nothing else.
    let fastestMs = Infinity
    while (!isOver && fastestMs > pingMs) fastestMs = (await runner.ping()).rttMs ?? fastestMs
    assert.ok(!isOver && fastestMs <= pingMs, `${fastestMs} ms`)
    await settlesWithin(large, patienceMs)
  })

  test('a request of 100 MB that is cancelled on its way settles, and nothing of it is left', async () => {
    const controller = new AbortController()
    const text = 'x'.repeat(100 * megabyte)
    const large = rejectionOf(runner.call('faults.length', { text }, { signal: controller.signal }))
    await runner.ping()
    controller.abort()
    assert.equal((await settlesWithin(large, patienceMs)).code, 'ERR_RUNNER_CANCELLED')
    await answersAsEver(runner)
  })

  test('so it is with one whose time is up', async () => {
    const text = 'x'.repeat(100 * megabyte)
    const large = rejectionOf(runner.call('faults.length', { text }, { timeoutMs: 60 }))
    assert.equal((await settlesWithin(large, patienceMs)).code, 'ERR_RUNNER_TIMEOUT')
    await answersAsEver(runner)
  })

  for (const [way, method, params] of /** @type {const} */ ([
    ['coming', 'faults.big_result', { size: 100 * megabyte }],
    ['going', 'faults.length', { text: 'x'.repeat(100 * megabyte) }],
  ])) {
    test(`a process that dies with 100 MB ${way} leaves a call that is told so, or unsent and for the next`, async (t) => {
      const runner = await startReal(t, options)
      const large = runner.call(method, params).then(String, ({ code }) => code)
      await runner.ping()
      killChild(runner)
      const told = await settlesWithin(large, patienceMs)
      const isForNext = method === 'faults.length' && told === String(100 * megabyte)
      assert.ok(told === 'ERR_RUNNER_EXITED' || isForNext, told.slice(0, 100))
      assert.equal(await settlesWithin(runner.call('faults.length', { text: 'next' }), patienceMs), 4)
      assert.equal(runner.stats().inFlight, 0)
    })
  }

  test('200,000 objects come and go whole, and this side never does all of it at once', async () => {
    const values = Array.from({ length: 200_000 }, (_, n) => ({ n, name: `name ${n}`, tags: ['a', 'b'] }))
    const atOnceMs = await timeOf(() => JSON.parse(JSON.stringify(values)))
    /** A busy machine may hold this process up as long as it likes, but not every time. @type {number[]} */
    const stallsMs = []
    do {
      const stalls = monitorEventLoopDelay({ resolution: 2 })
      stalls.enable()
      const found = await settlesWithin(runner.call('faults.echo', { value: values }), patienceMs)
      stalls.disable()
      assert.equal(JSON.stringify(found), JSON.stringify(values))
      stallsMs.push(stalls.max / 1e6)
    } while (Math.min(...stallsMs) >= atOnceMs / 2 && stallsMs.length < 5)
    assert.ok(Math.min(...stallsMs) < atOnceMs / 2, `${stallsMs} ms of ${atOnceMs} ms`)
  })

  test('the time they take grows no faster than they do', async () => {
    const bring = (/** @type {number} */ size) => runner.call('faults.big_result', { size })
    await assertGrowsInStep(bring, { size: 10 * megabyte })
  })

  test('over the limit fails that call alone, either way', async (t) => {
    const runner = await startReal(t, { maxFrameBytes: megabyte })
    const { outcome } = await begin(runner, 'faults.wait', { seconds: 0.3 })
    const reply = await rejectionOf(runner.call('faults.big_result', { size: 20 * megabyte }))
    assert.ok(reply.rpcCode === -32006 || reply.code === 'ERR_RUNNER_PROTOCOL', reply.message)
    const request = await rejectionOf(runner.call('faults.length', { text: 'x'.repeat(20 * megabyte) }))
    assert.equal(request.code, 'ERR_RUNNER_PROTOCOL')
    assert.equal(await outcome, 'waited')
    assert.equal(runner.stats().restarts, 0)
  })
})

/** @param {import('../../node/pythonAgentRunner.js').PythonAgentRunner} runner */
async function answersAsEver(runner) {
  assert.equal(await settlesWithin(runner.call('faults.length', { text: 'next' }), patienceMs), 4)
  const { inFlight, restarts } = runner.stats()
  assert.deepEqual([inFlight, restarts], [0, 0])
}
