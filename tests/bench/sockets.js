/**
 * A thousand live connections with ten events a second each, for a minute: what they cost the server, how long an event
 * takes from the skill in Python through PostgreSQL to the client, and that none is lost. The clients are in this process.
 */
import { randomUUID } from 'node:crypto'
import { io } from 'socket.io-client'
import { dataFolder, startServer, until } from '../e2e/server.js'
import { count, rank, size, table, time } from './figures.js'
import { rssBytes } from './resources.js'

const RUNS = 4
const SOCKETS = 1_000
const EVENTS_PER_S = 10
const SECONDS = 60
/** So many connect at a time. */
const AT_ONCE = 50

/** @typedef {import('socket.io-client').Socket} Socket */

/** @param {import('./run.js').Bench} bench */
export default async function sockets({ say, cleaning, isShort }) {
  const seconds = isShort ? 10 : SECONDS
  const server = await startServer(cleaning, await dataFolder(cleaning), {
    AGENT_MODULES: 'tests.fixtures.runner.walking_agents',
    AGENT_RUNNER_LLM: 'none',
    AGENT_STANDBY: '0',
    LOG_LEVEL: 'error',
  })
  const pid = /** @type {number} */ (server.process.pid)
  const before = rssBytes(pid)
  const guests = Array.from({ length: RUNS }, () => `guest=${randomUUID()}`)
  const clients = await connected(server.url, guests)
  cleaning.after(async () => clients.forEach(({ socket }) => socket.disconnect()))
  const held = rssBytes(pid)

  /** @type {number[]} */
  const latencies = []
  let lost = 0
  let ended = 0
  for (const { socket } of clients) {
    let last = 0
    const take = (/** @type {any} */ event) => {
      lost += event.seq - last - 1
      last = event.seq
      if (event.at_ms !== undefined) latencies.push(Date.now() - event.at_ms)
    }
    for (const name of ['agent.partial', 'run.gap', 'run.failed']) socket.on(name, take)
    socket.on('run.done', (event) => {
      take(event)
      ended += 1
    })
  }
  const steps = seconds * EVENTS_PER_S
  await follow(clients, steps)
  let most = held
  const watching = setInterval(() => (most = Math.max(most, rssBytes(pid))), 500)
  cleaning.after(async () => clearInterval(watching))
  await until(() => ended === SOCKETS, 'every run to end everywhere', (seconds + 60) * 1_000)
  clearInterval(watching)

  const expected = SOCKETS * steps
  say(`${count(SOCKETS)} sockets, ${EVENTS_PER_S} events a second each, ${seconds} s`)
  say(
    table([
      ['events', 'lost', 'p50', 'p99', 'max', 'memory before', 'held', 'at most', 'a socket'],
      [
        count(latencies.length),
        count(lost + expected - latencies.length),
        time(rank(latencies, 0.5)),
        time(rank(latencies, 0.99)),
        time(rank(latencies, 1)),
        ...[before, held, most, (held - before) / SOCKETS].map(size),
      ],
    ]),
  )
  if (lost !== 0 || latencies.length !== expected) throw new Error('events were lost')
}

/** @typedef {{socket: Socket, of: number}} Client `of`: which of the runs it follows */

/** @param {string} url @param {string[]} guests @returns {Promise<Client[]>} */
async function connected(url, guests) {
  /** @type {Client[]} */
  const clients = []
  while (clients.length < SOCKETS) {
    const fresh = Array.from({ length: AT_ONCE }, (_, index) => {
      const of = (clients.length + index) % RUNS
      const extraHeaders = { cookie: `${guests[of]}` }
      return { of, socket: io(url, { forceNew: true, transports: ['websocket'], extraHeaders }) }
    })
    await Promise.all(
      fresh.map(({ socket }) => new Promise((resolve) => socket.once('connect', () => resolve(undefined)))),
    )
    clients.push(...fresh)
  }
  return clients
}

/** @param {Client[]} clients @param {number} steps */
async function follow(clients, steps) {
  const fields = { steps, pause_s: 1 / EVENTS_PER_S }
  for (let run = 0; run < RUNS; run += 1) {
    const [maker, ...others] = clients.filter(({ of }) => of === run)
    const answer = await maker?.socket.emitWithAck('call', { path: 'walk', fields })
    if (!answer.ok) throw new Error(JSON.stringify(answer.error))
    for (const { socket } of others) socket.emit('run.follow', { run_id: answer.run_id })
  }
}
