import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeFile } from 'node:fs/promises'
import { readOptions } from '../../../node/runner/options.js'
import { isGone, makeRunner, nextEvent, rejectionOf, temporaryFile } from './startRunner.js'

/** @type {[string, import('../../../node/pythonAgentRunner.js').RunnerOptions, object][]} */
const failures = [
  [
    'an interpreter that is not there',
    { python: '/nowhere/python' },
    { phase: 'spawned', fix: /install Python 3\.11/, interpreter: /^\/nowhere\/python$/ },
  ],
  ['a folder that is not there', { cwd: '/nowhere' }, { phase: 'spawned', fix: /`cwd`/ }],
  [
    'an exit before the first word',
    { env: { FAULT: 'exit-at-start' } },
    { phase: 'handshake', exitCode: 3, stderrTail: /orjson/, fix: /pip install.*orjson/ },
  ],
  [
    'an exit in the handshake',
    { env: { FAULT: 'exit-in-handshake' } },
    { phase: 'handshake', exitCode: 9, stderrTail: /boom in the handshake/, message: /exited with code 9/ },
  ],
  [
    'no answer to the handshake',
    { env: { FAULT: 'silent' }, startTimeoutMs: 100 },
    { phase: 'handshake', message: /no answer to `initialize` within 100 ms/ },
  ],
  [
    'a protocol version the runner refuses',
    { env: { FAULT: 'old-protocol' } },
    { phase: 'handshake', fix: /same version/ },
  ],
  [
    'a protocol version this host does not speak',
    { env: { FAULT: 'other-protocol' } },
    { phase: 'handshake', message: /speaks protocol 7; this host speaks 1/, fix: /same version/ },
  ],
  [
    'an import error in an agent',
    { env: { FAULT: 'import-error' } },
    { phase: 'importing', message: /my_agents: ModuleNotFoundError/, fix: /pip install.*torch/ },
  ],
  [
    'imports that do not end',
    { env: { FAULT: 'never-ready' }, startTimeoutMs: 1_000 },
    { phase: 'importing', message: /not loaded within 1000 ms/ },
  ],
]

const hello = (/** @type {object} */ members) => ({ env: { HELLO: JSON.stringify(members) } })
const state = (/** @type {object} */ members) => ({ env: { STATE: JSON.stringify(members) } })
for (const [options, message] of /** @type {const} */ ([
  [hello({ limits: null }), 'initialize: limits: expected an object, got null'],
  [
    hello({ limits: { max_frame_bytes: '1k' } }),
    "initialize: limits.max_frame_bytes: expected a whole number from 1 to 9007199254740991, got '1k'",
  ],
  [hello({ phase: 'weird' }), "initialize: phase: expected 'importing', 'ready' or 'failed', got 'weird'"],
  [hello({ agents: null }), 'initialize: agents: expected an array, got null'],
  [hello({ runner: 'me' }), "initialize: runner: expected an object, got 'me'"],
  [state({}), '$/state: params: expected an object, got undefined'],
  [state({ params: null }), '$/state: params: expected an object, got null'],
  [state({ params: {} }), "$/state: phase: expected 'ready' or 'failed', got undefined"],
  [state({ params: { phase: 'weird' } }), "$/state: phase: expected 'ready' or 'failed', got 'weird'"],
  [
    state({ params: { phase: 'ready', agents: [null] } }),
    '$/state: agents[0]: expected an object with a name',
  ],
  [state({ params: { phase: 'failed', error: 'no' } }), "$/state: error: expected an object, got 'no'"],
])) {
  const phase = 'HELLO' in options.env ? 'handshake' : 'importing'
  failures.push([message, options, { phase, message, fix: /PROTOCOL\.md/ }])
}

for (const [what, options, expected] of failures) {
  test(`start() rejects on ${what}: phase, command, last words and fix`, async (t) => {
    const runner = makeRunner(options)
    t.after(() => runner.destroy())
    const error = await rejectionOf(runner.start())
    assert.equal(error.code, 'ERR_RUNNER_START')
    assert.equal(error.retryable, false)
    assert.ok(error.interpreter)
    for (const [field, value] of Object.entries(expected)) {
      if (value instanceof RegExp) assert.match(error[field], value)
      else if (field === 'message') assert.ok(error.message.includes(value), error.message)
      else assert.equal(error[field], value)
    }
    assert.equal(runner.state, 'failed')
    assert.equal((await rejectionOf(runner.call('echo'))).code, 'ERR_RUNNER_START')
    const { pid } = runner.stats().processes[0] ?? {}
    if (pid) await isGone(pid)
  })
}

test('a file that is no program, and a folder that is a file, are told as such', async (t) => {
  const file = await temporaryFile(t)
  await writeFile(file, 'not a program', { mode: 0o644 })
  const notExecutable = await rejectionOf(makeRunner({ python: file }).start())
  assert.match(notExecutable.message, /not executable/)
  const notFolder = await rejectionOf(makeRunner({ cwd: file }).start())
  assert.match(notFolder.message, /no such folder/)
  for (const { code, phase } of [notExecutable, notFolder]) {
    assert.deepEqual([code, phase], ['ERR_RUNNER_START', 'spawned'])
  }
})

test('a start can be tried again by the first one to hear that it failed', async (t) => {
  const runner = makeRunner({ python: '/nowhere/python' })
  t.after(() => runner.destroy())
  const first = rejectionOf(runner.start())
  await nextEvent(runner, 'state', ({ state }) => state === 'failed')
  const second = rejectionOf(runner.start())
  assert.deepEqual([(await first).code, (await second).code], ['ERR_RUNNER_START', 'ERR_RUNNER_START'])
})

test('a start that failed can be tried again', async (t) => {
  const STARTS_FILE = await temporaryFile(t)
  const runner = makeRunner({ env: { FAULT: 'exit-at-first', STARTS_FILE } })
  t.after(() => runner.destroy())
  await rejectionOf(runner.start())
  await runner.start()
  assert.equal(runner.state, 'ready')
  assert.equal((await runner.call('echo', { a: 1 })).a, 1)
})

test('options that make no sense are refused by name', () => {
  /** @type {[any, RegExp][]} */
  const cases = [
    [{ processes: 0 }, /processes/],
    [{ pingIntervalMs: -1 }, /pingIntervalMs/],
    [{ maxFrameBytes: 2 ** 40 }, /maxFrameBytes/],
    [{ restart: { budget: 1.5 } }, /restart\.budget/],
    [{ stop: { killMs: NaN } }, /stop\.killMs/],
  ]
  for (const [options, name] of cases) assert.throws(() => makeRunner(options), name)
})

test('an option that does not exist is refused by name, a nested one too', () => {
  const refused = { code: 'ERR_RUNNER_PROTOCOL' }
  const misspelt = /** @type {any} */ ({ timeoutMs: 5 })
  assert.throws(() => readOptions(misspelt), { ...refused, message: /^timeoutMs: expected one of python, / })
  const nested = /** @type {any} */ ({ restart: { budgets: 1 } })
  assert.throws(() => readOptions(nested), {
    ...refused,
    message: /^restart\.budgets: expected one of budget, /,
  })
})
