/**
 * `npm test`: set-up with the tools of the checks, then every check, whatever the others say; a summary at the end.
 * `npm test -- --only pytest,eslint` picks some.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireNode } from './nodeVersion.js'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const CHECK_TIMEOUT_MS = 20 * 60_000
const WIDTH = 2

requireNode()
const { report } = await import('./fault.js')
const { prepare } = await import('./prepare.js')
const { seconds } = await import('./progress.js')
const { runCommand } = await import('./command.js')
const { inLanes } = await import('./lanes.js')
const { allChecks, choose } = await import('./steps.js')

// What a check started goes with it: see command.js.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(130))

try {
  const checks = choose(allChecks(ROOT), onlyOf(process.argv.slice(2)))
  await prepare({ root: ROOT, dev: true, say: console.log })
  process.exitCode = (await runAll(checks)) ? 0 : 1
} catch (error) {
  report(error)
}

/** @param {string[]} args @returns {string | undefined} */
function onlyOf(args) {
  const [flag, value] = args[0]?.startsWith('--only=') ? ['--only', args[0].slice(7)] : args
  if (flag === undefined) return undefined
  if (flag !== '--only') throw new Error(`npm test knows --only, not ${flag}`)
  return value ?? ''
}

/** @param {import('./steps.js').Check[]} checks @returns {Promise<boolean>} */
async function runAll(checks) {
  const began = Date.now()
  /** @type {string[]} */
  const failed = []
  await inLanes(checks, WIDTH, async (check) => {
    if (!(await runOne(check))) failed.push(check.name)
  })
  const all = checks.length
  console.log(`\n${all - failed.length} of ${all} checks passed in ${seconds(began)}`)
  if (failed.length > 0)
    console.log(`failed: ${failed.join(', ')}  (again: npm test -- --only ${failed.join(',')})`)
  return failed.length === 0
}

/** @param {import('./steps.js').Check} check @returns {Promise<boolean>} */
async function runOne({ name, program, args }) {
  const began = Date.now()
  const options = { cwd: ROOT, env: environment(), timeoutMs: CHECK_TIMEOUT_MS }
  const { code, output, missing, timedOut } = await runCommand(program, args, options)
  const passed = code === 0
  const column = `${passed ? '✓' : '✗'} ${name.padEnd(14)}${seconds(began).padStart(7)}`
  console.log(`${column}  ${passed ? figures(output) : ''}`.trimEnd())
  if (!passed) {
    if (timedOut) console.log(`  ended after ${CHECK_TIMEOUT_MS / 60_000} minutes`)
    if (missing) console.log(`  ${program} cannot be run: ${output}`)
    else console.log(output.trimEnd().replace(/^/gm, '  '))
  }
  return passed
}

/** No key, no colours, and nothing that npm or a running test would hand down. */
function environment() {
  return { ...process.env, NO_COLOR: '1', GEMINI_API_KEY: undefined, NODE_TEST_CONTEXT: undefined }
}

/** How many tests there were, and why some were not run, where the output tells. @param {string} output */
function figures(output) {
  const pytest = /\d+ passed[^\n=]*?(?= in |$)/m.exec(output)
  const passed = pytest?.[0] ?? /ℹ pass (\d+)/.exec(output)?.[1]?.concat(' passed')
  const skipped = Number(/ℹ skipped (\d+)/.exec(output)?.[1] ?? 0)
  const why = /﹣ .* # (.*)$/m.exec(output)?.[1]
  return [passed ?? [], skipped > 0 ? `${skipped} skipped: ${why ?? 'no reason given'}` : []]
    .flat()
    .join(', ')
}
