import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGone, nextEvent, pidOf, rejectionOf, startRunner, temporaryFile } from './startRunner.js'

for (const [fault, method, params, expected] of /** @type {const} */ ([
  ['is killed', 'die', { signal: 'SIGKILL' }, { exitCode: null, signal: 'SIGKILL', words: /last words/ }],
  ['aborts', 'die', { signal: 'SIGABRT' }, { exitCode: null, signal: 'SIGABRT', words: /last words/ }],
  ['exits', 'exit', { code: 7 }, { exitCode: 7, signal: null, words: /leaving/ }],
  ['exits in peace', 'exit', { code: 0 }, { exitCode: 0, signal: null, words: /leaving/ }],
])) {
  test(`every call settles when the child ${fault}, and says how it ended`, async (t) => {
    const runner = await startRunner(t)
    const waiting = Array.from({ length: 20 }, () => rejectionOf(runner.call('wait')))
    const errors = await Promise.all([rejectionOf(runner.call(method, params)), ...waiting])
    for (const error of errors) {
      const { code, phase, retryable, exitCode, signal } = error
      assert.deepEqual(
        { code, phase, retryable, exitCode, signal },
        {
          ...{ code: 'ERR_RUNNER_EXITED', phase: 'sent', retryable: false },
          ...{ exitCode: expected.exitCode, signal: expected.signal },
        },
      )
      assert.match(error.stderrTail, expected.words)
    }
    assert.equal((await runner.call('echo', { a: 1 })).a, 1)
  })
}

test('calls settle within 50 ms of the death, and the child is back within 300', async (t) => {
  const runner = await startRunner(t, { restart: { minDelayMs: 100 } })
  const call = rejectionOf(runner.call('wait'))
  const pid = await pidOf(runner)
  const killedAt = performance.now()
  process.kill(pid, 'SIGKILL')
  await call
  const settledMs = performance.now() - killedAt
  await runner.call('echo')
  const backMs = performance.now() - killedAt
  assert.ok(settledMs < 50, `settled after ${settledMs} ms`)
  assert.ok(backMs < 300, `back after ${backMs} ms`)
})

test('an idempotent call is run again on the new child, without its caller noticing', async (t) => {
  const runner = await startRunner(t, { env: { STARTS_FILE: await temporaryFile(t) } })
  assert.equal(await runner.call('die_once', {}, { idempotent: true }), 'survived')
  assert.equal(runner.stats().calls.retried, 2)
  assert.equal(runner.stats().restarts, 2)
})

test('a call that kills each child it is given is given two more, and no fourth', async (t) => {
  const runner = await startRunner(t)
  const error = await rejectionOf(runner.call('die', { signal: 'SIGKILL' }, { idempotent: true }))
  assert.equal(error.code, 'ERR_RUNNER_EXITED')
  assert.equal(error.retryable, true)
  assert.equal(runner.stats().calls.retried, 2)
})

test('a reply that its child died over is no reply, torn as it is', async (t) => {
  const runner = await startRunner(t, { env: { STARTS_FILE: await temporaryFile(t) } })
  assert.equal(await runner.call('die_torn_once', {}, { idempotent: true }), 'whole')
  const { restarts, calls } = runner.stats()
  assert.deepEqual([restarts, calls.retried], [1, 1])
})

test('calls that were not sent yet survive the child', async (t) => {
  const runner = await startRunner(t, { env: { MAX_IN_FLIGHT: '1' } })
  const doomed = rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
  const kept = [1, 2, 3].map((a) => runner.call('echo', { a }))
  assert.equal((await doomed).code, 'ERR_RUNNER_EXITED')
  assert.deepEqual(
    (await Promise.all(kept)).map(({ a }) => a),
    [1, 2, 3],
  )
})

test('the pipe being full holds calls back, and none hangs when the child is killed', async (t) => {
  const runner = await startRunner(t)
  const pid = await pidOf(runner)
  process.kill(pid, 'SIGSTOP')
  const text = 'x'.repeat(500_000)
  const calls = Array.from({ length: 20 }, (_, n) => runner.call('echo', { text, n }))
  const outcomes = Promise.allSettled(calls)
  await new Promise((resolve) => setImmediate(resolve))
  const { inFlight, queued } = runner.stats()
  assert.equal(inFlight + queued, 20)
  assert.ok(queued >= 18, `${queued} are held back`)
  process.kill(pid, 'SIGKILL')
  const settled = await outcomes
  const failed = settled.filter(({ status }) => status === 'rejected')
  assert.equal(failed.length, inFlight)
  for (const { reason } of /** @type {any[]} */ (failed)) assert.equal(reason.code, 'ERR_RUNNER_EXITED')
})

test('noise before the handshake, and glued in front of a frame, costs no reply', async (t) => {
  const runner = await startRunner(t, { env: { FAULT: 'noise-before' } })
  const frame = '{"jsonrpc":"2.0","id":"$ID","result":"clean"}\n'
  assert.equal(
    await runner.call('raw', { text: `progress: 50 %\n\n{"a":\n[]\nhalf {a line${frame}` }),
    'clean',
  )
  assert.equal(runner.stats().noise, 7)
})

test('noise on the wire is told as a log event', async (t) => {
  const runner = await startRunner(t)
  const told = nextEvent(runner, 'log', ({ logger }) => logger === 'wire')
  const frame = '{"jsonrpc":"2.0","id":"$ID","result":1}\n'
  await runner.call('raw', { text: `hello from a C library\n${frame}` })
  const { level, msg, process, pid } = await told
  assert.equal(level, 'warning')
  assert.match(msg, /hello from a C library/)
  assert.equal(process, 0)
  assert.ok(pid > 0)
})

test('a torn frame fails the call it names, and no other', async (t) => {
  const runner = await startRunner(t)
  const other = runner.call('wait', { seconds: 0.05 })
  const error = await rejectionOf(runner.call('raw', { text: '{"jsonrpc":"2.0","id":"$ID","resu\n' }))
  assert.equal(error.code, 'ERR_RUNNER_PROTOCOL')
  assert.match(error.message, /torn/)
  assert.equal(await other, 'waited')
  assert.equal(runner.stats().brokenFrames, 1)
})

test('a reply over the limit fails its own call alone', async (t) => {
  const runner = await startRunner(t, { maxFrameBytes: 100_000 })
  const other = runner.call('wait', { seconds: 0.05 })
  const error = await rejectionOf(runner.call('big', { bytes: 1_000_000 }))
  assert.equal(error.code, 'ERR_RUNNER_PROTOCOL')
  assert.match(error.message, /too large: 1000\d\d\d bytes/)
  assert.equal(await other, 'waited')
  assert.equal(runner.stats().restarts, 0)
})

test('a reply that is neither result nor error fails its own call alone', async (t) => {
  const runner = await startRunner(t)
  for (const text of ['{"jsonrpc":"2.0","id":"$ID"}\n', '{"jsonrpc":"2.0","id":"$ID","error":"no"}\n']) {
    assert.equal((await rejectionOf(runner.call('raw', { text }))).code, 'ERR_RUNNER_PROTOCOL')
  }
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
})

test('a lost frame that names no call is the end of its child', async (t) => {
  const runner = await startRunner(t)
  const error = await rejectionOf(runner.call('raw', { text: '{"jsonrpc":"2.0","resu\n' }))
  assert.equal(error.code, 'ERR_RUNNER_EXITED')
  assert.match(error.message, /torn/)
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
})

test('a reply to another id, or twice, reaches nobody', async (t) => {
  const runner = await startRunner(t)
  const reply = (/** @type {string} */ id) => `{"jsonrpc":"2.0","id":${id},"result":"mine"}\n`
  const text = [reply('"stranger.1"'), reply('7'), reply('null'), reply('"$ID"'), reply('"$ID"')].join('')
  assert.equal(await runner.call('raw', { text }), 'mine')
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
  const { noise, lateReplies } = runner.stats()
  assert.deepEqual({ noise, lateReplies }, { noise: 3, lateReplies: 1 })
})

test('a request from the child is answered: the host serves none', async (t) => {
  const runner = await startRunner(t)
  const request =
    '{"jsonrpc":"2.0","id":"child-1","method":"echo"}\n{"jsonrpc":"2.0","id":"$ID","result":1}\n'
  assert.equal(await runner.call('raw', { text: request }), 1)
})

test('a flood on stderr is drained in bounded memory while calls go on', async (t) => {
  const runner = await startRunner(t)
  const before = process.memoryUsage().rss
  assert.equal(await runner.call('flood_stderr', { megabytes: 50 }), 'flooded')
  assert.ok(process.memoryUsage().rss - before < 40 * 2 ** 20)
  const error = await rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
  assert.ok(error.stderrTail.length <= 16 * 1024)
  assert.match(error.stderrTail, /last words\n$/)
})

test('of a flood on stderr, a listener gets the first lines and the number of the others', async (t) => {
  const runner = await startRunner(t)
  let told = 0
  let leftOut = 0
  const all = nextEvent(runner, 'log', ({ msg, level }) => {
    const count = /^(\d+) lines left out/.exec(msg)?.[1]
    if (count) leftOut += Number(count)
    else told += 1
    return told + leftOut === 100_000 && (!count || level === 'warning')
  })
  await runner.call('flood_stderr', { megabytes: 10 })
  await all
  assert.ok(told >= 10_000, `${told} were told`)
})

test('what the child started dies with it', async (t) => {
  const runner = await startRunner(t)
  const grandchild = await runner.call('spawn_grandchild')
  await rejectionOf(runner.call('die', { signal: 'SIGKILL' }))
  await isGone(grandchild)
})

test('the child gets an allow-list of the environment and what it was given on top', async (t) => {
  process.env['BRIDGE_TEST_SECRET'] = 'secret'
  t.after(() => void delete process.env['BRIDGE_TEST_SECRET'])
  const runner = await startRunner(t, { env: { GIVEN: 'yes', HOME: undefined } })
  const environment = await runner.call('environment')
  assert.equal(environment.GIVEN, 'yes')
  assert.equal(environment.PATH, process.env['PATH'])
  assert.equal(environment.PYTHONUTF8, '1')
  assert.ok(!('HOME' in environment))
  assert.ok(!('BRIDGE_TEST_SECRET' in environment))
})
