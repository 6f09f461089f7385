import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { planPackages } from '../../../node/setup/packages.js'

const LOCK = {
  '': {},
  'node_modules/web': { version: '1.0.0' },
  'node_modules/tool': { version: '2.0.0', dev: true },
  'node_modules/other-system': { version: '3.0.0', optional: true },
}

/** @param {import('node:test').TestContext} t @param {string[]} present packages that are installed */
async function project(t, present) {
  const root = await mkdtemp(join(tmpdir(), 'packages '))
  t.after(() => rm(root, { recursive: true, force: true }))
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: LOCK }))
  await mkdir(join(root, 'node_modules'))
  for (const name of present) {
    await mkdir(join(root, 'node_modules', name))
    await writeFile(join(root, 'node_modules', name, 'package.json'), '{}')
  }
  const installed = Object.entries(LOCK).filter(([path]) => present.includes(path.slice(13)))
  const hidden = join(root, 'node_modules', '.package-lock.json')
  await writeFile(hidden, JSON.stringify({ packages: Object.fromEntries(installed) }))
  const options = { root, environment: {}, say: () => {} }
  const isComplete = async (/** @type {boolean} */ dev) => (await planPackages({ ...options, dev })) === null
  return { root, hidden, options, isComplete }
}

test('a start is content without the tools of the checks, the checks are not', async (t) => {
  const { isComplete } = await project(t, ['web'])
  assert.equal(await isComplete(false), true)
  assert.equal(await isComplete(true), false)
})

test('a complete development install satisfies both', async (t) => {
  const { isComplete } = await project(t, ['web', 'tool'])
  assert.equal(await isComplete(false), true)
  assert.equal(await isComplete(true), true)
})

test('a package of another version, or whose folder is gone, is installed again', async (t) => {
  const { root, hidden, isComplete } = await project(t, ['web'])
  await writeFile(hidden, JSON.stringify({ packages: { 'node_modules/web': { version: '0.9.0' } } }))
  assert.equal(await isComplete(false), false)
  const other = await project(t, ['web'])
  await rm(join(other.root, 'node_modules', 'web'), { recursive: true })
  assert.equal(await other.isComplete(false), false)
  assert.notEqual(root, other.root)
})

test('an install that was cut off is done again', async (t) => {
  const { hidden, isComplete } = await project(t, ['web', 'tool'])
  await rm(hidden)
  assert.equal(await isComplete(false), false)
})

test('npm without a network gives its telling line and what to do', async (t) => {
  const { root, options } = await project(t, [])
  const npm = join(root, 'npm-cli.js')
  const output =
    'npm error code EAI_AGAIN\\nnpm error request to https://registry failed\\nnpm error A complete log'
  await writeFile(npm, `process.stderr.write('${output}'); process.exitCode = 1`)
  const work = await planPackages({ ...options, dev: false, environment: { npm_execpath: npm } })
  await assert.rejects(async () => work?.(), {
    message: 'npm did not finish: request to https://registry failed',
    fix: /network/,
  })
})
