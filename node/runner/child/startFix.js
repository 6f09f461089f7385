/**
 * One line on what to do about a start that did not come off. Owns what is read into the words of Python and of the
 * system, and the looks at the file system that tell a missing interpreter from a broken one.
 */
import { execFile } from 'node:child_process'
import { lstatSync, readlinkSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Older ones lack syntax that the runner uses. */
const leastPython = Object.freeze([3, 11])
const versionTimeoutMs = 1_000
const byHand = 'run it by hand and look at what it prints'

/**
 * @typedef {object} Diagnosis
 * @property {string} what
 * @property {string} fix
 */

/**
 * @param {import('./childProcess.js').Command} command
 * @param {string} why in the system's words
 * @returns {Diagnosis}
 */
export function diagnoseSpawn({ python, cwd }, why) {
  if (!isFolder(cwd)) return { what: `no such folder: ${cwd}`, fix: 'pass a `cwd` that exists' }
  if (why.includes('ENOENT')) return diagnoseMissing(python)
  if (/EACCES|ENOEXEC/.test(why)) {
    return { what: `not executable: ${python}`, fix: 'pass the path of an interpreter as `python`' }
  }
  return { what: why || 'the system did not start it', fix: 'look at the limits of this machine' }
}

/**
 * @param {string} text of stderr, or the reason why an agent could not be loaded
 * @param {import('./childProcess.js').Command} command
 * @param {{ module?: string, version?: string | null }} [known] of the agent that could not be loaded; of the
 *   interpreter
 */
export function fixFor(text, { python, cwd }, { module, version } = {}) {
  const old = /needs Python 3\.11 or newer; this is (\S+)/.exec(text)?.[1] ?? (isOld(version) && version)
  if (old) return `install Python 3.11 or later, or pass its path as \`python\` (this one is ${old})`
  if (/No module named '?encodings|init_fs_encoding|init_import_site/.test(text)) return renewal(python)
  const missing = /No module named '?([\w.]+)'?/.exec(text)?.[1]
  if (!missing) return module ? `mend ${module}, or load it no more` : byHand
  if (missing.startsWith('agent_runner')) return `pass the project's folder as \`cwd\` (it was ${cwd})`
  if (missing === module) return `correct the name of ${module}, or pass the folder that it is in as \`cwd\``
  return `${python} -m pip install -r requirements.txt (it lacks ${missing})`
}

/**
 * @param {import('./childProcess.js').Command} command
 * @returns {Promise<string | null>} null when it does not say
 */
export function pythonVersion({ python, cwd }) {
  return new Promise((resolve) => {
    const options = { cwd, timeout: versionTimeoutMs, killSignal: /** @type {const} */ ('SIGKILL') }
    execFile(python, ['--version'], options, (error, stdout, stderr) => {
      // Python 2 told its version on stderr.
      resolve((!error && /^Python (\d+\.\d+\S*)/m.exec(stdout + stderr)?.[1]) || null)
    })
  })
}

/** @param {string} python that the system says is not there */
function diagnoseMissing(python) {
  const target = linkTarget(python)
  if (target !== null) {
    return { what: `${python} leads to ${target}, which is not there any more`, fix: renewal(python) }
  }
  if (isFile(python)) {
    return { what: `${python} is a script for a program that is not there`, fix: renewal(python) }
  }
  return {
    what: `no such program: ${python}`,
    fix: 'install Python 3.11 or later, or pass its path as `python`',
  }
}

/** @param {string} python whose environment was moved, or made by a Python that is gone */
function renewal(python) {
  const folder = /[\\/](?:bin|Scripts)[\\/]/.test(python) ? dirname(dirname(python)) : '.venv'
  return `make the environment anew: python3 -m venv --clear ${folder}, then install requirements.txt into it`
}

/** @param {string | null} [version] */
function isOld(version) {
  if (!version) return false
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = leastPython
  return major < leastMajor || (major === leastMajor && minor < leastMinor)
}

/** @param {string} path */
function linkTarget(path) {
  try {
    return lstatSync(path).isSymbolicLink() && !isFile(path) ? readlinkSync(path) : null
  } catch {
    return null
  }
}

/** @param {string} path */
function isFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** @param {string} path */
function isFile(path) {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
