/**
 * What the bridge costs over a bare pipe, side by side in one run: `node tests/bench/bridge.js`.
 *
 * Four ends are measured, every reply checked: a bare pipe to a child that only echoes (lines written together and read
 * in order, no bridge at all), the bridge over the same child, and the bridge over the real runner, answering pings and
 * running a skill that echoes the same payload.
 * Rounds alternate, so that whatever else the machine does falls on all alike; the median of the rounds is printed.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'

const path = (/** @type {string} */ relative) => fileURLToPath(new URL(relative, import.meta.url))
const python = path('../../.venv/bin/python')
const echoChild = [path('echo.py')]
const payload = { user_input: 'Help me study machine learning', n: 0 }
const rounds = 7
const sequentialCalls = 3_000
const pipelinedCalls = 20_000
const inFlight = 64

const bare = openPipe()
const bridge = new PythonAgentRunner({ python, args: echoChild })
const own = ['--bare', '--load', 'tests.fixtures.runner.real_agents']
const real = new PythonAgentRunner({ python, args: ['-m', 'agent_runner', ...own] })
const echo = (/** @type {number} */ n) => bridge.call('echo', { ...payload, n })
const skill = (/** @type {number} */ n) =>
  real.call('demo.echo', { value: { ...payload, n } }).then(({ value }) => value)
const ping = (/** @type {number} */ n) => real.ping().then(({ pong }) => ({ n: pong ? n : -1 }))

await Promise.all([bridge.start(), real.start()])
const ends = {
  'bare pipe': bare.echo,
  'bridge, echo': echo,
  'real runner, ping': ping,
  'real runner, skill': skill,
}
/** @type {Record<string, { us: number[], perSecond: number[] }>} */
const measured = {}
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, call] of Object.entries(ends)) {
    const us = await sequentially(call, sequentialCalls)
    const perSecond = (pipelinedCalls / (await pipelined(call, pipelinedCalls))) * 1e6
    // The first round warms up.
    if (round === 0) measured[name] = { us: [], perSecond: [] }
    else measured[name]?.us.push(us) && measured[name]?.perSecond.push(perSecond)
  }
}
await Promise.all([bridge.close(), real.close()])
bare.close()
report()

/** @typedef {(n: number) => Promise<{ n: number }>} Echo */

/**
 * @param {Echo} call
 * @param {number} count
 * @returns {Promise<number>} the median of the calls, in microseconds
 */
async function sequentially(call, count) {
  const times = []
  for (let n = 0; n < count; n += 1) {
    const started = performance.now()
    check(await call(n), n)
    times.push((performance.now() - started) * 1000)
  }
  return median(times)
}

/**
 * @param {Echo} call
 * @param {number} count
 * @returns {Promise<number>} for all of them, in microseconds
 */
async function pipelined(call, count) {
  const started = performance.now()
  let next = 0
  const worker = async () => {
    for (let n = next++; n < count; n = next++) check(await call(n), n)
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return (performance.now() - started) * 1000
}

/**
 * @param {{ n: number }} answer
 * @param {number} n
 */
function check(answer, n) {
  if (answer.n !== n) throw new Error(`expected the answer to ${n}, got ${JSON.stringify(answer)}`)
}

/** Lines over a pipe, answered in order: the least that a call to another process can cost. */
function openPipe() {
  const child = spawn(python, echoChild, { stdio: ['pipe', 'pipe', 'inherit'] })
  /** @type {((answer: any) => void)[]} */
  const waiting = []
  let rest = ''
  let batch = ''
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) waiting.shift()?.(JSON.parse(line).result)
  })
  const flush = () => {
    child.stdin.write(batch)
    batch = ''
  }
  return {
    close: () => child.stdin.end(),
    /** @type {Echo} */
    echo: (n) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        if (batch === '') queueMicrotask(flush)
        const request = { jsonrpc: '2.0', id: n, method: 'echo', params: { ...payload, n } }
        batch += `${JSON.stringify(request)}\n`
      }),
  }
}

function report() {
  const floor = { us: median(measured['bare pipe']?.us), perSecond: median(measured['bare pipe']?.perSecond) }
  console.log(`one at a time (median of ${rounds} rounds of ${sequentialCalls}), then ${inFlight} in flight`)
  for (const [name, { us, perSecond }] of Object.entries(measured)) {
    const [time, rate] = [median(us), median(perSecond)]
    const sequential = `${time.toFixed(1).padStart(6)} µs  ×${(time / floor.us).toFixed(2)}`
    const throughput = `${Math.round(rate).toLocaleString('en').padStart(8)}/s  ×${(rate / floor.perSecond).toFixed(2)}`
    console.log(`${name.padEnd(18)} ${sequential}   ${throughput}`)
  }
}

/** @param {number[]} [values] */
function median(values = []) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}
