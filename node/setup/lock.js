/**
 * One set-up at a time in a folder. The owner keeps touching its lock file; one that is dead or has been silent for
 * long loses it.
 */
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { SetupFault } from './fault.js'

const TOUCH_MS = 3_000
const SILENT_MS = 30_000
const POLL_MS = 200
const WAIT_MS = 20 * 60_000

/**
 * @template T
 * @param {string} path
 * @param {import('./progress.js').Say} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, say, work) {
  await mkdir(dirname(path), { recursive: true, mode: 0o711 })
  await acquire(path, say)
  const touch = setInterval(() => utimes(path, new Date(), new Date()).catch(() => {}), TOUCH_MS)
  try {
    return await work()
  } finally {
    clearInterval(touch)
    await rm(path, { force: true })
  }
}

/** @param {string} path @param {import('./progress.js').Say} say */
async function acquire(path, say) {
  const patience = Date.now() + WAIT_MS
  let told = false
  while (!(await create(path))) {
    const owner = await ownerOf(path)
    if (owner === null) continue
    if (!owner.alive) {
      await takeAway(path, owner.text)
      continue
    }
    if (!told) say(`Set-up      another one runs here (process ${owner.pid}); waiting for it`)
    told = true
    if (Date.now() > patience) {
      throw new SetupFault(
        `Another set-up (process ${owner.pid}) does not end.`,
        `Stop it, or remove ${path}.`,
      )
    }
    await delay(POLL_MS)
  }
}

/** @param {string} path @returns {Promise<boolean>} false when someone has it */
async function create(path) {
  try {
    const handle = await open(path, 'wx')
    await handle.writeFile(`${process.pid} ${Date.now()}\n`)
    await handle.close()
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} path */
async function ownerOf(path) {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    const pid = Number.parseInt(text, 10)
    const silent = Date.now() - mtimeMs > SILENT_MS
    // A lock without a number was made a moment ago, or its maker was killed right then.
    return { text, pid, alive: !silent && (Number.isNaN(pid) || isAlive(pid)) }
  } catch {
    return null
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * Two may find the same dead owner: whoever moves the file looks whether it is still the dead one's, and puts a
 * living one's back.
 * @param {string} path @param {string} text
 */
async function takeAway(path, text) {
  const aside = `${path}.${process.pid}`
  try {
    await rename(path, aside)
    if ((await readFile(aside, 'utf8')) === text) await rm(aside, { force: true })
    else await rename(aside, path)
  } catch {
    // someone else was faster
  }
}
