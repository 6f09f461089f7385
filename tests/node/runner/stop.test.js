import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isAlive, isGone, makeRunner, nextEvent, pidOf, rejectionOf, startRunner } from './startRunner.js'

test('close() lets the accepted calls finish, those in the queue too, and takes no more', async (t) => {
  const runner = await startRunner(t, { env: { MAX_IN_FLIGHT: '2' } })
  const accepted = [0.05, 0.05, 0.05, 0].map((seconds) => runner.call('wait', { seconds }))
  const pid = await pidOf(runner)
  const closed = runner.close()
  assert.equal(runner.state, 'closing')
  assert.equal((await rejectionOf(runner.call('echo'))).code, 'ERR_RUNNER_CLOSED')
  assert.deepEqual(await Promise.all(accepted), ['waited', 'waited', 'waited', 'waited'])
  await closed
  assert.equal(runner.state, 'closed')
  assert.ok(!isAlive(pid))
})

test('close() waits no longer than drainMs for calls that do not end', async (t) => {
  const runner = await startRunner(t, { stop: { drainMs: 40 } })
  const call = rejectionOf(runner.call('wait'))
  await runner.close()
  const error = await call
  assert.equal(error.code, 'ERR_RUNNER_CLOSED')
  assert.equal(error.phase, 'sent')
})

test('close() sees a call through that its child dies under', async (t) => {
  const runner = await startRunner(t)
  const call = runner.call('wait', { seconds: 0.02 }, { idempotent: true })
  const pid = await pidOf(runner)
  const closed = runner.close()
  process.kill(pid, 'SIGKILL')
  assert.equal(await call, 'waited')
  await closed
})

test('a child that heeds neither shutdown nor EOF nor SIGTERM is killed', async (t) => {
  const runner = await startRunner(t, {
    env: { FAULT: 'ignores-eof' },
    stop: { shutdownMs: 20, eofMs: 40, termMs: 40 },
  })
  const deaf = nextEvent(runner, 'log', ({ msg }) => msg === 'I stay')
  const pid = await pidOf(runner)
  const closed = runner.close()
  await deaf
  await closed
  assert.ok(!isAlive(pid))
})

for (const how of /** @type {const} */ (['close', 'destroy'])) {
  test(`${how}() in the middle of a start ends the start`, async (t) => {
    const runner = makeRunner({ env: { FAULT: 'never-ready' }, stop: { drainMs: 20 } })
    t.after(() => runner.destroy())
    const start = rejectionOf(runner.start())
    const call = rejectionOf(runner.call('echo'))
    await runner[how]()
    assert.equal((await start).code, 'ERR_RUNNER_CLOSED')
    assert.equal((await call).code, 'ERR_RUNNER_CLOSED')
  })
}

test('destroy() settles every call at once, queued or in flight, and kills the child', async (t) => {
  const runner = await startRunner(t, { env: { MAX_IN_FLIGHT: '1' } })
  const calls = Promise.all([runner.call('wait'), runner.call('wait')].map(rejectionOf))
  const pid = await pidOf(runner)
  const destroyed = runner.destroy()
  assert.deepEqual(
    (await calls).map(({ code, phase }) => `${code} ${phase}`),
    ['ERR_RUNNER_CLOSED sent', 'ERR_RUNNER_CLOSED queued'],
  )
  await destroyed
  assert.ok(!isAlive(pid))
})

test('destroy() cuts a close() short, and both may be called again', async (t) => {
  const runner = await startRunner(t)
  const call = rejectionOf(runner.call('wait'))
  const closed = runner.close()
  await runner.destroy()
  assert.equal((await call).code, 'ERR_RUNNER_CLOSED')
  await Promise.all([closed, runner.close(), runner.destroy(), runner.close()])
  assert.equal(runner.state, 'closed')
})

test('a runner that was never started closes, and so does one whose start failed', async () => {
  await makeRunner().close()
  const failed = makeRunner({ python: '/nowhere/python' })
  await rejectionOf(failed.start())
  await failed.close()
  assert.equal(failed.state, 'closed')
})

test('the circuit being open does not hold up close()', async (t) => {
  const runner = await startRunner(t, { restart: { budget: 0 } })
  const failed = nextEvent(runner, 'state', ({ state }) => state === 'failed')
  await rejectionOf(runner.call('exit', { code: 1 }))
  await failed
  await runner.close()
})

for (const [ending, expected] of /** @type {const} */ ([
  ['close', 0],
  ['destroy', 0],
  ['failed start', 0],
  ['a throwing listener', 0],
  ['process.exit', 3],
])) {
  test(`a host process ends by itself, and its child with it, after ${ending}`, async () => {
    const { code, childPid } = await runHost(ending)
    assert.equal(code, expected)
    if (childPid) await isGone(childPid)
  })
}

test('the child of a host that is killed goes too', async () => {
  const { childPid } = await runHost('SIGKILL')
  await isGone(childPid)
})

/** @param {string} ending what tests/fixtures/runner/host.js is to do */
async function runHost(ending) {
  const script = fileURLToPath(new URL('../../fixtures/runner/host.js', import.meta.url))
  const host = spawn(process.execPath, [script, ending], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 5_000,
  })
  let output = ''
  host.stdout.on('data', (chunk) => (output += chunk))
  const [code] = await once(host, 'close')
  return { code, childPid: Number(output) }
}
