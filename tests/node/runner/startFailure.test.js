import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lastSaid } from '../../../node/runner/child/lastSaid.js'
import { makeRunner, nextEvent, rejectionOf, startRunner } from './startRunner.js'

const bounded = { timeout: 20_000 }
const traceback = [
  'Traceback (most recent call last):',
  '  File "/a/one.py", line 1, in <module>',
  '    import two',
  '  File "<frozen importlib._bootstrap>", line 1204, in _gcd_import',
  '  File "/a/two.py", line 2, in <module>',
  '    import three',
  '  File "/a/three.py", line 3, in <module>',
  '    import four',
  '  File "/a/four.py", line 4, in <module>',
  '    x = y',
  '        ^',
  "NameError: name 'y' is not defined",
]

test('of a stderr, the end of the last traceback is what matters, whatever was said after it', () => {
  const text = [...traceback.slice(0, 3), 'KeyError: 1', ...traceback, '{"level":"info","msg":"bye"}', 'bye']
  assert.deepEqual(lastSaid(text.join('\n')), traceback.slice(4))
})

test('a traceback inside a log record is as good', () => {
  const record = { level: 'error', msg: 'Not ready', trace: traceback.join('\n') }
  const later = { level: 'info', msg: 'later' }
  assert.deepEqual(lastSaid(`${JSON.stringify(record)}\n${JSON.stringify(later)}\n`), traceback.slice(4))
})

test('without a traceback it is the fatal error, else the last error logged, else the last lines', () => {
  const fatal = ['Fatal Python error: init_fs_encoding: no codec', 'Python runtime state: core initialized']
  assert.deepEqual(lastSaid(`a\nb\n${fatal.join('\n')}`), fatal)
  const log = ['{"level":"error","msg":"no room"}', '{"level":"warning","msg":"x"}', 'plain']
  assert.deepEqual(lastSaid(log.join('\n')), ['no room'])
  assert.deepEqual(lastSaid('1\n\n2\n3\n4\n5\n'), ['2', '3', '4', '5'])
  assert.deepEqual(lastSaid(`{"level":"error"\n`), ['{"level":"error"'])
  assert.deepEqual(lastSaid(''), [])
})

test('a line without measure is cut', () => {
  assert.equal(lastSaid('x'.repeat(10_000))[0]?.length, 302)
})

test('an import error in an agent shows the lines it arose in, and says what to mend', bounded, async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'my_broken.py'), 'def f():\n    return undefined_name\nf()\n')
  const error = await failureOf({
    args: ['-m', 'agent_runner', '--bare', '--load', 'my_broken'],
    env: { PYTHONPATH: folder },
  })
  assert.equal(error.phase, 'importing')
  assert.match(error.message, /my_broken\.py", line 3, in <module>\n.*\n.*my_broken\.py", line 2, in f\n/)
  assert.match(error.message, /NameError: name 'undefined_name' is not defined\n {2}fix: mend my_broken/)
})

test('an agent that is not found is told from a package that it lacks', bounded, async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'my_lacking.py'), 'import surely_not_installed\n')
  const load = (/** @type {string} */ name) => ({
    args: ['-m', 'agent_runner', '--bare', '--load', name],
    env: { PYTHONPATH: folder },
  })
  assert.match((await failureOf(load('my_missing'))).fix, /correct the name of my_missing/)
  assert.match((await failureOf(load('my_lacking'))).fix, /pip install.*it lacks surely_not_installed/)
})

test(
  'a Python that is too old is told by its version, even when it cannot read the runner',
  bounded,
  async (t) => {
    const script = [
      '#!/bin/sh',
      'if [ "$1" = --version ]; then echo Python 3.8.18; exit; fi',
      'echo \'  File "agent_runner/__main__.py", line 9\' >&2',
      'echo "    match x:" >&2',
      'echo "SyntaxError: invalid syntax" >&2',
      'exit 1',
    ]
    const error = await failureOf({ python: await program(t, script.join('\n')) })
    assert.deepEqual([error.phase, error.exitCode], ['handshake', 1])
    assert.match(error.fix, /install Python 3\.11 or later.*3\.8\.18/)
    assert.match(error.message, /match x:\n *SyntaxError/)
  },
)

test('the runner itself says when its Python is too old', bounded, async (t) => {
  const says = 'agent_runner needs Python 3.11 or newer; this is 3.10.2'
  const error = await failureOf({ python: await program(t, `#!/bin/sh\necho "${says}" >&2\nexit 1`) })
  assert.match(error.fix, /install Python 3\.11.*3\.10\.2/)
  assert.match(error.message, new RegExp(says))
})

test('an environment whose Python is gone is to be made anew', bounded, async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'venv', 'bin'), { recursive: true })
  const python = join(folder, 'venv', 'bin', 'python')
  await symlink('/nowhere/python3.11', python)
  const error = await failureOf({ python })
  assert.deepEqual([error.phase, error.interpreter], ['spawned', python])
  assert.match(error.message, /leads to \/nowhere\/python3\.11, which is not there any more/)
  assert.match(error.fix, new RegExp(`venv --clear ${join(folder, 'venv')},`))
})

test('a script whose own interpreter is gone is to be made anew too', bounded, async (t) => {
  const error = await failureOf({ python: await program(t, '#!/nowhere/python\n') })
  assert.equal(error.phase, 'spawned')
  assert.match(error.message, /a script for a program that is not there/)
})

test('a Python that was moved away from its library says so in its own way', bounded, async (t) => {
  const words = [
    'Fatal Python error: init_fs_encoding: failed to get the Python codec of the filesystem encoding',
    'Python runtime state: core initialized',
    "ModuleNotFoundError: No module named 'encodings'",
  ]
  const echo = words.map((line) => `echo "${line}" >&2`).join('\n')
  const error = await failureOf({ python: await program(t, `#!/bin/sh\n${echo}\nexit 1`) })
  assert.match(error.fix, /make the environment anew/)
  for (const line of words) assert.ok(error.message.includes(line), line)
})

test('a crash loop is told with how the last one ended and what it said', bounded, async (t) => {
  const runner = await startRunner(t, { restart: { budget: 1 } })
  const failed = nextEvent(runner, 'state', ({ state }) => state === 'failed')
  for (let n = 0; n < 2; n += 1) await rejectionOf(runner.call('crash', { how: 'abort' }))
  await failed
  const error = await rejectionOf(runner.call('echo'))
  assert.deepEqual([error.code, error.phase, error.signal], ['ERR_RUNNER_START', 'ready', 'SIGABRT'])
  assert.match(
    error.message,
    /gave up for 60000 ms after 1 restarts.*SIGABRT\n {2}it said:\n {4}Fatal Python error: Abort/,
  )
  assert.match(error.stderrTail, /in call\n/)
})

/** @param {import('../../../node/pythonAgentRunner.js').RunnerOptions} options */
async function failureOf(options) {
  const runner = makeRunner(options)
  const error = await rejectionOf(runner.start())
  await runner.destroy()
  assert.equal(error.code, 'ERR_RUNNER_START', error.message)
  return error
}

/**
 * @param {{ after: (end: () => Promise<void>) => void }} t
 * @param {string} text
 */
async function program(t, text) {
  const path = join(await temporaryFolder(t), 'python')
  await writeFile(path, text)
  await chmod(path, 0o755)
  return path
}

/** @param {{ after: (end: () => Promise<void>) => void }} t */
async function temporaryFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'bridge-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
