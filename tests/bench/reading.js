/**
 * Reading a stored plan as somebody who is logged in, beside a bare route of Express and `pg` over the same row of the same
 * PostgreSQL; both in a process of their own, in alternating rounds, every answer looked at.
 */
import autocannon from 'autocannon'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { databaseUrl, dataFolder, startServer } from '../e2e/server.js'
import { median, ratio, table, time } from './figures.js'
import { request } from './requests.js'

const BARE = fileURLToPath(new URL('bareServer.js', import.meta.url))
const ROUNDS = 9
const ROUND_S = 2
const AT_ONCE = [1, 16]

/** @typedef {{name: string, url: string, headers: Record<string, string>}} Way */

/** @param {import('./run.js').Bench} bench */
export default async function reading({ say, cleaning, isShort }) {
  const folder = await dataFolder(cleaning)
  const server = await startServer(cleaning, folder)
  const headers = { 'content-type': 'application/json' }
  const signed = await server.ask('/api/auth/register', {
    method: 'POST',
    headers,
    body: JSON.stringify({ email: 'reader@example.org', password: 'a quiet place to read', name: 'Reader' }),
  })
  const authorization = `Bearer ${signed.body.access_token}`
  const made = await server.ask('/api/ai-agents/study-plan', {
    method: 'POST',
    headers: { ...headers, authorization },
    body: JSON.stringify(request(1)),
  })
  const id = made.body.run_id
  const bare = await startBare(cleaning, await databaseUrl(folder))
  /** @type {Way[]} */
  const ways = [
    {
      name: 'this server',
      url: `${server.url}/api/ai-agents/study-plan/${id}`,
      headers: { authorization, accept: 'application/json' },
    },
    { name: 'bare Express and pg', url: `${bare}/plans/${id}`, headers: { accept: 'application/json' } },
  ]
  say(`a plan of ${JSON.stringify(made.body).length} characters; medians of rounds of ${ROUND_S} s`)
  const rows = []
  for (const connections of AT_ONCE) {
    const seen = await inRounds(ways, connections, isShort ? 2 : ROUNDS)
    const base = median(seen.at(-1)?.rate ?? [])
    for (const { name, rate, p50, p99 } of seen) {
      const times = [time(median(p50)), time(median(p99))]
      rows.push([
        `${name}, ${connections} at once`,
        `${median(rate).toFixed(0)}/s`,
        ...times,
        ratio(median(rate), base),
      ])
    }
  }
  say(table([['', 'reads', 'p50', 'p99', 'against bare'], ...rows]))
}

/** @param {Way[]} ways @param {number} connections @param {number} rounds */
async function inRounds(ways, connections, rounds) {
  const none = () => /** @type {number[]} */ ([])
  const seen = ways.map((way) => ({ ...way, rate: none(), p50: none(), p99: none() }))
  for (let round = 0; round <= rounds; round += 1) {
    for (const way of round % 2 ? seen : seen.toReversed()) {
      const { requests, latency } = await cannon(way, connections)
      if (round === 0) continue // to warm up
      way.rate.push(requests.average)
      way.p50.push(latency.p50)
      way.p99.push(latency.p99)
    }
  }
  return seen
}

/** @param {Way} way @param {number} connections */
async function cannon({ url, headers }, connections) {
  const result = await autocannon({ url, headers, connections, duration: ROUND_S })
  if (result.non2xx > 0 || result.errors > 0 || result.requests.total === 0)
    throw new Error(`${url}: ${result.non2xx} answers were no plan, ${result.errors} never came`)
  return result
}

/** @param {import('../e2e/server.js').Cleaning} cleaning @param {string} url @returns {Promise<string>} its address */
async function startBare(cleaning, url) {
  const env = { ...process.env, DATABASE_URL: url, NODE_ENV: 'production' }
  const child = spawn(process.execPath, [BARE], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  cleaning.after(async () => {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return line
}
