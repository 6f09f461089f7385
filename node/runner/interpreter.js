/**
 * Which Python to run when nobody said. Looks, but runs nothing.
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
  const isWindows = process.platform === 'win32'
  const inEnvironment = isWindows ? ['Scripts', 'python.exe'] : ['bin', 'python']
  const places = [join(cwd, '.venv'), env['VIRTUAL_ENV'], env['CONDA_PREFIX']]
  for (const place of places) {
    const python = place && join(place, ...inEnvironment)
    if (python && existsSync(python)) return python
  }
  return isWindows ? 'python' : 'python3'
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
