/**
 * How the bridge's cost grows: with the calls in flight, the payload, the methods, the calls made. Each curve has its
 * exponent (the slope in a log-log plot; 1 is linear), over the whole and over its upper end, where constant costs hide
 * nothing. And what a call in flight holds in memory, on both sides.
 */
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'
import { exponent, line, median } from './figures.js'
import { benchRunner } from './ownRunner.js'
import { liveBytes, rssBytes } from './resources.js'

const TEXT = 'Help me study machine learning, please.'
const TIMEOUT_MS = 120_000
const UPPER_END = 3
const HELD = [0, 2_000, 4_000, 6_000, 8_000, 10_000]

/** @typedef {{ size: number, ms: number, more?: Record<string, number> }} Point */
/** @typedef {{ points: Point[], whole: number, upperEnd: number }} Curve */
/**
 * @typedef {object} GrowthResult
 * @property {Curve} inFlight ms for that many calls made at once
 * @property {Curve} payload ms for a text of so many bytes there and back
 * @property {Curve} methods ms of one call among so many methods; `startMs`, `discoverMs`
 * @property {Curve} calls ms until so many were answered, 64 in flight; `hostRss`, `pythonRss`
 * @property {{ calls: number[], host: { slope: number, error: number }, python: { slope: number, error: number } }} held
 *   bytes for each call in flight
 */

/** @param {import('./run.js').Bench} bench @returns {Promise<GrowthResult>} */
export default async function growth({ cleaning, isShort }) {
  /** @param {string} [agents] @param {Record<string, string>} [env] */
  const open = async (agents, env) => {
    const runner = new PythonAgentRunner({ ...benchRunner(agents), env })
    cleaning.after(() => runner.destroy())
    await runner.start()
    return runner
  }
  const held = await heldMemory(await open())
  const runner = await open()
  await atOnce(runner, 2_000, 0)
  const result = {
    inFlight: curve(await inFlight(runner, isShort ? 1_000 : 3_000)),
    payload: curve(await payload(runner, isShort ? 200 : 1_500)),
    methods: curve(await methods(open, isShort ? 200 : 1_000)),
    calls: curve(await calls(runner, isShort ? 1e5 : 1e6)),
    held,
  }
  await runner.close()
  return result
}

/** @param {PythonAgentRunner} runner @param {number} ms for each size */
async function inFlight(runner, ms) {
  /** @type {Point[]} */
  const points = []
  for (const size of [1, 10, 100, 1_000, 10_000]) {
    points.push({ size, ms: await repeated(ms, (round) => atOnce(runner, size, round * size)) })
  }
  return points
}

/** @param {PythonAgentRunner} runner @param {number} ms for each size */
async function payload(runner, ms) {
  /** @type {Point[]} */
  const points = []
  for (let size = 100; size <= 1e8; size *= 10) {
    const text = 'x'.repeat(size)
    points.push({ size, ms: await repeated(ms, (round) => checked(runner, 'bench.echo', round, text)) })
  }
  return points
}

/**
 * @param {(agents: string, env: Record<string, string>) => Promise<PythonAgentRunner>} open
 * @param {number} ms for each size
 */
async function methods(open, ms) {
  /** @type {Point[]} */
  const points = []
  for (const size of [10, 32, 100, 316, 1_000]) {
    const began = performance.now()
    const runner = await open('tests.bench.many_agents', { BENCH_METHODS: `${size}` })
    const startMs = performance.now() - began
    const one = (/** @type {number} */ round) => checked(runner, `many.echo_${round % size}`, round, TEXT)
    await repeated(ms / 2, one)
    const each = await repeated(ms, one)
    const discovering = performance.now()
    await runner.call('rpc.discover', {}, { timeoutMs: TIMEOUT_MS })
    const more = { startMs, discoverMs: performance.now() - discovering }
    points.push({ size, ms: each, more })
    await runner.close()
  }
  return points
}

/** @param {PythonAgentRunner} runner @param {number} last */
async function calls(runner, last) {
  const { pid } = /** @type {{ pid: number }} */ (await runner.ping())
  /** @type {Point[]} */
  const points = []
  const started = performance.now()
  let next = 0
  let answered = 0
  let mark = 1
  const worker = async () => {
    while (next < last) {
      await checked(runner, 'bench.echo', next++, TEXT)
      answered += 1
      if (answered !== mark) continue
      const more = { hostRss: rssBytes('self'), pythonRss: rssBytes(pid) }
      points.push({ size: mark, ms: performance.now() - started, more })
      mark *= 10
    }
  }
  await Promise.all(Array.from({ length: 64 }, worker))
  return points
}

/** @param {PythonAgentRunner} runner of its own: memory that was once used is never seen again */
async function heldMemory(runner) {
  const { pid } = /** @type {{ pid: number }} */ (await runner.ping())
  await atOnce(runner, 100, 0)
  /** @type {Promise<unknown>[]} */
  const waiting = []
  /** @type {{ host: number, python: number }[]} */
  const seen = []
  for (const count of HELD) {
    while (waiting.length < count) waiting.push(runner.call('bench.wait', {}, { timeoutMs: TIMEOUT_MS }))
    await runner.call('bench.echo', { n: count, text: TEXT }) // answered behind them all
    seen.push({ host: liveBytes(), python: rssBytes(pid) })
  }
  const settled = Promise.allSettled(waiting)
  await runner.destroy()
  await settled
  return {
    calls: HELD,
    host: line(
      HELD,
      seen.map(({ host }) => host),
    ),
    python: line(
      HELD,
      seen.map(({ python }) => python),
    ),
  }
}

/** @param {PythonAgentRunner} runner @param {number} count @param {number} first */
async function atOnce(runner, count, first) {
  const all = Array.from({ length: count }, (_, place) => checked(runner, 'bench.echo', first + place, TEXT))
  await Promise.all(all)
}

/** @param {PythonAgentRunner} runner @param {string} method @param {number} n @param {string} text */
async function checked(runner, method, n, text) {
  const answer = await runner.call(method, { n, text }, { timeoutMs: TIMEOUT_MS })
  if (answer.n !== n || answer.text !== text) throw new Error(`${method}: wrong answer to ${n}`)
}

/** The median time of what is done again and again, at least three times. @param {number} ms @param {(round: number) => Promise<void>} work */
async function repeated(ms, work) {
  /** @type {number[]} */
  const times = []
  const until = performance.now() + ms
  for (let now = performance.now(); now < until || times.length < 3;) {
    await work(times.length)
    const then = performance.now()
    times.push(then - now)
    now = then
  }
  return median(times)
}

/** @param {Point[]} points @returns {Curve} */
function curve(points) {
  const sizes = points.map(({ size }) => size)
  const costs = points.map(({ ms }) => ms)
  const upper = [sizes.slice(-UPPER_END), costs.slice(-UPPER_END)]
  return { points, whole: exponent(sizes, costs), upperEnd: exponent(upper[0] ?? [], upper[1] ?? []) }
}
