/**
 * A minute of study plans while processes are killed: Python ten times, PostgreSQL once. Whoever asks says a request again,
 * with the same idempotency key, until it is answered. At the end every run that was accepted has ended, and each request
 * is one run. It fails where that is not so.
 */
import pg from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import { databaseUrl, dataFolder, isAlive, postgresPid, startServer, until } from '../e2e/server.js'
import { median, rank, table, time } from './figures.js'
import { checkPlan, request } from './requests.js'

const ASKERS = 6
const KILLS_OF_PYTHON = 10
const SHORT_MS = 15_000
const LONG_MS = 60_000
const AGAIN_MS = 200
const SETTLED_MS = 60_000

/** @typedef {{answers: {ms: number, tries: number}[], refused: Map<number, number>}} Seen */

/** @param {import('./run.js').Bench} bench */
export default async function kills({ say, cleaning, isShort }) {
  const lastsMs = isShort ? SHORT_MS : LONG_MS
  const folder = await dataFolder(cleaning)
  const server = await startServer(cleaning, folder, { PYTHON_PROCESSES: '2' })
  checkPlan((await server.ask('/api/ai-agents/study-plan', planRequest('warm', 0))).body, 0)

  /** @type {Seen} */
  const seen = { answers: [], refused: new Map() }
  const endsAt = performance.now() + lastsMs
  let next = 1
  const asker = async () => {
    while (performance.now() < endsAt) await askUntilAnswered(server, next++, seen)
  }
  const [killed] = await Promise.all([
    killAll(server, folder, lastsMs),
    ...Array.from({ length: ASKERS }, asker),
  ])
  const runs = await settledRuns(await databaseUrl(folder))

  const lost = runs.filter(({ status }) => status !== 'done')
  const requests = seen.answers.length + 1
  if (lost.length > 0) throw new Error(`runs that were not done: ${JSON.stringify(lost)}`)
  if (runs.length !== requests)
    throw new Error(
      `${requests} requests were answered, by ${runs.length} runs: some were made twice, or lost`,
    )
  if (killed.python < KILLS_OF_PYTHON || killed.postgres < 1)
    throw new Error(`killed too few: Python ${killed.python} times, PostgreSQL ${killed.postgres} times`)

  const times = seen.answers.map(({ ms }) => ms)
  const again = seen.answers.filter(({ tries }) => tries > 1).length
  say(
    `${(lastsMs / 1000).toFixed(0)} s, ${ASKERS} at a time; killed: Python ${killed.python} times, PostgreSQL once`,
  )
  say(
    table([
      ['requests', 'runs', 'done', 'tried again', 'p50', 'p99', 'most'],
      [
        ...[requests, runs.length, runs.length - lost.length, again].map(String),
        ...[median(times), rank(times, 0.99), Math.max(...times)].map(time),
      ],
    ]),
  )
  const refusals = [...seen.refused].map(([status, count]) => `${status || 'no answer'}: ${count}`)
  say(`  meanwhile refused, and asked again: ${refusals.join(', ') || 'none'}`)
}

/** @param {string} key @param {number} n @returns {RequestInit} */
function planRequest(key, n) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  return { method: 'POST', headers, body: JSON.stringify(request(n)) }
}

/** @param {import('../e2e/server.js').Server} server @param {number} n @param {Seen} seen */
async function askUntilAnswered(server, n, seen) {
  const began = performance.now()
  for (let tries = 1; ; tries += 1) {
    const answer = await server
      .ask('/api/ai-agents/study-plan', planRequest(`request-${n}`, n))
      .catch(() => ({ status: 0, body: null }))
    if (answer.status === 200) {
      checkPlan(answer.body, n)
      return void seen.answers.push({ ms: performance.now() - began, tries })
    }
    if (answer.status !== 202) seen.refused.set(answer.status, (seen.refused.get(answer.status) ?? 0) + 1)
    if (![0, 202, 409, 503].includes(answer.status))
      throw new Error(
        `request ${n}: ${answer.status} ${JSON.stringify(answer.body)}\n${server.lines.filter((line) => line.includes(answer.body?.ref)).join('\n')}`,
      )
    await delay(AGAIN_MS)
  }
}

/** Kills one after the other over the time, PostgreSQL in the middle. @param {import('../e2e/server.js').Server} server @param {string} folder @param {number} lastsMs */
async function killAll(server, folder, lastsMs) {
  const killed = { python: 0, postgres: 0 }
  for (let turn = 0; turn < KILLS_OF_PYTHON; turn += 1) {
    await delay(lastsMs / (KILLS_OF_PYTHON + 1))
    await until(async () => {
      const pids = await pythonPids(server)
      const pid = pids[turn % pids.length]
      if (pid === undefined || !isAlive(pid)) return false
      process.kill(pid, 'SIGKILL')
      killed.python += 1
      return true
    }, 'a process of Python to kill')
    if (turn !== KILLS_OF_PYTHON / 2) continue
    const pid = await postgresPid(folder)
    if (pid !== null) process.kill(pid, 'SIGKILL')
    killed.postgres += 1
  }
  return killed
}

/** @param {import('../e2e/server.js').Server} server @returns {Promise<number[]>} of those that work */
async function pythonPids(server) {
  const { body } = await server.ask('/health').catch(() => ({ body: null }))
  const pids = body?.python?.processes?.map((/** @type {any} */ one) => one.pid) ?? [body?.python?.pid]
  return pids.filter(Number.isInteger)
}

/** @param {string} url @returns {Promise<{id: string, status: string, attempts: number}[]>} once all have ended */
async function settledRuns(url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const read = async () => (await client.query('select id, status, attempts from runs')).rows
    await until(
      async () => (await read()).every(({ status }) => !['accepted', 'running'].includes(status)),
      'all runs to end',
      SETTLED_MS,
    )
    return await read()
  } finally {
    await client.end()
  }
}
