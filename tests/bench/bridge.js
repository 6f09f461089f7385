/**
 * What the bridge costs over a bare pipe and beside a local HTTP service, in one run.
 *
 * Five ends echo a message, every reply checked: a bare pipe to a child that only echoes (lines written together and
 * read in order, no bridge at all), the bridge over the same child, an HTTP service of the standard library, and the
 * bridge over the real runner, answering pings and running a skill. Rounds alternate, so that whatever else the
 * machine does falls on all alike; the median of the rounds is printed.
 */
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'
import { median, ratio, table, time } from './figures.js'
import { openHttp } from './httpEcho.js'
import { openLines } from './lines.js'
import { python, root } from './machine.js'

const ROUNDS = 5
const IN_FLIGHT = 64
const ECHO = ['tests/bench/echo.py']
const OWN = ['-m', 'agent_runner', '--bare', '--load', 'tests.fixtures.runner.real_agents']
const TEXT = 'Help me study machine learning'
const block = {
  start: '2026-01-05T18:00:00+01:00',
  end: '2026-01-05T18:25:00+01:00',
  kind: 'learn',
  text: TEXT,
}

/** @typedef {{ n: number }} Message */
/** @typedef {(message: Message) => Promise<Message>} Echo */

/** @param {import('./run.js').Bench} bench */
export default async function bridge({ say, cleaning }) {
  const ends = await openEnds(cleaning)
  await compare({ say, ends, what: 'a request of 60 bytes', more: {}, oneByOne: 300, together: 1_500 })
  const plan = { blocks: Array.from({ length: 600 }, () => block) }
  const kilobytes = Math.round(JSON.stringify(plan).length / 1000)
  delete ends['bridge, real runner: ping']
  await compare({ say, ends, what: `${kilobytes} kB both ways`, more: plan, oneByOne: 20, together: 64 })
}

/**
 * @param {import('../e2e/server.js').Cleaning} cleaning
 * @returns {Promise<Record<string, Echo>>} the first is what the others are held against
 */
async function openEnds(cleaning) {
  const bare = openLines(ECHO, cleaning)
  const bridged = new PythonAgentRunner({ python, cwd: root, args: ECHO })
  const real = new PythonAgentRunner({ python, cwd: root, args: OWN })
  cleaning.after(() => Promise.all([bridged.close(), real.close()]))
  const [http] = await Promise.all([openHttp(cleaning), bridged.start(), real.start()])
  return {
    'bare pipe': async (message) =>
      (await bare.ask({ jsonrpc: '2.0', id: message.n, method: 'echo', params: message })).result,
    'bridge, same child': (message) => bridged.call('echo', message),
    'HTTP, http.server': http,
    'bridge, real runner: ping': async ({ n }) => ({ n: (await real.ping()).pong ? n : -1 }),
    'bridge, real runner: skill': async (value) => (await real.call('demo.echo', { value })).value,
  }
}

/**
 * @param {object} how
 * @param {(text: string) => void} how.say
 * @param {Record<string, Echo>} how.ends
 * @param {string} how.what
 * @param {object} how.more what each message holds beside its number
 * @param {number} how.oneByOne calls of a round
 * @param {number} how.together
 */
async function compare({ say, ends, what, more, oneByOne, together }) {
  const measured = Object.entries(ends).map(([name, echo]) => ({
    name,
    call: checked(echo, more),
    ms: /** @type {number[]} */ ([]),
    rate: /** @type {number[]} */ ([]),
  }))
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { call, ms, rate } of measured) {
      const waited = await sequentially(call, oneByOne)
      const perSecond = await atOnce(call, together)
      if (round > 0) ms.push(waited) && rate.push(perSecond) // the first one warms up
    }
  }
  const [floor] = measured
  const base = { ms: median(floor?.ms ?? []), rate: median(floor?.rate ?? []) }
  say(`${what}: one at a time (${ROUNDS} rounds of ${oneByOne}), then ${IN_FLIGHT} in flight (${together})`)
  const rows = measured.map(({ name, ms, rate }) => {
    const [each, perSecond] = [median(ms), median(rate)]
    const throughput = `${Math.round(perSecond).toLocaleString('en')}/s`
    return [name, time(each), ratio(each, base.ms), throughput, ratio(perSecond, base.rate)]
  })
  say(table(rows))
}

/** @param {Echo} echo @param {object} more @returns {(n: number) => Promise<void>} */
function checked(echo, more) {
  return async (n) => {
    const answer = await echo({ n, ...more })
    if (answer.n !== n) throw new Error(`expected the answer to ${n}, got the one to ${answer.n}`)
  }
}

/**
 * @param {(n: number) => Promise<void>} call
 * @param {number} count
 * @returns {Promise<number>} the median of the calls, in milliseconds
 */
async function sequentially(call, count) {
  const times = []
  for (let n = 0; n < count; n += 1) {
    const started = performance.now()
    await call(n)
    times.push(performance.now() - started)
  }
  return median(times)
}

/**
 * @param {(n: number) => Promise<void>} call
 * @param {number} count
 * @returns {Promise<number>} calls a second
 */
async function atOnce(call, count) {
  const started = performance.now()
  let next = 0
  const worker = async () => {
    for (let n = next++; n < count; n = next++) await call(n)
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return (count / (performance.now() - started)) * 1000
}
