/** Where the peers are installed, and how they are loaded from there. */
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { root } from '../machine.js'

export const home = join(root, '.data', 'bench')
export const peerPython = join(
  home,
  'venv',
  ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
)
/** A module that stands beside the peers, so that what it imports is theirs. */
export const loader = join(home, 'load.mjs')
export const loaderText = 'export const load = (name) => import(name)\n'

/** @param {string} name of a package, or of an entry of one @returns {Promise<any>} its exports */
export async function load(name) {
  const { load: importIt } = await import(pathToFileURL(loader).href)
  const module = await importIt(name)
  return module.default ?? module
}

/** @param {string} name of a file under `children/` */
export const childFile = (name) => fileURLToPath(new URL(`children/${name}`, import.meta.url))
