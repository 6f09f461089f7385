/** The page's side of the set-up: built from `node/page` when its sources, or what builds them, have changed. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './command.js'
import { SetupFault } from './fault.js'
import { step } from './progress.js'
import { hashOf, readStamp, writeStamp } from './stamp.js'

const BUILD_TIMEOUT_MS = 180_000

/** @typedef {{root: string, environment: NodeJS.ProcessEnv, say: import('./progress.js').Say}} Options */

/**
 * Asked after the packages are there: they build it.
 * @param {Options} options
 * @returns {Promise<null | (() => Promise<void>)>} what is to be done, or null when all is up to date
 */
export async function planPage(options) {
  const { root } = options
  const stampFile = join(root, 'node', 'page', 'dist', '.setup.json')
  const hash = await sourcesHash(root)
  const { page } = await readStamp(stampFile)
  return page === hash ? null : () => build(options, stampFile, hash)
}

/** @param {Options} options @param {string} stampFile @param {string} hash */
async function build({ root, environment, say }, stampFile, hash) {
  await step(say, 'Page', 'building it', async () => {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
    const args = [vite, 'build', '--logLevel', 'warn', join(root, 'node', 'page')]
    const how = {
      cwd: root,
      env: { ...environment, NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' },
      timeoutMs: BUILD_TIMEOUT_MS,
    }
    const done = await runCommand(process.execPath, args, how)
    if (done.code !== 0) throw pageFault(done.output)
    await writeStamp(stampFile, { page: hash })
  })
}

/** @param {string} root */
async function sourcesHash(root) {
  const folder = join(root, 'node', 'page')
  const all = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(folder, 'dist')))
    .sort()
  const texts = await Promise.all(
    [...files, join(root, 'package-lock.json')].map((path) => readFile(path, 'utf8')),
  )
  return hashOf(...files.map((path) => path.slice(root.length)), ...texts)
}

/** What it says of the source, without where that was noticed. @param {string} output */
function pageFault(output) {
  const [said = ''] = output.split(/^ {4}at /m)
  return new SetupFault(
    `The page was not built: ${said.trim() || 'it gave no reason'}`,
    'git status tells whether node/page has been changed; rm -rf node_modules starts afresh.',
  )
}
