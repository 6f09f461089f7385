import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rejectionOf, startRunner } from './startRunner.js'

const context = { method: 'lookup', params: { name: 'x' } }

test('Python calls the host in the middle of a call, and the call it is for is named', async (t) => {
  /** @type {unknown[]} */
  const callIds = []
  const lookup = (/** @type {any} */ { name }, /** @type {any} */ { callId }) => {
    callIds.push(callId)
    return `found ${name}`
  }
  const runner = await startRunner(t, { hostMethods: { lookup } })
  const answers = await Promise.all([1, 2].map(() => runner.call('ask_host', context)))
  assert.deepEqual(
    answers.map(({ result }) => result),
    ['found x', 'found x'],
  )
  assert.equal(new Set(callIds).size, 2)
})

test('a host that serves nothing says so', async (t) => {
  const runner = await startRunner(t)
  const { error } = await runner.call('ask_host', context)
  assert.equal(error.code, -32601)
})

test('the host serves while the runner drains', async (t) => {
  const runner = await startRunner(t, { hostMethods: { lookup: () => 'found' } })
  const call = runner.call('ask_host', { ...context, after: 0.05 })
  await runner.ping()
  const closed = runner.close()
  assert.equal((await call).result, 'found')
  await closed
})

test('a handler may call the runner in its turn', async (t) => {
  const runner = await startRunner(t, { hostMethods: { lookup: (params) => runner.call('echo', params) } })
  const { result } = await runner.call('ask_host', context)
  assert.equal(result.name, 'x')
})

test('the death of the child aborts what it had called', async (t) => {
  /** @type {(signal: AbortSignal) => void} */
  let begin = () => {}
  const begun = new Promise((resolve) => (begin = resolve))
  const lookup = (/** @type {any} */ _params, /** @type {{ signal: AbortSignal }} */ { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      begin(signal)
    })
  const runner = await startRunner(t, { hostMethods: { lookup } })
  const call = rejectionOf(runner.call('ask_host', context))
  const signal = await begun
  await rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
  assert.equal((await call).code, 'ERR_RUNNER_EXITED')
  assert.equal(signal.aborted, true)
})
