/**
 * `npm run bench`: what a study plan, a start and the bridge cost on this machine. `npm run bench -- plan start` picks
 * some. It measures; where an answer is wrong, or something hangs, it ends with an error.
 * What else it takes: `npm run bench -- --help` (choosing.js).
 */
import { choose, Misasked, usage } from './choosing.js'
import { machine } from './machine.js'
import { print } from './print.js'
import { keepResult, writeReport } from './report.js'

const CLEANING_MS = 20_000
/** What measures, here or in a Python of its own, and the minutes it may take. */
const BENCHES = {
  plan: { file: 'plan.js', minutes: 4 },
  reading: { file: 'reading.js', minutes: 4 },
  throughput: { file: 'throughput.js', minutes: 4 },
  kills: { file: 'kills.js', minutes: 4 },
  sockets: { file: 'sockets.js', minutes: 5 },
  start: { file: 'start.js', minutes: 4 },
  memory: { file: 'memory.js', minutes: 4 },
  peers: { file: 'peers.js', minutes: 12 },
  growth: { file: 'growth.js', minutes: 10 },
  soak: { file: 'soak.js', minutes: 15 },
  'latency-under-load': { file: 'latencyUnderLoad.js', minutes: 5 },
  extraction: { module: 'tests.bench.extraction', minutes: 4 },
  asking: { module: 'tests.bench.asking', minutes: 4 },
  model: { module: 'tests.bench.llm', minutes: 4 },
}
const KNOWN = Object.freeze(Object.keys(BENCHES))

/**
 * @typedef {object} Bench what a bench is given
 * @property {(text: string) => void} say
 * @property {import('../e2e/server.js').Cleaning} cleaning
 * @property {boolean} isShort
 * @property {number} budgetMs for the calls of the soak
 * @property {string[]} only of the peers; empty for all
 * @property {string} module of one in Python
 */

/** What ends that which is being measured, the last first. @type {(() => Promise<unknown>)[]} */
const cleanings = []
let isEnding = false
const began = performance.now()
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => end(130))

try {
  const { isHelp, names, isReported, isWriting, options } = choose(process.argv.slice(2), KNOWN)
  if (isHelp) {
    console.log(usage(KNOWN))
    process.exit(0)
  }
  const where = machine()
  console.log(`${where.hardware}\n${where.software}`)
  for (const name of /** @type {(keyof typeof BENCHES)[]} */ (names))
    await measure(name, where, isWriting, options)
  if (isWriting || isReported) await writeReport()
  console.log(`\n${names.join(', ')}: ${((performance.now() - began) / 1000).toFixed(0)} s`)
  await end(0)
} catch (error) {
  if (error instanceof Misasked) await end(2, `${error.message}\n\n${usage(KNOWN)}`)
  await end(1, error)
}

/**
 * @param {keyof typeof BENCHES} name
 * @param {import('./machine.js').Machine} where
 * @param {boolean} isWriting
 * @param {Pick<Bench, 'isShort' | 'only' | 'budgetMs'>} options
 */
async function measure(name, where, isWriting, options) {
  console.log(`\n${name}`)
  const { minutes, ...what } = BENCHES[name]
  const tooLate = setTimeout(() => end(1, `${name}: ended after ${minutes} minutes`), minutes * 60_000)
  /** @type {{ default: (bench: Bench) => Promise<object | void> }} */
  const { default: bench } = await ('file' in what ? import(`./${what.file}`) : import('./inPython.js'))
  const module = 'module' in what ? what.module : ''
  const result = await bench({ say: console.log, cleaning: { after }, module, ...options })
  clearTimeout(tooLate)
  await clean()
  if (!result) return
  print(name, result)
  if (isWriting) await keepResult(name, { machine: where, result })
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
