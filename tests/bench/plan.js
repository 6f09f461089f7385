/**
 * A warm study plan over HTTP, and where its time goes: the same request is made over HTTP, over the bridge alone and
 * inside a Python process, one after the other in an order that changes. What each layer adds is the median of the
 * differences, request by request.
 */
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'
import { dataFolder, startServer } from '../e2e/server.js'
import { median, rank, ratio, table, time } from './figures.js'
import { openLines } from './lines.js'
import { python, root } from './machine.js'
import { checkPlan, request } from './requests.js'

const WARM_UP = 12
const REQUESTS = 200
const AT_ONCE = 8
const METHOD = 'orchestrator.study_plan'

/** Makes the n-th plan and tells how long that took, in milliseconds. @typedef {(n: number) => Promise<number>} Plan */

/** @param {import('./run.js').Bench} bench */
export default async function plan({ say, cleaning }) {
  const http = await overHttp(cleaning)
  const ways = {
    'over HTTP': http,
    'over the bridge': await overBridge(cleaning),
    'in the process': await inProcess(cleaning),
  }
  const [all, bridge, core] = await interleaved(Object.values(ways))
  say(
    `one at a time, ${all.length} differing requests over HTTP, every second one the other ways too, ` +
      `after ${WARM_UP} to warm up`,
  )
  const base = median(core)
  const row = (/** @type {number[]} */ times) => [time(median(times)), time(rank(times, 0.99))]
  say(
    table([
      ['', 'p50', 'p99', 'p50 against in the process'],
      ...[all, bridge, core].map((times, place) => [
        Object.keys(ways)[place] ?? '',
        ...row(times),
        ratio(median(times), base),
      ]),
    ]),
  )
  const whole = median(all)
  const everySecond = all.filter((_, place) => place % 2 === 0)
  for (const [name, added] of /** @type {const} */ ([
    ['the bridge adds', paired(bridge, core)],
    ['Express and PostgreSQL add', paired(everySecond, bridge)],
  ])) {
    say(`  ${name} ${time(added)}, ${((added / whole) * 100).toFixed(1)} % of a plan over HTTP`)
  }

  const { times, seconds } = await atOnce(http)
  say(`${AT_ONCE} at once over HTTP, ${REQUESTS} requests`)
  say(`  p50 ${row(times)[0]}, p99 ${row(times)[1]}, ${(REQUESTS / seconds).toFixed(1)} plans a second`)
}

/** @param {import('../e2e/server.js').Cleaning} cleaning @returns {Promise<Plan>} */
async function overHttp(cleaning) {
  const server = await startServer(cleaning, await dataFolder(cleaning))
  const headers = { 'content-type': 'application/json' }
  return async (n) => {
    const body = JSON.stringify(request(n))
    const started = performance.now()
    const answer = await server.ask('/api/ai-agents/study-plan', { method: 'POST', headers, body })
    const ms = performance.now() - started
    checkPlan(answer.body, n)
    return ms
  }
}

/** @param {import('../e2e/server.js').Cleaning} cleaning @returns {Promise<Plan>} */
async function overBridge(cleaning) {
  const args = ['-m', 'agent_runner', '--data-dir', await dataFolder(cleaning)]
  const runner = new PythonAgentRunner({ python, cwd: root, args })
  cleaning.after(() => runner.close())
  await runner.start()
  return async (n) => {
    const started = performance.now()
    const answer = await runner.call(METHOD, request(n))
    const ms = performance.now() - started
    checkPlan(answer, n)
    return ms
  }
}

/** @param {import('../e2e/server.js').Cleaning} cleaning @returns {Promise<Plan>} */
async function inProcess(cleaning) {
  const child = openLines(['-m', 'tests.bench.in_process', await dataFolder(cleaning)], cleaning)
  return async (n) => (await child.ask(request(n))).ms
}

/** @param {Plan[]} plans @returns {Promise<[number[], number[], number[]]>} */
async function interleaved(plans) {
  const times = plans.map(() => /** @type {number[]} */ ([]))
  for (let n = 0; n < WARM_UP + REQUESTS; n += 1) {
    for (let turn = 0; turn < plans.length; turn += 1) {
      const place = (n + turn) % plans.length
      if (place > 0 && n % 2 === 1) continue
      const ms = await plans[place]?.(n)
      if (n >= WARM_UP && ms !== undefined) times[place]?.push(ms)
    }
  }
  return /** @type {[number[], number[], number[]]} */ (times)
}

/** @param {number[]} times @param {number[]} less of the same requests */
function paired(times, less) {
  return median(times.map((value, place) => value - (less[place] ?? NaN)))
}

/** @param {Plan} plan */
async function atOnce(plan) {
  const started = performance.now()
  /** @type {number[]} */
  const times = []
  let next = WARM_UP + REQUESTS
  const last = next + REQUESTS
  const worker = async () => {
    for (let n = next++; n < last; n = next++) times.push(await plan(n))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return { times, seconds: (performance.now() - started) / 1000 }
}
