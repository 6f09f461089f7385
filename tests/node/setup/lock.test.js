import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { withLock } from '../../../node/setup/lock.js'

/** @param {import('node:test').TestContext} t */
async function lockPath(t) {
  const folder = await mkdtemp(join(tmpdir(), 'lock '))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, '.data', 'setup.lock')
}

const quiet = () => {}

test('two set-ups in one folder work one after the other, and the second is told', async (t) => {
  const path = await lockPath(t)
  /** @type {string[]} */
  const events = []
  let release = () => {}
  const held = new Promise((resolve) => (release = () => resolve(undefined)))
  let entered = () => {}
  const inside = new Promise((resolve) => (entered = () => resolve(undefined)))
  const first = withLock(path, quiet, async () => {
    entered()
    await held
    events.push('first')
  })
  await inside
  const told = (/** @type {string} */ line) => {
    events.push(line)
    release()
  }
  await Promise.all([first, withLock(path, told, async () => void events.push('second'))])
  const waiting = `Set-up      another one runs here (process ${process.pid}); waiting for it`
  assert.deepEqual(events, [waiting, 'first', 'second'])
  await assert.rejects(stat(path))
})

test('the lock of a process that is gone is taken over', async (t) => {
  const path = await lockPath(t)
  await withLock(path, quiet, async () => {})
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  await writeFile(path, `${pid} 1\n`)
  const owner = await withLock(path, quiet, () => readFile(path, 'utf8'))
  assert.match(owner, new RegExp(`^${process.pid} `))
})

test('a lock that has been silent for long is taken over, whoever has its number now', async (t) => {
  const path = await lockPath(t)
  await withLock(path, quiet, async () => {})
  await writeFile(path, `${process.pid} 1\n`)
  const longAgo = new Date(Date.now() - 60_000)
  await utimes(path, longAgo, longAgo)
  assert.equal(await withLock(path, quiet, async () => 'done'), 'done')
})

test('a set-up that fails gives the lock back', async (t) => {
  const path = await lockPath(t)
  await assert.rejects(
    withLock(path, quiet, async () => {
      throw new Error('no')
    }),
  )
  await assert.rejects(stat(path))
})
