/**
 * Where an uploaded file lies between its arrival and its reading by the agents: a folder of its own, in which each file
 * has a random name. Owns that none of them stays: not after its use, whatever came of it, and not after the death of
 * the server that took it. Knows no HTTP.
 */
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Problem, SOON } from '../problem.js'

/** @typedef {Awaited<ReturnType<typeof openUploads>>} Uploads */

/**
 * @typedef {object} Upload
 * @property {string} path
 * @property {(source: import('node:stream').Readable) => Promise<void>} write
 * @property {() => Promise<void>} remove what was written; may be called again
 */

/** Files that may lie there at the same time: the disk is everybody's. */
const MAX_AT_ONCE = 16
/** A file of a process that is still there, or whose number another one has by now, is left over after this. */
const MAX_AGE_MS = 24 * 3_600_000

/**
 * Makes the folder, and removes what servers left in it that are not there any more.
 *
 * @param {{folder: string, maxBytes: number, maxAtOnce?: number}} given
 */
export async function openUploads({ folder: given, maxBytes, maxAtOnce = MAX_AT_ONCE }) {
  const folder = resolve(given)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await removeLeftOvers(folder)
  let present = 0
  return { folder, maxBytes, hold }

  /**
   * A place for one file while it is worked with.
   *
   * @template Result
   * @param {(upload: Upload) => Promise<Result>} work
   * @returns {Promise<Result>}
   * @throws {Problem} 503 when too many are there
   */
  async function hold(work) {
    if (present >= maxAtOnce) {
      throw new Problem(503, 'overloaded', 'Too many files are being uploaded. Try again soon.', {
        headers: { ...SOON },
      })
    }
    present += 1
    const path = join(folder, nameOfOurs())
    /** @type {import('node:fs').WriteStream | null} */
    let file = null
    /** @type {Upload} */
    const upload = {
      path,
      write: (source) => pipeline(source, (file = createWriteStream(path, { flags: 'wx', mode: 0o600 }))),
      remove: async () => {
        await closed(file)
        await rm(path, { force: true })
      },
    }
    try {
      return await work(upload)
    } finally {
      present -= 1
      await upload.remove()
    }
  }
}

/** It says whose it is: another server may share the folder. */
function nameOfOurs() {
  return `${randomUUID()}.${process.pid}`
}

/** A file that is still being opened would be there again after its removal. @param {import('node:fs').WriteStream | null} file */
async function closed(file) {
  if (!file || file.closed) return
  const closing = new Promise((resolve) => file.once('close', () => resolve(undefined)))
  file.on('error', () => {}) // whoever writes has been told
  file.destroy()
  await closing
}

/** @param {string} folder */
async function removeLeftOvers(folder) {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const pid = Number(/\.(\d+)$/.exec(name)?.[1])
    // One with our own number is of a process before us.
    const isInUse = pid !== process.pid && isAlive(pid) && (await ageMsOf(path)) < MAX_AGE_MS
    if (!isInUse) await rm(path, { recursive: true, force: true })
  }
}

/** @param {number} pid NaN: of nobody */
function isAlive(pid) {
  if (!(pid > 0)) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} path */
async function ageMsOf(path) {
  const found = await stat(path).catch(() => null)
  return found ? Date.now() - found.mtimeMs : Infinity
}
