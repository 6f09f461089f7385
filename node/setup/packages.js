/**
 * The npm side of the set-up. npm writes what it installed to `node_modules/.package-lock.json` when it has finished:
 * that file is the stamp, and it is held against package-lock.json package by package. A complete install with
 * development packages is enough to start, too.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runCommand } from './command.js'
import { SetupFault } from './fault.js'
import { step } from './progress.js'

const NPM_TIMEOUT_MS = 15 * 60_000
/** npm's own waits between tries add up to more than a minute before it says that there is no network. */
const PATIENCE = ['--fetch-retry-mintimeout=2000', '--fetch-retry-maxtimeout=8000']

/** @typedef {{version?: string, dev?: boolean, devOptional?: boolean, optional?: boolean, link?: boolean}} Locked */
/** @typedef {{root: string, dev: boolean, environment: NodeJS.ProcessEnv, say: import('./progress.js').Say}} Options */

/**
 * @param {Options} options
 * @returns {Promise<null | (() => Promise<void>)>} what is to be done, or null when all is up to date
 */
export async function planPackages(options) {
  const wanted = await packagesOf(join(options.root, 'package-lock.json'))
  const present = await packagesOf(join(options.root, 'node_modules', '.package-lock.json'))
  if (wanted === null) throw new SetupFault('package-lock.json is missing.', 'git checkout package-lock.json')
  return present !== null && isComplete(options, wanted, present) ? null : () => install(options)
}

/** @param {string} path @returns {Promise<Record<string, Locked> | null>} */
async function packagesOf(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages
  } catch {
    return null
  }
}

/** @param {Options} options @param {Record<string, Locked>} wanted @param {Record<string, Locked>} present */
function isComplete({ root, dev }, wanted, present) {
  return Object.entries(wanted).every(([path, { version, ...kind }]) => {
    if (path === '' || (kind.dev && !dev)) return true
    const found = present[path]
    // Optional packages are those of other systems; npm leaves them out.
    if (!found) return kind.optional === true || (kind.devOptional === true && !dev)
    return found.version === version && existsSync(join(root, path, 'package.json'))
  })
}

/** @param {Options} options */
async function install({ root, dev, environment, say }) {
  const [program, ...lead] = npm(environment)
  const args = [
    ...lead,
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...PATIENCE,
    ...(dev ? [] : ['--omit=dev']),
  ]
  await step(say, 'npm', `installing packages${dev ? ' and the tools of the checks' : ''}`, async () => {
    const done = await runCommand(program, args, { cwd: root, env: environment, timeoutMs: NPM_TIMEOUT_MS })
    if (done.missing) throw new SetupFault('npm was not found.', 'Install Node.js with npm from nodejs.org.')
    if (done.code !== 0) throw npmFault(done.output)
  })
}

/** @param {NodeJS.ProcessEnv} environment @returns {[string, ...string[]]} */
function npm(environment) {
  const running = environment.npm_execpath
  if (running?.endsWith('.js')) return [process.execPath, running]
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')
  if (existsSync(beside)) return [process.execPath, beside]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

/** @param {string} output */
function npmFault(output) {
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|network/.test(output)
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
  const telling = lines.filter(
    (line) => line && !/complete log|^code |^errno |^syscall |-debug-\d/.test(line),
  )
  const fix = offline
    ? 'Packages come from the network: check it (and HTTPS_PROXY, npm config get registry), then start again.'
    : 'Start again once that is mended; rm -rf node_modules starts afresh.'
  return new SetupFault(`npm did not finish: ${telling[0] ?? 'it gave no reason'}`, fix)
}
