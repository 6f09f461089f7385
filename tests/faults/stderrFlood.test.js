import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { settlesWithin } from '../../node/testKit/index.js'
import { patienceMs, startReal } from './starting.js'

const gigabyte = 2 ** 30
const boundBytes = 96 * 2 ** 20

describe('stderr flooded, 1 GB', () => {
  test('all of it is drained in bounded memory, and calls go on meanwhile', async (t) => {
    const runner = await startReal(t)
    const before = process.memoryUsage().rss
    let most = 0
    const flood = runner.call('faults.flood_stderr', { size: gigabyte, line: 200 }, { timeoutMs: 60_000 })
    let isOver = false
    const over = flood.finally(() => (isOver = true))
    while (!isOver) {
      await settlesWithin(runner.call('faults.echo'), patienceMs)
      most = Math.max(most, process.memoryUsage().rss - before)
    }
    assert.equal(await over, gigabyte)
    assert.ok(most < boundBytes, `${Math.round(most / 2 ** 20)} MB`)
    assert.equal(runner.stats().restarts, 0)
  })

  test('a line without end is cut, and the levels of the log stay what they are', async (t) => {
    const runner = await startReal(t)
    /** @type {{ level: string, logger: string, msg: string }[]} */
    const events = []
    runner.on('log', (event) => events.push(event))
    await runner.call('faults.flood_stderr', { size: 20 * 2 ** 20, line: 20 * 2 ** 20 })
    await runner.call('faults.fail').catch(() => {})
    await runner.close()
    const cut = events.find(({ logger }) => logger === 'stderr')
    assert.ok(cut && cut.msg.length < 100_000 && cut.msg.includes('(20971519 bytes)'))
    const failure = events.find(({ level }) => level === 'error')
    assert.ok(failure?.logger.startsWith('agent_runner'), JSON.stringify(events.slice(-3)))
  })
})
