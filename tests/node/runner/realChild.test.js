import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PythonAgentRunner } from '../../../node/pythonAgentRunner.js'
import { retryableRpcCodes } from '../../../node/runner/errors.js'
import { isGone, nextEvent, pidOf, rejectionOf } from './startRunner.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
/** @type {PythonAgentRunner} */
let runner

test.before(async () => {
  runner = makeReal()
  await runner.start()
})
test.after(() => runner.destroy())

test('the real runner introduces itself and its agents', () => {
  assert.deepEqual(
    runner.agents.map(({ name }) => name),
    ['demo'],
  )
  const [{ runner: info, pid } = assert.fail()] = runner.stats().processes
  assert.equal(info?.name, 'agent_runner')
  assert.equal(info?.pid, pid)
})

test('a skill gets its parameters, its metadata and its deadline', async () => {
  const value = { text: 'ü€𝄞', list: [1, 2.5, null] }
  const answer = await runner.call('demo.echo', { value }, { timeoutMs: 5_000, meta: { user_id: 'ada' } })
  assert.deepEqual(answer.value, value)
  assert.equal(answer.user_id, 'ada')
  assert.ok(answer.remaining_s > 3 && answer.remaining_s <= 5)
})

test('prints, writes to descriptor 1 and a grandchild on stdin leave the wire clean', async () => {
  const heard = ['print without an end', 'straight to the descriptor', 'grandchild'].map((text) =>
    nextEvent(runner, 'log', ({ msg }) => msg.includes(text)),
  )
  assert.equal(await runner.call('demo.noisy'), 'clean')
  await Promise.all(heard)
  assert.equal(runner.stats().noise, 0)
})

test('ping is answered while a skill holds the event loop', async () => {
  const blocked = runner.call('demo.block', { seconds: 0.4 })
  await new Promise((resolve) => setImmediate(resolve))
  const { rttMs } = await runner.ping({ timeoutMs: 300 })
  assert.ok(rttMs !== undefined && rttMs < 200, `the pong took ${rttMs} ms`)
  assert.equal(await blocked, 'done')
})

test('progress is streamed in order and work in a thread is cancelled', async () => {
  const stream = runner.stream('demo.count', { to: 500 })
  const numbers = []
  for await (const { number } of stream) numbers.push(number)
  assert.deepEqual(numbers, [...Array(500).keys()])
  assert.equal(await stream.result, 500)
  const waiting = runner.stream('demo.wait')
  waiting.cancel()
  await rejectionOf(waiting.result)
  await quiet()
})

test('wrong parameters, unknown methods and values that are no JSON are remote errors with data', async () => {
  const wrong = await rejectionOf(runner.call('demo.count', { to: 'many' }))
  assert.deepEqual(
    [wrong.code, wrong.rpcCode, wrong.data.errors[0].field],
    ['ERR_RUNNER_REMOTE', -32602, 'to'],
  )
  assert.equal((await rejectionOf(runner.call('demo.nothing'))).rpcCode, -32601)
  const nan = await rejectionOf(runner.call('demo.nan'))
  assert.equal(nan.rpcCode, -32007)
  assert.match(nan.data.path, /scores/)
})

test('a reply over the limit of the host fails its own call alone', async (t) => {
  const small = makeReal({ maxFrameBytes: 100_000 })
  t.after(() => small.destroy())
  await small.start()
  const error = await rejectionOf(small.call('demo.big', { size: 1_000_000 }))
  assert.ok(error.code === 'ERR_RUNNER_PROTOCOL' || error.rpcCode === -32006, error.message)
  assert.equal((await small.call('demo.big', { size: 10 })).length, 10)
})

test('maxFrameBytes alone raises the limit of both sides', async (t) => {
  const large = makeReal({ maxFrameBytes: 40 * 2 ** 20 })
  t.after(() => large.destroy())
  await large.start()
  const text = 'x'.repeat(33 * 2 ** 20)
  const { value } = await large.call('demo.echo', { value: { text } })
  assert.equal(value.text.length, text.length)
})

test('what args and env say of the limit goes before it', async (t) => {
  const least = '2048'
  for (const own of [
    { args: ['-m', 'agent_runner', '--bare', '--max-frame-bytes', least] },
    { args: ['-m', 'agent_runner', '--bare'], env: { AGENT_RUNNER_MAX_FRAME_BYTES: least } },
  ]) {
    const small = makeReal(own)
    t.after(() => small.destroy())
    await small.start()
    const error = await rejectionOf(small.call('rpc.discover', { text: 'x'.repeat(4096) }))
    assert.equal(error.code, 'ERR_RUNNER_PROTOCOL')
    assert.match(error.message, /2048/)
  }
})

test('a killed runner is replaced and an idempotent call does not notice', async () => {
  const pid = await pidOf(runner)
  const call = runner.call('demo.block', { seconds: 0.2 }, { idempotent: true })
  process.kill(pid, 'SIGKILL')
  assert.equal(await call, 'done')
  assert.notEqual(await pidOf(runner), pid)
})

test('an agent that cannot be imported stops the start, and the error names it', async (t) => {
  const broken = makeReal({ args: ['-m', 'agent_runner', '--bare', '--load', 'no_such_agents'] })
  t.after(() => broken.destroy())
  const error = await rejectionOf(broken.start())
  assert.equal(error.phase, 'importing')
  assert.match(error.message, /no_such_agents/)
})

test('close() drains the real runner and it exits by itself', async () => {
  const pid = await pidOf(runner)
  const last = runner.call('demo.block', { seconds: 0.1 })
  await runner.close()
  assert.equal(await last, 'done')
  await isGone(pid)
})

test('the codes taken for retryable are those of the one list', async () => {
  /** @type {{ errors: { code: number, retryable: boolean }[] }} */
  const { errors } = JSON.parse(await readFile(`${root}/schemas/error-codes.json`, 'utf8'))
  const listed = errors.filter(({ retryable }) => retryable).map(({ code }) => code)
  assert.deepEqual(new Set(listed), new Set(retryableRpcCodes))
})

/** @param {import('../../../node/pythonAgentRunner.js').RunnerOptions} [options] */
function makeReal(options) {
  return new PythonAgentRunner({
    args: ['-m', 'agent_runner', '--bare', '--load', 'tests.fixtures.runner.real_agents'],
    restart: { minDelayMs: 10 },
    ...options,
  })
}

/** Resolves when Python has nothing in flight; it bounds itself by the ping's own limit. */
async function quiet() {
  const deadline = performance.now() + 3_000
  while (((await runner.ping()).in_flight ?? 0) > 0)
    assert.ok(performance.now() < deadline, 'work is still in flight')
}
