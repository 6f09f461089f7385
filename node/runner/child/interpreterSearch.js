/**
 * Every Python there is to run, with its version and whether it has the packages. Owns the places that are looked at:
 * the folder's `.venv`, the active environment (venv, conda), what uv and pyenv would take, and PATH. Which of them is
 * run by default is `interpreter.js`'s to say, and marked here.
 */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { defaultPython, pythonIn } from './interpreter.js'

const probeTimeoutMs = 15_000
/** What can be run by every Python that is still about. */
const probe = `
import json, sys
try:
    from importlib import metadata
    def version(name):
        try: return metadata.version(name)
        except metadata.PackageNotFoundError: return None
except ImportError:
    version = lambda name: None
print(json.dumps({"version": "%d.%d.%d" % sys.version_info[:3],
  "lacks": [name for name in sys.argv[1:] if version(name) is None]}))`

/**
 * @typedef {'.venv' | 'VIRTUAL_ENV' | 'CONDA_PREFIX' | 'uv' | 'pyenv' | 'PATH'} InterpreterSource
 *
 * @typedef {object} FoundInterpreter
 * @property {string[]} command the program, and for Windows' `py` what goes before other arguments
 * @property {InterpreterSource} source
 * @property {string | null} version null when it does not run
 * @property {string[]} lacks which of the packages asked for are not installed
 * @property {boolean} isChosen whether the bridge runs it when it is not told another
 *
 * @typedef {{ command: string[], source: InterpreterSource }} Candidate
 */

/**
 * @param {object} [where]
 * @param {string} [where.cwd] of the project
 * @param {NodeJS.ProcessEnv} [where.env]
 * @param {readonly string[]} [where.packages] names of distributions to look for
 * @returns {Promise<FoundInterpreter[]>} in the order of preference; never rejects
 */
export async function findInterpreters({ cwd = process.cwd(), env = process.env, packages = [] } = {}) {
  const chosen = defaultPython(cwd, env)
  const candidates = [
    ...environments(cwd, env),
    ...(await fromUv(cwd, env)),
    ...fromPyenv(cwd, env),
    ...onPath(cwd, env),
  ]
  const found = await Promise.all(
    candidates.map(async ({ command, source }) => {
      const answer = await ask(command, packages, cwd, env)
      return { command, source, ...answer, isChosen: command[0] === chosen }
    }),
  )
  // A bare name that is not on PATH is no finding; a file that does not run is.
  const there = found.filter(({ version, source }) => version !== null || source !== 'PATH')
  const seen = new Set()
  return there.filter(({ command }) => !seen.has(command.join(' ')) && seen.add(command.join(' ')))
}

/** @param {string} cwd @param {NodeJS.ProcessEnv} env @returns {Candidate[]} */
function environments(cwd, env) {
  /** @type {[InterpreterSource, string | undefined][]} */
  const places = [
    ['.venv', join(cwd, '.venv')],
    ['VIRTUAL_ENV', env['VIRTUAL_ENV']],
    ['CONDA_PREFIX', env['CONDA_PREFIX']],
  ]
  return places.flatMap(([source, folder]) => {
    const python = folder && pythonIn(folder, { isConda: source === 'CONDA_PREFIX' })
    return python && existsSync(python) ? [{ command: [python], source }] : []
  })
}

/** @param {string} cwd @param {NodeJS.ProcessEnv} env @returns {Promise<Candidate[]>} */
async function fromUv(cwd, env) {
  const told = (await run('uv', ['python', 'find'], cwd, env))?.trim()
  return told ? [{ command: [told], source: 'uv' }] : []
}

/** @param {string} cwd @param {NodeJS.ProcessEnv} env @returns {Candidate[]} */
function fromPyenv(cwd, env) {
  const root = env['PYENV_ROOT'] ?? join(env['HOME'] ?? homedir(), '.pyenv')
  const wanted =
    env['PYENV_VERSION'] ?? firstLine(join(cwd, '.python-version')) ?? firstLine(join(root, 'version'))
  const python = wanted && pythonIn(join(root, 'versions', wanted))
  return python && existsSync(python) ? [{ command: [python], source: 'pyenv' }] : []
}

/** @param {string} cwd @param {NodeJS.ProcessEnv} env @returns {Candidate[]} */
function onPath(cwd, env) {
  const asked = firstLine(join(cwd, '.python-version'))?.split('.').slice(0, 2).join('.')
  const exact = asked && /^\d+\.\d+$/.test(asked) ? [[`python${asked}`]] : []
  const names = process.platform === 'win32' ? [['python'], ['py', '-3']] : [['python3'], ['python']]
  const folders = (env['PATH'] ?? '').split(delimiter)
  const isThere = (/** @type {string | undefined} */ name = '') =>
    process.platform === 'win32' || folders.some((folder) => existsSync(join(folder, name)))
  return [...names, ...exact]
    .filter(([name]) => isThere(name))
    .map((command) => ({ command, source: 'PATH' }))
}

/**
 * @param {string[]} command
 * @param {readonly string[]} packages
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ version: string | null, lacks: string[] }>}
 */
async function ask([program = '', ...args], packages, cwd, env) {
  const told = await run(program, [...args, '-c', probe, ...packages], cwd, env)
  try {
    return JSON.parse(told ?? '')
  } catch {
    return { version: null, lacks: [...packages] }
  }
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>} null when it cannot be run, fails or takes too long
 */
function run(program, args, cwd, env) {
  return new Promise((resolve) => {
    const options = { cwd, env, timeout: probeTimeoutMs, windowsHide: true }
    execFile(program, args, options, (error, stdout) => resolve(error ? null : stdout))
  })
}

/** @param {string} path @returns {string | undefined} */
function firstLine(path) {
  try {
    return readFileSync(path, 'utf8').split('\n', 1)[0]?.trim() || undefined
  } catch {
    return undefined
  }
}
