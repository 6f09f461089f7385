/**
 * The Python side of the set-up: finds an interpreter, makes `.venv`, installs the requirements. A broken or half-made
 * `.venv` is made again.
 */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './command.js'
import { SetupFault } from './fault.js'
import { step } from './progress.js'
import { hashOf, readStamp, writeStamp } from './stamp.js'

const LEAST = /** @type {const} */ ([3, 11])
const PROBE_TIMEOUT_MS = 15_000
const VENV_TIMEOUT_MS = 180_000
const PIP_TIMEOUT_MS = 15 * 60_000
const PROBE = `
import importlib.util as u, json, sys
print(json.dumps({"version": ".".join(map(str, sys.version_info[:3])), "pip": u.find_spec("pip") is not None,
  "venv": u.find_spec("venv") is not None and u.find_spec("ensurepip") is not None}))`

/** @typedef {{command: string[], version: string, pip: boolean, venv: boolean}} Interpreter */
/** @typedef {{root: string, dev: boolean, environment: NodeJS.ProcessEnv, say: import('./progress.js').Say}} Options */

/**
 * @param {Options} options
 * @returns {Promise<null | (() => Promise<void>)>} what is to be done, or null when all is up to date
 */
export async function planPython(options) {
  const { root, dev } = options
  const folder = join(root, '.venv')
  const found = await probe([venvPython(folder)], options.environment)
  const stamp = await readStamp(join(folder, 'setup.json'))
  const interrupted = (await readStamp(join(folder, 'setup-busy.json'))).busy === true
  const usable = found !== null && found.pip && isEnough(found.version) && !interrupted
  const wanted = options.environment.PYTHON ? await findInterpreter(options.environment) : null
  const same = usable && (wanted === null || wanted.version === found.version)
  if (!same) return () => rebuild(options, folder, wanted, found === null ? null : found.version)
  const hash = await requirementsHash(root, dev, found.version)
  if (stamp.dev === hash || (!dev && stamp.run === hash)) return null
  return () => install(options, folder, found.version)
}

/**
 * @param {Options} options
 * @param {string} folder
 * @param {Interpreter | null} wanted
 * @param {string | null} previous version of the environment that is replaced
 */
async function rebuild(options, folder, wanted, previous) {
  const interpreter = wanted ?? (await findInterpreter(options.environment))
  if (!interpreter.venv) throw noVenvModule(interpreter)
  const why = previous === null ? '' : ` (again: the one of ${previous} is not usable)`
  await step(options.say, 'Python', `making .venv with Python ${interpreter.version}${why}`, async () => {
    await rm(folder, { recursive: true, force: true })
    const [program = '', ...args] = interpreter.command
    const how = { env: options.environment, timeoutMs: VENV_TIMEOUT_MS }
    const made = await runCommand(program, [...args, '-m', 'venv', folder], how)
    if (made.code === 0) return
    await rm(folder, { recursive: true, force: true })
    if (made.output.includes('ensurepip')) throw noVenvModule(interpreter)
    throw new SetupFault(
      `Python ${interpreter.version} could not make .venv: ${lastLine(made.output)}`,
      'Choose another interpreter: PYTHON=/path/to/python3 npm start',
    )
  })
  await install(options, folder, interpreter.version)
}

/** @param {Options} options @param {string} folder @param {string} version */
async function install({ root, dev, environment, say }, folder, version) {
  const file = dev ? 'requirements-dev.txt' : 'requirements.txt'
  const busy = join(folder, 'setup-busy.json')
  await step(say, 'Python', `installing ${file} (the first time takes about a minute)`, async () => {
    await writeFile(busy, '{"busy": true}\n')
    const args = [
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--no-input',
      '-q',
      '-r',
      join(root, file),
    ]
    const done = await runCommand(venvPython(folder), args, {
      cwd: root,
      env: environment,
      timeoutMs: PIP_TIMEOUT_MS,
    })
    await rm(busy, { force: true })
    if (done.code !== 0) throw pipFault(done.output)
  })
  const stamp = { run: await requirementsHash(root, false, version) }
  await writeStamp(
    join(folder, 'setup.json'),
    dev ? { ...stamp, dev: await requirementsHash(root, true, version) } : stamp,
  )
}

/** @param {string} root @param {boolean} dev @param {string} version */
async function requirementsHash(root, dev, version) {
  const files = dev ? ['requirements.txt', 'requirements-dev.txt'] : ['requirements.txt']
  return hashOf(version, ...(await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))))
}

/**
 * The first interpreter that is new enough; one named by PYTHON is taken or refused, never passed over.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<Interpreter>}
 */
export async function findInterpreter(environment) {
  const named = environment.PYTHON
  const candidates = named ? [[named]] : knownNames()
  const tooOld = []
  for (const command of candidates) {
    const found = await probe(command, environment)
    if (found && isEnough(found.version)) return found
    if (found) tooOld.push(`${command.join(' ')} is ${found.version}`)
  }
  const least = LEAST.join('.')
  if (tooOld.length > 0) {
    throw new SetupFault(`Python ${least} or newer is needed: ${tooOld.join(', ')}.`, howToInstall())
  }
  if (named)
    throw new SetupFault(
      `PYTHON=${named} is no Python that runs.`,
      `Point it at Python ${least} or newer, or unset it.`,
    )
  throw new SetupFault(`No Python was found (${least} or newer is needed).`, howToInstall())
}

function knownNames() {
  const exact = ['python3.13', 'python3.12', 'python3.11', 'python3.14'].map((name) => [name])
  return [['python3'], ['python'], ...(process.platform === 'win32' ? [['py', '-3']] : []), ...exact]
}

/** @param {string[]} command @param {NodeJS.ProcessEnv} env @returns {Promise<Interpreter | null>} null: not a Python that runs */
async function probe(command, env) {
  const [program = '', ...args] = command
  const { code, output } = await runCommand(program, [...args, '-c', PROBE], {
    env,
    timeoutMs: PROBE_TIMEOUT_MS,
  })
  if (code !== 0) return null
  try {
    return { command, ...JSON.parse(output.trim().split('\n').at(-1) ?? '') }
  } catch {
    return null
  }
}

/** @param {string} version */
function isEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])
}

/** @param {Interpreter} interpreter */
function noVenvModule({ version }) {
  const minor = version.split('.').slice(0, 2).join('.')
  return new SetupFault(
    `Python ${version} has no venv module.`,
    process.platform === 'linux'
      ? `On Debian and Ubuntu: sudo apt install python${minor}-venv (or python3-venv). Then start again.`
      : 'Install Python from python.org, which has it. Then start again.',
  )
}

/** @param {string} output */
function pipFault(output) {
  const offline =
    /NewConnectionError|Temporary failure in name resolution|ConnectionError|Read timed out|ProxyError/.test(
      output,
    )
  const wanted = output.split('\n').filter((line) => line.startsWith('ERROR:'))
  const line = wanted.at(-1)?.replace('ERROR: ', '') ?? lastLine(output)
  const fix = offline
    ? 'Python packages come from the network: check it (and HTTPS_PROXY, PIP_INDEX_URL), then start again.'
    : 'Start again once that is mended; rm -rf .venv starts afresh.'
  return new SetupFault(`pip did not finish: ${line}`, fix)
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split('\n').at(-1)?.trim() || 'it gave no reason'
}

function howToInstall() {
  if (process.platform === 'darwin') return 'brew install python@3.13, or PYTHON=/path/to/python3 npm start'
  if (process.platform === 'win32') return 'winget install Python.Python.3.13, then open a new terminal'
  return 'sudo apt install python3 python3-venv (or your system’s like), or PYTHON=/path/to/python3 npm start'
}

/** @param {string} folder */
export function venvPython(folder) {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
}
