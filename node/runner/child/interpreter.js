/**
 * Which Python to run when nobody said. Looks, but runs nothing; `interpreterSearch.js` finds all there are.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * The folder's own `.venv`, else the environment that is active, else whatever `PATH` has.
 *
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} [env]
 */
export function defaultPython(cwd, env = process.env) {
  const { VIRTUAL_ENV: active, CONDA_PREFIX: conda } = env
  const places = [
    pythonIn(join(cwd, '.venv')),
    active && pythonIn(active),
    conda && pythonIn(conda, { isConda: true }),
  ]
  const isWindows = process.platform === 'win32'
  return places.find((python) => python && existsSync(python)) || (isWindows ? 'python' : 'python3')
}

/**
 * @param {string} environment a folder
 * @param {{ isConda?: boolean }} [kind] conda has its programs elsewhere on Windows
 * @returns {string} where its interpreter would be
 */
export function pythonIn(environment, { isConda = false } = {}) {
  if (process.platform !== 'win32') return join(environment, 'bin', 'python')
  return isConda ? join(environment, 'python.exe') : join(environment, 'Scripts', 'python.exe')
}

/**
 * A bare name is left to `PATH`; a path is taken from `cwd`, whatever the platform's spawn would do.
 *
 * @param {string} python
 * @param {string} cwd
 */
export function resolvePython(python, cwd) {
  return /[\\/]/.test(python) ? resolve(cwd, python) : python
}
