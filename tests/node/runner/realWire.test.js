import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PythonAgentRunner } from '../../../node/pythonAgentRunner.js'
import { rejectionOf } from './startRunner.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** @type {PythonAgentRunner} */
let runner

test.before(async () => {
  const args = ['-m', 'agent_runner', '--bare', '--load', 'tests.fixtures.runner.real_agents']
  runner = new PythonAgentRunner({ cwd: root, args, startTimeoutMs: 30_000, streamWindow: 16 })
  await runner.start()
})
test.after(() => runner.destroy())

test('a call whose time is up names the line in Python, with the event loop blocked', async () => {
  const error = await rejectionOf(runner.call('demo.block', { seconds: 0.6 }, { timeoutMs: 100 }))
  assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
  assert.match(error.pythonStack, /real_agents\.py", line \d+, in block\n\s+time\.sleep\(seconds\)/)
  await runner.call('demo.echo', { value: {} })
})

test('a call that is silent too long names the line in Python, in its thread', async () => {
  const error = await rejectionOf(runner.call('demo.wait', {}, { idleTimeoutMs: 100 }))
  assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
  assert.match(error.pythonStack, /real_agents\.py", line \d+,? in wait/)
})

test('a cancelled skill tells how it was stopped', async () => {
  const controller = new AbortController()
  const call = rejectionOf(runner.call('demo.wait', {}, { signal: controller.signal }))
  await runner.ping()
  controller.abort()
  const { code, rung } = await call
  assert.equal(code, 'ERR_RUNNER_CANCELLED')
  // By its own look at the flag, or by its task where its thread had not begun.
  assert.ok(rung === 'flag' || rung === 'task', `it was ${rung}`)
})

test('events in any number reach a slow reader, each in its turn', async () => {
  const stream = runner.stream('demo.count', { to: 2_000 })
  let next = 0
  for await (const { number } of stream) {
    assert.equal(number, next)
    next += 1
    if (next % 500 === 0) await runner.ping()
  }
  assert.deepEqual([next, await stream.result], [2_000, 2_000])
})

test('requests and replies of 12 MB travel in chunks, small calls beside them', async () => {
  const text = 'ü"€𝄞\n '.repeat(1_000_000)
  const big = runner.call('demo.echo', { value: { text } })
  const { value } = await runner.call('demo.echo', { value: { n: 1 } })
  assert.deepEqual(value, { n: 1 })
  assert.ok((await big).value.text === text)
})
