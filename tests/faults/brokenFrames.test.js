import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nextEvent, rejectionOf, settlesWithin } from '../../node/testKit/index.js'
import { begin, patienceMs, startReal } from './starting.js'

const frameBytes = 64 * 1024

describe('garbage, torn, oversize or endless frame from the child', () => {
  for (const [what, params] of /** @type {const} */ ([
    ['a torn frame', { text: '{"jsonrpc":"2.0","id":$ID,"result":"half of\n' }],
    ['a frame that is not UTF-8', { text: '{"jsonrpc":"2.0","id":$ID,"result":"\xff\xfe"}\n' }],
    ['a reply that is neither', { text: '{"jsonrpc":"2.0","id":$ID}\n' }],
    ['an oversize frame', { text: '{"jsonrpc":"2.0","id":$ID,"result":"$FILL"}\n', fill: frameBytes }],
  ])) {
    test(`${what} whose id is known fails its own call alone`, async (t) => {
      const runner = await startReal(t, { maxFrameBytes: frameBytes })
      const { outcome: other } = await begin(runner, 'faults.wait', { seconds: 0.2 })
      const error = await settlesWithin(
        rejectionOf(runner.call('faults.raw_wire', { ...params, answer: false })),
        patienceMs,
      )
      assert.equal(error.code, 'ERR_RUNNER_PROTOCOL')
      assert.match(error.message, /the reply from Python/)
      assert.equal(await other, 'waited')
      assert.equal(runner.stats().restarts, 0)
    })
  }

  for (const [what, params] of /** @type {const} */ ([
    ['a torn frame', { text: '{"jsonrpc":"2.0","result":"half of\n' }],
    ['an oversize frame', { text: '{"jsonrpc":"2.0","result":"$FILL"}\n', fill: frameBytes }],
  ])) {
    test(`${what} whose id is lost costs the child, and is counted`, async (t) => {
      const runner = await startReal(t, { maxFrameBytes: frameBytes })
      const restart = nextEvent(runner, 'restart')
      const { rejection } = await begin(runner, 'faults.wait')
      runner.call('faults.raw_wire', params).catch(() => {})
      const error = await settlesWithin(rejection, patienceMs)
      assert.equal(error.code, 'ERR_RUNNER_EXITED')
      assert.match(error.message, /frame/)
      await restart
      assert.equal(runner.stats().brokenFrames, 1)
      assert.equal(await runner.call('faults.echo', { value: 1 }, { idempotent: true }), 1)
    })
  }

  test('garbage that claims to be nothing is noise: told, counted, and no harm', async (t) => {
    const runner = await startReal(t)
    const heard = nextEvent(runner, 'log', { fits: ({ logger }) => logger === 'wire' })
    assert.equal(await runner.call('faults.raw_wire', { text: '\x00\xff}]garbage\n', times: 3 }), 36)
    await heard
    assert.equal(runner.stats().noise, 3)
    assert.equal(runner.stats().restarts, 0)
  })

  test('an endless frame is let go as it comes, and costs the child in bounded time and memory', async (t) => {
    const runner = await startReal(t, { pingIntervalMs: 100, hangTimeoutMs: 600, maxFrameBytes: frameBytes })
    const before = process.memoryUsage().rss
    const restart = nextEvent(runner, 'restart')
    const error = await settlesWithin(rejectionOf(runner.call('faults.endless_frame')), patienceMs)
    assert.ok(
      ['ERR_RUNNER_TIMEOUT', 'ERR_RUNNER_EXITED', 'ERR_RUNNER_PROTOCOL'].includes(error.code),
      error.code,
    )
    await restart
    assert.ok(process.memoryUsage().rss - before < 96 * 2 ** 20)
    assert.equal(await runner.call('faults.echo', { value: 1 }, { idempotent: true }), 1)
  })

  test('a child that closes its end of the wire is replaced', async (t) => {
    const runner = await startReal(t)
    const { rejection } = await begin(runner, 'faults.wait')
    runner.call('faults.close_wire').catch(() => {})
    assert.equal((await settlesWithin(rejection, patienceMs)).code, 'ERR_RUNNER_EXITED')
    assert.equal(await runner.call('faults.echo', { value: 1 }, { idempotent: true }), 1)
  })
})
