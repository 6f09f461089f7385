import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { childEnvironment } from '../../../node/runner/child/environment.js'
import { defaultPython, resolvePython } from '../../../node/runner/child/interpreter.js'

test('secrets and what would redirect Python stay with the host', () => {
  const host = {
    PATH: '/bin',
    LC_ALL: 'C',
    https_proxy: 'p',
    JWT_SECRET: 's',
    PYTHONPATH: '/x',
    PYTHONHOME: '/y',
  }
  const given = childEnvironment(host, {})
  assert.deepEqual(
    Object.keys(given)
      .filter((name) => !name.startsWith('PYTHON'))
      .sort(),
    [...['LC_ALL', 'PATH', 'https_proxy']],
  )
  assert.ok(!('PYTHONPATH' in given || 'PYTHONHOME' in given))
})

test('what is given on top wins, and undefined takes away', () => {
  const given = childEnvironment({ PATH: '/bin', TZ: 'UTC' }, { PATH: '/mine', TZ: undefined, KEY: 'k' })
  assert.deepEqual([given['PATH'], given['KEY'], 'TZ' in given], ['/mine', 'k', false])
})

test("the folder's own environment is taken before the active one, and that before PATH", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bridge-'))
  t.after(() => rm(folder, { recursive: true }))
  const [local, active] = [join(folder, '.venv'), join(folder, 'active')]
  assert.match(defaultPython(folder, {}), /^python3?$/)
  const activePython = await makeEnvironment(active)
  assert.equal(defaultPython(folder, { VIRTUAL_ENV: active }), activePython)
  const localPython = await makeEnvironment(local)
  assert.equal(defaultPython(folder, { VIRTUAL_ENV: active }), localPython)
})

test('a bare name is left to PATH, a path is taken from the folder', () => {
  assert.equal(resolvePython('python3', '/base'), 'python3')
  assert.equal(resolvePython('.venv/bin/python', '/base'), '/base/.venv/bin/python')
})

/** @param {string} place */
async function makeEnvironment(place) {
  const [folder, name] = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']
  await mkdir(join(place, folder), { recursive: true })
  const python = join(place, folder, name)
  await writeFile(python, '')
  return python
}
