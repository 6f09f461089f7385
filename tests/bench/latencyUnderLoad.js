/**
 * Whether small things wait behind large ones: pings and cancellations at fixed times, whether or not the last came back,
 * while replies and requests of 20 and 100 MB are on their way, and while a skill holds the event loop. A ping's time is
 * that of its frame and the pong; `ping()` itself may look twice before it judges. Beside them the longest stall of this
 * process, in which it sends and reads nothing, as when it parses 100 MB.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'
import { rank } from './figures.js'
import { benchRunner } from './ownRunner.js'

const PING_EVERY_MS = 10
const CANCEL_EVERY_MS = 20
const TIMEOUT_MS = 60_000

/** @typedef {{ p50: number, p99: number, most: number, count: number }} Latency milliseconds */
/** @typedef {{ what: string, loads: number, loadMs: number, hostStallMs: number, ping: Latency, verdictMs: number, cancel: Latency, faults: string[] }} UnderLoad */
/** @typedef {{ scenarios: UnderLoad[] }} LatencyResult */

/** @param {import('./run.js').Bench} bench @returns {Promise<LatencyResult>} */
export default async function latencyUnderLoad({ cleaning, isShort }) {
  const runner = new PythonAgentRunner(benchRunner())
  cleaning.after(() => runner.destroy())
  await runner.start()
  const options = { timeoutMs: TIMEOUT_MS }
  const reply = (/** @type {number} */ size) => async () => {
    const text = await runner.call('bench.kept', { size }, options)
    if (text.length !== size) throw new Error(`expected ${size} characters, got ${text.length}`)
  }
  const request = (/** @type {number} */ size) => {
    const params = { text: 'x'.repeat(size) }
    return async () => {
      const told = await runner.call('bench.size', params, options)
      if (told !== size) throw new Error(`expected ${size}, got ${told}`)
    }
  }
  const hold = (/** @type {string} */ method) => () => runner.call(method, { seconds: 0.5 }, options)
  /** @type {[string, () => Promise<unknown>][]} */
  const loads = [
    ['nothing else', () => runner.call('bench.nap', { seconds: 0.2 }, options)],
    ['20 MB replies', reply(20e6)],
    ['100 MB replies', reply(100e6)],
    ['20 MB requests', request(20e6)],
    ['100 MB requests', request(100e6)],
    ['a skill sleeps on the event loop, 0.5 s at a time', hold('bench.block')],
    ['a skill computes on the event loop, 0.5 s at a time', hold('bench.spin')],
  ]
  const ms = isShort ? 1_000 : 6_000
  await underLoad(runner, '', loads[0]?.[1] ?? hold('bench.block'), 500)
  /** @type {UnderLoad[]} */
  const scenarios = []
  for (const [what, load] of loads) scenarios.push(await underLoad(runner, what, load, ms))
  await runner.close()
  return { scenarios }
}

/**
 * @param {PythonAgentRunner} runner
 * @param {string} what
 * @param {() => Promise<unknown>} load done again and again, and at least three times
 * @param {number} ms
 * @returns {Promise<UnderLoad>}
 */
async function underLoad(runner, what, load, ms) {
  /** @type {string[]} */
  const faults = []
  const note = (/** @type {string} */ of, /** @type {any} */ error) => {
    const fault = `${of}: ${error.code ?? error.name} ${error.message}`
    if (!faults.includes(fault) && faults.length < 5) faults.push(fault)
  }
  const waiting = new Waiting(runner)
  await waiting.ready()
  let verdictMs = 0
  const ping = every(PING_EVERY_MS, async () => {
    const asked = performance.now()
    const { rttMs } = await runner.ping()
    verdictMs = Math.max(verdictMs, performance.now() - asked)
    if (rttMs === undefined) note('ping', new Error('no pong'))
    return rttMs
  })
  const cancel = every(CANCEL_EVERY_MS, async () => {
    const asked = performance.now()
    await waiting.cancelOne().catch((error) => note('cancel', error))
    return performance.now() - asked
  })
  const stalls = monitorEventLoopDelay({ resolution: 2 })
  stalls.enable()
  const started = performance.now()
  let loads = 0
  while (performance.now() - started < ms || loads < 3) {
    await load().catch((error) => note(what, error))
    loads += 1
  }
  const loadMs = (performance.now() - started) / loads
  const [pings, cancels] = [await ping.stop(), await cancel.stop()]
  stalls.disable()
  await waiting.end()
  return {
    what,
    loads,
    loadMs,
    hostStallMs: stalls.max / 1e6,
    ping: pings,
    verdictMs,
    cancel: cancels,
    faults,
  }
}

/**
 * Does something at fixed times; times missed while the host stalled are made up.
 * @param {number} ms
 * @param {() => Promise<number | undefined>} work tells how long it took
 */
function every(ms, work) {
  /** @type {Promise<number | undefined>[]} */
  const open = []
  let due = performance.now() + ms
  const timer = setInterval(() => {
    for (; due <= performance.now(); due += ms) open.push(work())
  }, ms)
  /** @returns {Promise<Latency>} */
  const stop = async () => {
    clearInterval(timer)
    const times = (await Promise.all(open)).filter((time) => time !== undefined)
    return { p50: rank(times, 0.5), p99: rank(times, 0.99), most: rank(times, 1), count: times.length }
  }
  return { stop }
}

/** Calls that wait to be cancelled. */
class Waiting {
  static #AHEAD = 16
  #runner
  /** @type {{ abort: AbortController, settled: Promise<any> }[]} */ #calls = []

  /** @param {PythonAgentRunner} runner */
  constructor(runner) {
    this.#runner = runner
    for (let n = 0; n < Waiting.#AHEAD; n += 1) this.#add()
  }

  /** Until all of them have arrived: what is sent behind them is answered. */
  async ready() {
    await this.#runner.call('bench.size', { text: '' })
  }

  /** Settles once the oldest is told cancelled. */
  async cancelOne() {
    const { abort, settled } = this.#calls.shift() ?? this.#add()
    this.#add()
    abort.abort()
    const error = await settled
    if (error?.code !== 'ERR_RUNNER_CANCELLED')
      throw error ?? new Error('a call that waits for ever gave a result')
  }

  async end() {
    for (const { abort } of this.#calls) abort.abort()
    await Promise.all(this.#calls.map(({ settled }) => settled))
  }

  #add() {
    const abort = new AbortController()
    const call = this.#runner.call('bench.wait', {}, { signal: abort.signal, timeoutMs: 600_000 })
    const settled = call.then(
      () => null,
      (error) => error,
    )
    const one = { abort, settled }
    this.#calls.push(one)
    return one
  }
}
