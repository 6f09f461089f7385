/**
 * Whether anything leaks: a million calls, then two hundred restarts, what both sides hold sampled on the way and fitted
 * with a line; then processes that are replaced while calls flow, where every failed call is counted.
 */
import { once } from 'node:events'
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'
import { line, median, rank } from './figures.js'
import { benchRunner } from './ownRunner.js'
import { descriptors, listeners, liveBytes, rssBytes, timers } from './resources.js'

const TEXT = 'Help me study machine learning, please.'
const TIMEOUT_MS = 30_000
const IN_FLIGHT = 64
const SAMPLES = 60
/** The first share of the samples is warm-up and left out of the line. */
const WARM_UP = 0.2

/** @typedef {Record<string, number>} Sample */
/** @typedef {{ name: string, first: number, last: number, slope: number, error: number }} Trend per unit, ± error */
/**
 * @typedef {object} SoakResult
 * @property {{ made: number, wanted: number, seconds: number, failed: number, unit: number, trends: Trend[] }} calls
 * @property {{ made: number, failed: number, readyMs: { p50: number, most: number }, unit: number, trends: Trend[] }} restarts
 * @property {{ recycled: number, calls: number, failed: number, seconds: number, slowestMs: number }} recycling
 */

/** @param {import('./run.js').Bench} bench @returns {Promise<SoakResult>} */
export default async function soak({ cleaning, isShort, budgetMs }) {
  const wanted = isShort ? 20_000 : 1_000_000
  const calls = await manyCalls(cleaning, wanted, isShort ? 20_000 : budgetMs)
  const restarts = await manyRestarts(cleaning, isShort ? 10 : 200)
  const recycling = await recycledWhileCallsFlow(cleaning, isShort ? 5_000 : 30_000)
  return { calls, restarts, recycling }
}

/** @param {import('../e2e/server.js').Cleaning} cleaning @param {number} wanted @param {number} budgetMs */
async function manyCalls(cleaning, wanted, budgetMs) {
  const runner = await open(cleaning, {})
  const { pid } = /** @type {{ pid: number }} */ (await runner.ping())
  const started = performance.now()
  const until = started + budgetMs
  const each = wanted / SAMPLES
  /** @type {{ at: number, sample: Sample }[]} */
  const seen = []
  let [made, failed] = [0, 0]
  while (made < wanted && performance.now() < until) {
    const to = Math.min(wanted, made + each)
    const worker = async () => {
      while (made < to && performance.now() < until) failed += await fails(runner, made++)
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
    seen.push({ at: made, sample: look(runner, pid) })
  }
  const seconds = (performance.now() - started) / 1000
  await runner.close()
  return { made, wanted, seconds, failed, unit: 100_000, trends: trends(seen, 100_000) }
}

/** @param {import('../e2e/server.js').Cleaning} cleaning @param {number} wanted */
async function manyRestarts(cleaning, wanted) {
  const restart = { budget: 10 * wanted, minDelayMs: 1, maxDelayMs: 10 }
  const runner = await open(cleaning, { restart })
  /** @type {{ at: number, sample: Sample }[]} */
  const seen = []
  /** @type {number[]} */
  const readyMs = []
  let failed = 0
  for (let made = 1; made <= wanted; made += 1) {
    const { pid: before } = /** @type {{ pid: number }} */ (await runner.ping())
    const restarting = once(runner, 'restart', { signal: AbortSignal.timeout(TIMEOUT_MS) })
    const started = performance.now()
    process.kill(before, 'SIGKILL')
    await restarting
    failed += await fails(runner, made) // waits for the next process
    readyMs.push(performance.now() - started)
    const { pid } = /** @type {{ pid: number }} */ (await runner.ping())
    seen.push({ at: made, sample: look(runner, pid) })
  }
  await runner.close()
  const times = { p50: median(readyMs), most: rank(readyMs, 1) }
  return { made: wanted, failed, readyMs: times, unit: 100, trends: trends(seen, 100) }
}

/** @param {import('../e2e/server.js').Cleaning} cleaning @param {number} ms */
async function recycledWhileCallsFlow(cleaning, ms) {
  const runner = await open(cleaning, { standby: 1, recycle: { maxCalls: 2_000 } })
  let [calls, failed, recycled, slowestMs] = [0, 0, 0, 0]
  runner.on(/** @type {any} */ ('recycle'), () => (recycled += 1))
  const started = performance.now()
  const worker = async () => {
    while (performance.now() - started < ms) {
      const asked = performance.now()
      failed += await fails(runner, calls++)
      slowestMs = Math.max(slowestMs, performance.now() - asked)
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  const seconds = (performance.now() - started) / 1000
  await runner.close()
  return { recycled, calls, failed, seconds, slowestMs }
}

/** @param {import('../e2e/server.js').Cleaning} cleaning @param {object} options */
async function open(cleaning, options) {
  const runner = new PythonAgentRunner({ ...benchRunner(), ...options })
  cleaning.after(() => runner.destroy())
  await runner.start()
  return runner
}

/** @param {PythonAgentRunner} runner @param {number} n @returns {Promise<0 | 1>} */
async function fails(runner, n) {
  try {
    const answer = await runner.call('bench.echo', { n, text: TEXT }, { timeoutMs: TIMEOUT_MS })
    return answer.n === n && answer.text === TEXT ? 0 : 1
  } catch {
    return 1
  }
}

/** @param {PythonAgentRunner} runner @param {number} pid @returns {Sample} */
function look(runner, pid) {
  return {
    'host: descriptors': descriptors('self'),
    'host: timers': timers(),
    'host: listeners': listeners([runner, process]),
    'host: live MB': liveBytes() / 1e6,
    'host: RSS MB': rssBytes('self') / 1e6,
    'Python: descriptors': descriptors(pid),
    'Python: RSS MB': rssBytes(pid) / 1e6,
  }
}

/** @param {{ at: number, sample: Sample }[]} seen @param {number} unit @returns {Trend[]} */
function trends(seen, unit) {
  const warm = seen.slice(Math.floor(seen.length * WARM_UP))
  const xs = warm.map(({ at }) => at / unit)
  return Object.keys(seen[0]?.sample ?? {}).map((name) => {
    const ys = warm.map(({ sample }) => sample[name] ?? NaN)
    return { name, first: ys[0] ?? NaN, last: ys.at(-1) ?? NaN, ...line(xs, ys) }
  })
}
