/**
 * `npm run bench`: what a study plan, a start and the bridge cost on this machine. `npm run bench -- plan start` picks
 * some. It measures and judges nothing, but ends with an error where an answer is wrong or all takes too long.
 */
import { machine } from './machine.js'

const LIMIT_MS = 4 * 60_000
const CLEANING_MS = 20_000
const NAMES = ['plan', 'start', 'memory', 'bridge']

/** @typedef {{ say: (text: string) => void, cleaning: import('../e2e/server.js').Cleaning }} Bench */

/** What ends that which is being measured, the last first. @type {(() => Promise<unknown>)[]} */
const cleanings = []
let isEnding = false
const began = performance.now()
setTimeout(() => end(1, `ended after ${LIMIT_MS / 60_000} minutes`), LIMIT_MS).unref()
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => end(130))

try {
  const chosen = choose(process.argv.slice(2))
  console.log(machine())
  for (const name of chosen) await measure(name)
  console.log(`\n${chosen.join(', ')}: ${((performance.now() - began) / 1000).toFixed(0)} s`)
  await end(0)
} catch (error) {
  await end(1, error)
}

/** @param {string[]} names */
function choose(names) {
  const unknown = names.filter((name) => !NAMES.includes(name))
  if (unknown.length > 0) throw new Error(`expected some of ${NAMES.join(' ')}, got ${unknown.join(' ')}`)
  return names.length > 0 ? names : NAMES
}

/** @param {string} name */
async function measure(name) {
  console.log(`\n${name}`)
  /** @type {{ default: (bench: Bench) => Promise<void> }} */
  const { default: bench } = await import(`./${name}.js`)
  await bench({ say: console.log, cleaning: { after } })
  await clean()
}

/** @param {() => Promise<unknown>} work */
function after(work) {
  cleanings.push(work)
  if (!isEnding) return
  void clean()
  throw new Error('nothing is begun any more')
}

async function clean() {
  for (let work = cleanings.pop(); work; work = cleanings.pop()) await work()
}

/** @param {number} code @param {unknown} [reason] */
async function end(code, reason) {
  if (isEnding) return
  isEnding = true
  if (reason !== undefined) console.error(reason)
  setTimeout(() => process.exit(code), CLEANING_MS).unref()
  await clean()
  process.exit(code)
}
