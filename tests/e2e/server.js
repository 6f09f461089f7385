/** Starts the server as `npm start` does, on a free port, with data of its own, and leaves nothing behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const START = fileURLToPath(new URL('../../node/setup/start.js', import.meta.url))
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 30_000
const POLL_MS = 20

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {import('node:child_process').ChildProcess} process
 * @property {string[]} lines what it said
 * @property {Promise<[number | null, NodeJS.Signals | null]>} exit
 * @property {(path: string, init?: RequestInit) => Promise<{status: number, headers: Headers, text: string, body: any}>} ask
 */

/** @typedef {{after: (clean: () => Promise<unknown>) => void}} Cleaning */

/**
 * Cleans up last things first, once the test (or, given node:test's own `after`, the file) is over.
 * @param {(clean: () => Promise<void>) => void} register
 * @returns {Cleaning}
 */
export function lastFirst(register) {
  /** @type {(() => Promise<unknown>)[]} */
  const cleanings = []
  register(async () => {
    for (const clean of cleanings.reverse()) await clean()
  })
  return { after: (clean) => void cleanings.push(clean) }
}

/**
 * A folder for a server's data; what still runs in it at the end of the test is stopped.
 * @param {Cleaning} cleaning
 */
export async function dataFolder(cleaning) {
  const folder = await mkdtemp(join(tmpdir(), 'study-e2e-'))
  await chmod(folder, 0o711) // PostgreSQL may run as another user
  cleaning.after(async () => {
    const pid = await postgresPid(folder)
    if (pid !== null && isAlive(pid)) process.kill(pid, 'SIGQUIT')
    if (pid !== null) await until(() => !isAlive(pid), 'PostgreSQL to end')
    await rm(folder, { recursive: true, force: true })
  })
  return folder
}

/**
 * @param {Cleaning} cleaning
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<Server>}
 */
export async function startServer(cleaning, folder, environment = {}) {
  const { child, lines, exit } = launch(folder, environment)
  cleaning.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const forced = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await exit
    clearTimeout(forced)
  })
  const ready = () => lines.map((line) => /^Ready in .*: (http:\S+)/.exec(line)?.[1]).find(Boolean)
  await until(
    () => ready() !== undefined || child.exitCode !== null,
    'the server to be ready',
    START_TIMEOUT_MS,
  )
  const url = ready()
  if (url === undefined) throw new Error(`the server did not start:\n${lines.join('\n')}`)
  return { url, process: child, lines, exit, ask: asker(url) }
}

/**
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} environment
 */
export function launch(folder, environment) {
  const own = { PORT: '0', HOST: '', DATA_DIR: folder, LOG_LEVEL: 'error', NODE_ENV: '', DATABASE_URL: '' }
  const child = spawn(process.execPath, [START], {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, GEMINI_API_KEY: '', ...own, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  /** @type {string[]} */
  const lines = []
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => void lines.push(line))
  }
  const exit = /** @type {Server['exit']} */ (once(child, 'exit'))
  return { child, lines, exit }
}

/** @param {string} url */
function asker(url) {
  return async (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) => {
    const response = await fetch(url + path, init)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : null,
    }
  }
}

/** Of the PostgreSQL that a server keeps below this folder. @param {string} folder */
export async function databaseUrl(folder) {
  const { port, password } = JSON.parse(await readFile(join(folder, 'postgres.json'), 'utf8'))
  return `postgres://study:${password}@127.0.0.1:${port}/study`
}

/** @param {string} folder @returns {Promise<number | null>} */
export async function postgresPid(folder) {
  const text = await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  return Number.isInteger(pid) ? pid : null
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  return !isZombie(pid)
}

/** Ended, but not yet collected by the first process of this machine. @param {number} pid */
function isZombie(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') ?? false
  } catch {
    return false
  }
}

/**
 * For what no event tells us of: another process's end, a row.
 * @param {() => unknown} isSo may be a promise
 * @param {string} what
 * @param {number} [timeoutMs]
 */
export async function until(isSo, what, timeoutMs = 10_000) {
  const patience = Date.now() + timeoutMs
  while (!(await isSo())) {
    if (Date.now() > patience) throw new Error(`waited ${timeoutMs} ms for ${what}`)
    await delay(POLL_MS)
  }
}
