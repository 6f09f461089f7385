/** What the server's processes hold: before the first study plan, and after many. Read from /proc, so on Linux only. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dataFolder, postgresPid, startServer } from '../e2e/server.js'
import { table } from './figures.js'
import { checkPlan, request } from './requests.js'

const PLANS = 80
const AT_ONCE = 8

/** @param {import('./run.js').Bench} bench */
export default async function memory({ say, cleaning }) {
  if (!existsSync('/proc/self/smaps_rollup')) return say('  needs /proc/<pid>/smaps_rollup')
  const folder = await dataFolder(cleaning)
  const server = await startServer(cleaning, folder)
  const { body: health } = await server.ask('/health')
  const postgres = Number(await postgresPid(folder))
  const processes = {
    node: [Number(server.process.pid)],
    python: [health.python.pid],
    postgres: () => [postgres, ...childrenOf(postgres)],
  }
  const look = () =>
    Object.entries(processes).map(([name, pids]) => held(name, typeof pids === 'function' ? pids() : pids))

  const before = look()
  await load(server, 0, PLANS)
  const once = look()
  await load(server, PLANS, 2 * PLANS)
  const twice = look()
  say(`MB of RSS and PSS (shared pages divided among those who share them), ${AT_ONCE} plans at once`)
  say(
    table([
      ['', 'at ready', '', `${PLANS} plans`, '', `${2 * PLANS} plans`, ''],
      ...before.map((_, place) => [
        before[place]?.name ?? '',
        ...[before, once, twice].flatMap((at) => [`${at[place]?.rss}`, `${at[place]?.pss}`]),
      ]),
    ]),
  )
}

/** @param {import('../e2e/server.js').Server} server @param {number} from @param {number} to */
async function load(server, from, to) {
  const headers = { 'content-type': 'application/json' }
  let next = from
  const worker = async () => {
    for (let n = next++; n < to; n = next++) {
      const body = JSON.stringify(request(n))
      checkPlan((await server.ask('/api/ai-agents/study-plan', { method: 'POST', headers, body })).body, n)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

/** @param {string} name @param {number[]} pids */
function held(name, pids) {
  const rollups = pids.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  const sum = (/** @type {string} */ field) => {
    const kilobytes = rollups.map((text) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1]))
    return Math.round((kilobytes.reduce((one, other) => one + other, 0) * 1024) / 1e6)
  }
  return { name: pids.length > 1 ? `${name} (${pids.length})` : name, rss: sum('Rss'), pss: sum('Pss') }
}

/** @param {number} parent */
function childrenOf(parent) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => parentOf(pid) === parent)
}

/** @param {number} pid */
function parentOf(pid) {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return NaN // it ended meanwhile
  }
}
