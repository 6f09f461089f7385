import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { findInterpreter, planPython } from '../../../node/setup/python.js'

/**
 * A stand-in for Python, as a shell script: it probes, makes environments of itself, and its pip writes down what it
 * was asked.
 * @param {string} version
 * @param {{venv?: boolean, pipFails?: string}} [how]
 */
function script(version, { venv = true, pipFails } = {}) {
  const pip = pipFails ? `echo '${pipFails}' >&2; exit 1` : 'echo "$@" >> "$(dirname "$0")/../pip.log"'
  return `#!/bin/sh
case "$1$2" in
  -mvenv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  -mpip) ${pip} ;;
  -c*) echo '{"version": "${version}", "pip": true, "venv": ${venv}}' ;;
esac
`
}

/**
 * A project with requirements and an interpreter of its own.
 * @param {import('node:test').TestContext} t @param {string} [python]
 */
async function project(t, python = script('3.12.1')) {
  const root = await mkdtemp(join(tmpdir(), 'set up '))
  t.after(() => rm(root, { recursive: true, force: true }))
  await mkdir(join(root, 'bin'))
  await writeFile(join(root, 'requirements.txt'), 'one==1\n')
  await writeFile(join(root, 'requirements-dev.txt'), '-r requirements.txt\ntwo==2\n')
  const program = join(root, 'bin', 'python3')
  await replace(program, python)
  const environment = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, PYTHON: program }
  const said = /** @type {string[]} */ ([])
  const options = { root, dev: false, environment, say: (/** @type {string} */ line) => void said.push(line) }
  return { root, program, options, said, bring: () => bring(options) }
}

/** @param {string} path @param {string} text */
async function replace(path, text) {
  await writeFile(path, text)
  await chmod(path, 0o755)
}

/** Does what is to be done. @param {Parameters<typeof planPython>[0]} options @returns {Promise<boolean>} whether anything was */
async function bring(options) {
  const work = await planPython(options)
  await work?.()
  return work !== null
}

test('a first set-up makes .venv and installs; a second one does nothing', async (t) => {
  const { root, bring, said } = await project(t)
  assert.equal(await bring(), true)
  assert.match(said.join('\n'), /making \.venv with Python 3\.12\.1/)
  assert.match(await readFile(join(root, '.venv', 'pip.log'), 'utf8'), /-r .*requirements\.txt/)
  assert.equal(await bring(), false)
})

test('a requirement that changed is installed, a file that was only touched is not', async (t) => {
  const { root, bring } = await project(t)
  await bring()
  await utimes(join(root, 'requirements.txt'), new Date(), new Date())
  assert.equal(await bring(), false)
  await writeFile(join(root, 'requirements.txt'), 'one==2\n')
  assert.equal(await bring(), true)
  assert.equal(await bring(), false)
})

test('what the checks need satisfies a start, but not the other way round', async (t) => {
  const { options } = await project(t)
  await bring(options)
  assert.equal(await bring({ ...options, dev: true }), true)
  assert.equal(await bring({ ...options, dev: true }), false)
  assert.equal(await bring(options), false)
})

test('an environment whose interpreter is gone is made again', async (t) => {
  const { root, bring, said } = await project(t)
  await bring()
  await rm(join(root, '.venv', 'bin', 'python'))
  assert.equal(await bring(), true)
  assert.equal(said.filter((line) => line.includes('making .venv')).length, 2)
  assert.equal(await bring(), false)
})

test('an environment whose installation was cut off is made again', async (t) => {
  const { root, bring, said } = await project(t)
  await bring()
  await writeFile(join(root, '.venv', 'setup-busy.json'), '{"busy": true}')
  assert.equal(await bring(), true)
  assert.match(said.join('\n'), /again: the one of 3\.12\.1 is not usable/)
  assert.equal(await bring(), false)
})

test('another interpreter asked for by PYTHON makes another environment', async (t) => {
  const { root, program, bring } = await project(t)
  await bring()
  await replace(program, script('3.13.0'))
  assert.equal(await bring(), true)
  assert.match(await readFile(join(root, '.venv', 'bin', 'python'), 'utf8'), /3\.13\.0/)
})

test('pip without a network says so, and the next set-up recovers', async (t) => {
  const offline = 'NewConnectionError: no route\nERROR: No matching distribution found for one==1'
  const { program, bring, root } = await project(t, script('3.12.1', { pipFails: offline }))
  await assert.rejects(bring(), (/** @type {any} */ fault) => {
    assert.equal(fault.message, 'pip did not finish: No matching distribution found for one==1')
    assert.match(fault.fix, /network/)
    return true
  })
  await replace(program, script('3.12.1'))
  await replace(join(root, '.venv', 'bin', 'python'), script('3.12.1'))
  assert.equal(await bring(), true)
  assert.equal(await bring(), false)
})

test('a Python without venv names the package that Debian needs', async (t) => {
  const { bring } = await project(t, script('3.12.1', { venv: false }))
  await assert.rejects(bring(), { message: 'Python 3.12.1 has no venv module.', fix: /python3\.12-venv/ })
})

test('a Python that is too old, none at all, and one that does not run are told apart', async (t) => {
  const { root, options } = await project(t, script('3.9.2'))
  const onlyHere = { PATH: join(root, 'bin') }
  await assert.rejects(
    findInterpreter({ PATH: `${onlyHere.PATH}:/bin`, PYTHON: options.environment.PYTHON }),
    {
      message: /3\.11 or newer is needed: .*python3 is 3\.9\.2/,
    },
  )
  await assert.rejects(findInterpreter({ PATH: join(root, 'empty') }), { message: /No Python was found/ })
  await assert.rejects(findInterpreter({ PATH: onlyHere.PATH, PYTHON: '/nowhere/python' }), {
    message: 'PYTHON=/nowhere/python is no Python that runs.',
  })
})
