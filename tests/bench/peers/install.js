/**
 * Installs the peers apart from the product, into `.data/bench`: npm's beside a package.json of their own, Python's in
 * a venv of their own. Done once for each state of the two pinned lists. What cannot be installed is named and left
 * out; the others are measured all the same.
 */
import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../../../node/setup/command.js'
import { python } from '../machine.js'
import { home, loader, loaderText, peerPython } from './home.js'

const INSTALL_TIMEOUT_MS = 5 * 60_000
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const STAMP = join(home, 'installed.json')

/** @typedef {{ npm: Record<string, string | null>, pip: Record<string, string | null> }} Installed version by name */

/** @param {(text: string) => void} say @returns {Promise<Installed>} null for what could not be installed */
export async function installPeers(say) {
  const [packages, requirements] = await Promise.all([
    readPinned('package.json'),
    readPinned('requirements.txt'),
  ])
  const hash = createHash('sha256').update(`${packages}\n${requirements}\n${python}`).digest('hex')
  const before = await readStamp()
  if (before?.hash === hash) return before.installed
  say('installing the peers into .data/bench (once)')
  await mkdir(home, { recursive: true })
  await writeFile(loader, loaderText)
  const installed = { npm: await installNpm(packages, say), pip: await installPip(requirements, say) }
  const isWhole = Object.values({ ...installed.npm, ...installed.pip }).every((version) => version !== null)
  if (isWhole) await writeFile(STAMP, JSON.stringify({ hash, installed }))
  return installed
}

/** @param {import('./ends.js').EndInfo} end @param {Installed} installed @returns {string[]} what it lacks */
export function missingFor(end, installed) {
  const npm = end.npm.filter((name) => !installed.npm[name])
  return [...npm, ...end.pip.filter((name) => !installed.pip[name])]
}

/** @param {string} text @param {(text: string) => void} say */
async function installNpm(text, say) {
  /** @type {Record<string, string>} */
  const wanted = JSON.parse(text).dependencies
  await copyFile(pinned('package.json'), join(home, 'package.json'))
  await rm(join(home, 'node_modules'), { recursive: true, force: true })
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock']
  const all = await run(NPM, ['install', ...flags])
  if (all === null) return wanted
  await writeFile(join(home, 'package.json'), '{ "private": true, "type": "module" }\n')
  const one = (/** @type {string} */ name) => run(NPM, ['install', ...flags, `${name}@${wanted[name]}`])
  return oneByOne(wanted, one, say)
}

/** @param {string} text @param {(text: string) => void} say */
async function installPip(text, say) {
  const lines = text.split('\n').filter((line) => line.includes('=='))
  const wanted = Object.fromEntries(lines.map((line) => line.trim().split('==')))
  const venv = await run(python, ['-m', 'venv', '--clear', join(home, 'venv')])
  if (venv !== null) return oneByOne(wanted, async () => venv, say)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  if ((await run(peerPython, [...pip, '-r', pinned('requirements.txt')])) === null) return wanted
  return oneByOne(wanted, (name) => run(peerPython, [...pip, `${name}==${wanted[name]}`]), say)
}

/**
 * @param {Record<string, string>} wanted
 * @param {(name: string) => Promise<string | null>} install
 * @param {(text: string) => void} say
 */
async function oneByOne(wanted, install, say) {
  /** @type {Record<string, string | null>} */
  const got = {}
  for (const [name, version] of Object.entries(wanted)) {
    const fault = await install(name)
    got[name] = fault === null ? version : null
    if (fault !== null) say(`  ${name} ${version} cannot be installed: ${fault}`)
  }
  return got
}

/** @param {string} program @param {string[]} args @returns {Promise<string | null>} what went wrong */
async function run(program, args) {
  const { code, output, timedOut } = await runCommand(program, args, {
    cwd: home,
    timeoutMs: INSTALL_TIMEOUT_MS,
  })
  if (code === 0) return null
  return timedOut ? 'took too long' : (output.trim().split('\n').at(-1) ?? 'failed')
}

/** @returns {Promise<{ hash: string, installed: Installed } | null>} */
async function readStamp() {
  try {
    return JSON.parse(await readFile(STAMP, 'utf8'))
  } catch {
    return null
  }
}

/** @param {string} name */
const readPinned = (name) => readFile(pinned(name), 'utf8')

/** @param {string} name */
const pinned = (name) => fileURLToPath(new URL(name, import.meta.url))
