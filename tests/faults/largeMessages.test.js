import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { rejectionOf, settlesWithin } from '../../node/testKit/index.js'
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

  test('the time they take grows no faster than they do', async () => {
    const ofSize = async (/** @type {number} */ size) => {
      const took = []
      for (let round = 0; round < 2; round += 1) {
        const began = performance.now()
        await runner.call('faults.big_result', { size })
        took.push(performance.now() - began)
      }
      return Math.min(...took)
    }
    const [small, large] = [await ofSize(20 * megabyte), await ofSize(100 * megabyte)]
    assert.ok(large < small * 5 * 2, `20 MB: ${small} ms, 100 MB: ${large} ms`)
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
