import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { defaultPython } from '../../../node/runner/child/interpreter.js'
import { findInterpreters } from '../../../node/runner/child/interpreterSearch.js'

/** A stand-in for Python: answers as the probe would. @param {string} version @param {string[]} [lacks] */
const python = (version, lacks = []) => `echo '${JSON.stringify({ version, lacks })}'`

/**
 * A folder with programs in it, which are shell scripts.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} programs by their paths
 */
async function folderWith(t, programs) {
  const cwd = await mkdtemp(join(tmpdir(), 'find python '))
  t.after(() => rm(cwd, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(programs)) {
    const whole = join(cwd, path)
    await mkdir(dirname(whole), { recursive: true })
    await writeFile(whole, path.startsWith('.python') ? text : `#!/bin/sh\n${text}\n`)
    await chmod(whole, 0o755)
  }
  return { cwd, env: { PATH: join(cwd, 'path'), HOME: cwd } }
}

test('every place is looked at, in the order of preference', async (t) => {
  const { cwd, env } = await folderWith(t, {
    '.venv/bin/python': python('3.13.1'),
    'active/bin/python': python('3.12.2', ['orjson']),
    'conda/bin/python': python('3.11.3'),
    'path/uv': '[ "$*" = "python find" ] && echo "$HOME/uv/python"',
    'uv/python': python('3.14.0'),
    '.pyenv/versions/3.12.5/bin/python': python('3.12.5'),
    'path/python3': python('3.9.9', ['orjson', 'pydantic']),
    'path/python3.12': python('3.12.7'),
    '.python-version': '3.12.5\n',
  })
  const full = { ...env, VIRTUAL_ENV: join(cwd, 'active'), CONDA_PREFIX: join(cwd, 'conda') }
  const found = await findInterpreters({ cwd, env: full, packages: ['orjson', 'pydantic'] })
  assert.deepEqual(
    found.map(({ source, version, lacks, isChosen }) => [source, version, lacks.length, isChosen]),
    [
      ['.venv', '3.13.1', 0, true],
      ['VIRTUAL_ENV', '3.12.2', 1, false],
      ['CONDA_PREFIX', '3.11.3', 0, false],
      ['uv', '3.14.0', 0, false],
      ['pyenv', '3.12.5', 0, false],
      ['PATH', '3.9.9', 2, false],
      ['PATH', '3.12.7', 0, false],
    ],
  )
})

test('what is marked as chosen is what the bridge runs', async (t) => {
  const programs = { 'active/bin/python': python('3.12.2'), 'path/python3': python('3.11.9') }
  const { cwd, env } = await folderWith(t, programs)
  for (const own of [{}, { VIRTUAL_ENV: join(cwd, 'active') }]) {
    const all = { ...env, ...own }
    const chosen = (await findInterpreters({ cwd, env: all })).filter(({ isChosen }) => isChosen)
    assert.deepEqual(
      chosen.map(({ command: [program] }) => program),
      [defaultPython(cwd, all)],
    )
  }
})

test('a file that does not run is told as such, a name that is not there is not', async (t) => {
  const { cwd, env } = await folderWith(t, { '.venv/bin/python': 'exit 1' })
  const [broken = assert.fail(), ...others] = await findInterpreters({ cwd, env, packages: ['orjson'] })
  assert.deepEqual([broken.source, broken.version, broken.lacks], ['.venv', null, ['orjson']])
  assert.deepEqual(others, [])
})
