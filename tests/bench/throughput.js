/** Study plans a second over HTTP, as the pool of Python processes grows from one to two; in alternating rounds. */
import { dataFolder, startServer } from '../e2e/server.js'
import { median, ratio, table } from './figures.js'
import { checkPlan, request } from './requests.js'

const PROCESSES = [1, 2]
const AT_ONCE = 8
const PLANS = 48
const ROUNDS = 5

/** @param {import('./run.js').Bench} bench */
export default async function throughput({ say, cleaning, isShort }) {
  /** @type {{processes: number, server: import('../e2e/server.js').Server, rates: number[]}[]} */
  const ways = []
  for (const processes of PROCESSES) {
    const folder = await dataFolder(cleaning)
    const server = await startServer(cleaning, folder, {
      PYTHON_PROCESSES: `${processes}`,
      AGENT_STANDBY: '0',
    })
    ways.push({ processes, server, rates: [] })
  }
  for (let round = 0; round <= (isShort ? 1 : ROUNDS); round += 1) {
    for (const { server, rates } of round % 2 ? ways : ways.toReversed()) {
      const rate = await plansPerSecond(server, round * PLANS)
      if (round > 0) rates.push(rate) // the first one warms up
    }
  }
  const base = median(ways[0]?.rates ?? [])
  const rows = ways.map(({ processes, rates }) => {
    return [`${processes}`, median(rates).toFixed(1), ratio(median(rates), base)]
  })
  say(`${AT_ONCE} at a time, medians of rounds of ${PLANS} plans`)
  say(table([['processes', 'plans a second', 'against one'], ...rows]))
}

/** @param {import('../e2e/server.js').Server} server @param {number} first */
async function plansPerSecond({ ask }, first) {
  const headers = { 'content-type': 'application/json' }
  const began = performance.now()
  let next = first
  const asker = async () => {
    for (let n = next++; n < first + PLANS; n = next++) {
      const answer = await ask('/api/ai-agents/study-plan', {
        method: 'POST',
        headers,
        body: JSON.stringify(request(n)),
      })
      checkPlan(answer.body, n)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, asker))
  return PLANS / ((performance.now() - began) / 1000)
}
