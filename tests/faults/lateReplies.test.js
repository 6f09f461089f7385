import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { killChild, rejectionOf, whenExited } from '../../node/testKit/index.js'
import { startFake, startReal, until } from './starting.js'

describe('late reply after timeout or from an old child', () => {
  test('a reply after the timeout is dropped and counted, and no later call gets it', async (t) => {
    const late = [{ waitMs: 60 }, { reply: 'late' }]
    const runner = await startFake(t, { methods: { 'a.late': late, 'a.echo': [{ echo: true }] }, cancel: [] })
    const error = await rejectionOf(runner.call('a.late', {}, { timeoutMs: 20 }))
    assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
    const ask = async () => {
      assert.deepEqual(await runner.call('a.echo', { a: 1 }), { a: 1 })
      return runner.stats().lateReplies
    }
    assert.equal(await until(ask, (count) => count > 0), 1)
  })

  test('work in a thread that outlives its deadline answers nobody', async (t) => {
    const runner = await startReal(t)
    const error = await rejectionOf(runner.call('faults.deaf_thread', { seconds: 0.3 }, { timeoutMs: 100 }))
    assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
    const values = Array.from({ length: 200 }, (_, value) => value)
    const echoes = await Promise.all(values.map((value) => runner.call('faults.echo', { value })))
    assert.deepEqual(echoes, values)
  })

  test('a reply from an old child cannot be mistaken: no id is used twice', async (t) => {
    const runner = await startReal(t)
    const pids = new Set()
    for (let life = 0; life < 2; life += 1) {
      const [pid = 0] = runner.stats().processes.map((process) => process.pid)
      // Replies to the ids that the other life used, or would use, were they counted on or begun anew.
      const forged = Array.from({ length: 50 }, (_, n) => `{"jsonrpc":"2.0","id":"${n}","result":"forged"}\n`)
      const text = `{"jsonrpc":"2.0","id":$ID,"result":"own"}\n${forged.join('')}`
      const [own, ...echoes] = await Promise.all([
        runner.call('faults.raw_wire', { text }, { idempotent: true }),
        ...Array.from({ length: 50 }, (_, value) => runner.call('faults.echo', { value })),
      ])
      assert.equal(own, 'own')
      assert.deepEqual(
        echoes,
        echoes.map((_, value) => value),
      )
      // The real answer to `raw_wire` comes second, and finds nobody.
      await until(
        async () => runner.stats().lateReplies,
        (count) => count === life + 1,
      )
      pids.add(pid)
      killChild(runner)
      await whenExited(pid)
      await runner.call('faults.echo', {}, { idempotent: true })
    }
    assert.equal(pids.size, 2)
    assert.equal(runner.stats().lateReplies, 2)
  })
})
