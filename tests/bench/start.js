/**
 * How long a start takes: `npm start` when all is set up, the Python process to its first pong and to ready, the
 * bridge's `start()`, and the first study plan after it. Rounds alternate over a bare interpreter as the floor.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'
import { dataFolder } from '../e2e/server.js'
import { median, ratio, table, time } from './figures.js'
import { python, root } from './machine.js'
import { request } from './requests.js'

const ROUNDS = 5
const LIMIT_MS = 60_000

/** @typedef {Record<string, number>} Times milliseconds by what was waited for */

/** @param {import('./run.js').Bench} bench */
export default async function start({ say, cleaning }) {
  const folder = await dataFolder(cleaning)
  const first = await npmStart(folder, cleaning)
  /** @type {Times[]} */
  const rounds = []
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({
      ...(await bareInterpreter()),
      ...(await pythonProcess(folder, cleaning)),
      ...(await bridgeStart(folder, cleaning)),
      ...(await npmStart(folder, cleaning)),
    })
  }
  say(`median of ${ROUNDS} rounds, the slowest, and the median against a bare interpreter`)
  const floor = median(rounds.map((times) => times['python -c pass'] ?? NaN))
  const rows = Object.keys(rounds[0] ?? {}).map((name) => {
    const times = rounds.map((round) => round[name] ?? NaN)
    return [name, time(median(times)), time(Math.max(...times)), ratio(median(times), floor)]
  })
  say(table(rows))
  say(`  the first npm start, which makes the database: ${time(Object.values(first)[0] ?? NaN)}`)
}

/** @returns {Promise<Times>} */
async function bareInterpreter() {
  const started = performance.now()
  await once(spawn(python, ['-c', 'pass'], { stdio: 'ignore' }), 'exit')
  return { 'python -c pass': performance.now() - started }
}

/** @param {string} folder @param {import('../e2e/server.js').Cleaning} cleaning @returns {Promise<Times>} */
async function pythonProcess(folder, cleaning) {
  const started = performance.now()
  const args = ['-m', 'agent_runner', '--data-dir', `${folder}/agents`]
  const child = spawn(python, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  cleaning.after(async () => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const send = (/** @type {object} */ message) =>
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  /** @param {(message: any) => boolean} isIt @param {number} since */
  const arrival = async (isIt, since) => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done) throw new Error('Python ended before it was ready')
      const message = JSON.parse(value)
      if (message.error) throw new Error(`Python answered ${value}`)
      if (isIt(message)) return performance.now() - since
    }
  }
  const host = { name: 'bench', version: '0', pid: process.pid }
  send({ id: 1, method: 'initialize', params: { protocol_version: 1, host } })
  send({ id: 2, method: 'ping' })
  const pong = await arrival(({ id }) => id === 2, started)
  const ready = await arrival(
    ({ method, params }) => method === '$/state' && params.phase === 'ready',
    started,
  )
  const plan = async (/** @type {number} */ id) => {
    const asked = performance.now()
    send({ id, method: 'orchestrator.study_plan', params: request(id) })
    return arrival((message) => message.id === id, asked)
  }
  const [first, second, third] = [await plan(3), await plan(4), await plan(5)]
  send({ id: 6, method: 'shutdown' })
  child.stdin.end()
  await exited
  return {
    'Python: spawn to first pong': pong,
    'Python: spawn to ready': ready,
    'Python: first plan, asked at ready': first,
    'Python: second plan': second,
    'Python: third plan': third,
  }
}

/** @param {string} folder @param {import('../e2e/server.js').Cleaning} cleaning @returns {Promise<Times>} */
async function bridgeStart(folder, cleaning) {
  const args = ['-m', 'agent_runner', '--data-dir', `${folder}/agents`]
  const runner = new PythonAgentRunner({ python, cwd: root, args })
  cleaning.after(() => runner.destroy())
  const started = performance.now()
  await runner.start()
  const ms = performance.now() - started
  await runner.close()
  return { 'bridge: start()': ms }
}

/** @param {string} folder @param {import('../e2e/server.js').Cleaning} cleaning @returns {Promise<Times>} */
async function npmStart(folder, cleaning) {
  const own = { PORT: '0', HOST: '', DATA_DIR: folder, LOG_LEVEL: 'error', NODE_ENV: '', DATABASE_URL: '' }
  const started = performance.now()
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, GEMINI_API_KEY: '', ...own },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // npm and the server are stopped together
  })
  const exited = once(child, 'exit')
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-Number(child.pid), 'SIGTERM')
    await exited
  }
  cleaning.after(stop)
  /** @type {string[]} */
  const said = []
  let ms = NaN
  child.stderr.setEncoding('utf8').on('data', (text) => said.push(text.trimEnd()))
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line)
    if (line.startsWith('Ready in')) {
      ms = performance.now() - started
      void stop()
    }
  })
  const tooLate = setTimeout(() => void stop(), LIMIT_MS)
  await once(lines, 'close')
  await exited
  clearTimeout(tooLate)
  if (Number.isNaN(ms)) throw new Error(`npm start did not come up:\n${said.join('\n')}`)
  return { 'npm start: to the line that says ready': ms }
}
