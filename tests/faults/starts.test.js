import assert from 'node:assert/strict'
import { writeFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'
import { faultyChild, killChild, nextEvent, rejectionOf, settlesWithin } from '../../node/testKit/index.js'
import { patienceMs, startReal, temporaryFolder, until } from './starting.js'

describe(
  "crash loop, bad interpreter, import error in a user's agent, wrong protocol version",
  { concurrency: 3 },
  () => {
    for (const [what, options, expected] of /** @type {const} */ ([
      [
        'an interpreter that is not there',
        { python: '/nowhere/bin/python' },
        {
          phase: 'spawned',
          message: /no such program: \/nowhere\/bin\/python/,
          fix: /install Python|`python`/,
        },
      ],
      [
        'an interpreter that is no program',
        { python: './package.json' },
        { phase: 'spawned', message: /not executable/, fix: /`python`/ },
      ],
      [
        'a process that ends before it answers',
        { args: ['-c', 'import sys; sys.exit("my last words")'] },
        { phase: 'handshake', message: /exited with code 1/, stderr: /my last words/ },
      ],
      [
        'an agent that raises when it is imported',
        atImport("raise:No module named 'torch'"),
        {
          phase: 'importing',
          message: /agent_runner\.faults.*No module named 'torch'/s,
          fix: /install .*\(it lacks torch\)/,
        },
      ],
      [
        'an agent that ends the process when it is imported',
        atImport('exit:9'),
        { phase: 'importing', message: /exited with code 9/, exitCode: 9 },
      ],
      [
        'an agent that crashes when it is imported',
        atImport('segfault'),
        { phase: 'importing', message: /SIGSEGV/, stderr: /at_import\.py/ },
      ],
      [
        'an agent that takes for ever to be imported',
        { ...atImport('sleep:60'), startTimeoutMs: 1_500 },
        { phase: 'importing', message: /not loaded.* within 1500 ms/, fix: /startTimeoutMs/ },
      ],
      [
        'a child that never says anything',
        { ...faultyChild({ initialize: [] }), startTimeoutMs: 300 },
        { phase: 'handshake', message: /no answer to `initialize` within 300 ms/ },
      ],
      [
        'a child that speaks another version and says so',
        faultyChild({
          initialize: [{ error: { code: -32008, message: 'Unsupported', data: { supported: [7] } } }],
        }),
        { phase: 'handshake', message: /Unsupported/, fix: /same version/ },
      ],
      [
        'a child that speaks another version and does not say so',
        faultyChild({ initialize: [{ reply: { protocol_version: 7 } }] }),
        { phase: 'handshake', message: /speaks protocol 7/, fix: /same version/ },
      ],
    ])) {
      test(`${what}: start() says how far it came, what was run, and what to do`, async (t) => {
        const runner = new PythonAgentRunner(/** @type {any} */ (options))
        t.after(() => runner.destroy())
        const error = await settlesWithin(rejectionOf(runner.start()), patienceMs)
        assert.equal(error.code, 'ERR_RUNNER_START')
        assert.equal(error.phase, expected.phase)
        assert.match(error.message, expected.message)
        assert.ok(error.interpreter)
        assert.match(error.fix, 'fix' in expected ? expected.fix : /./)
        if ('stderr' in expected) assert.match(error.stderrTail, expected.stderr)
        if ('exitCode' in expected) assert.equal(error.exitCode, expected.exitCode)
        assert.equal(runner.state, 'failed')
      })
    }

    test('a crash loop is slowed, given up for a while, and tried again by itself', async (t) => {
      const order = join(await temporaryFolder(t), 'order')
      const restart = { budget: 3, windowMs: 4_000, minDelayMs: 20, maxDelayMs: 60 }
      const runner = await startReal(t, { atImport: `file:${order}`, restart })
      /** @type {number[]} */
      const delays = []
      runner.on('restart', ({ delayMs }) => delays.push(delayMs))
      const failed = nextEvent(runner, 'state', { fits: ({ state }) => state === 'failed' })
      await writeFile(order, 'exit:9')
      killChild(runner)
      await failed
      assert.equal(delays.length, 3)
      const [first = Infinity, , last = 0] = delays
      assert.ok(first <= 20 && last > first && last >= 20 && Math.max(...delays) <= 60, `${delays} ms`)
      const refused = await rejectionOf(runner.call('faults.echo'))
      assert.deepEqual([refused.code, refused.retryable], ['ERR_RUNNER_START', true])
      assert.match(refused.message, /gave up for 4000 ms after 3 restarts/)
      assert.match(refused.cause.message, /exited with code 9/)
      await rm(order)
      await until(
        async () => runner.state,
        (state) => state === 'ready',
      )
      assert.equal(await runner.call('faults.echo', { value: 1 }), 1)
    })

    test('a stable time forgets the past: the next delay is the first again', async (t) => {
      const runner = await startReal(t, { restart: { minDelayMs: 20, maxDelayMs: 10_000, stableMs: 1 } })
      for (let death = 0; death < 3; death += 1) {
        const restart = nextEvent(runner, 'restart')
        killChild(runner)
        const { delayMs, streak } = await restart
        assert.equal(streak, 1)
        assert.ok(delayMs <= 20)
        await runner.call('faults.wait', { seconds: 0.01 }, { idempotent: true })
      }
    })
  },
)

/** @param {string} order */
function atImport(order) {
  return {
    args: ['-m', 'agent_runner', '--bare', '--faults'],
    env: { AGENT_RUNNER_FAULTS_AT_IMPORT: order },
  }
}
