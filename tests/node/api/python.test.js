import assert from 'node:assert/strict'
import { test } from 'node:test'
import pino from 'pino'
import { agentsDatabase, startPython } from '../../../node/api/python.js'

const silent = pino({ level: 'silent' })
const SIX = ['learning', 'assessment', 'wellness', 'schedule', 'motivation', 'personalization']

/**
 * What is said of a runner that started, in lines.
 * @param {{agents?: string[], model?: object}} of
 */
async function saidOf({ agents = SIX, model }) {
  const runner = {
    state: 'ready',
    start: async () => {},
    ping: async () => ({ pong: true, model }),
    stats: () => ({ processes: [{ runner: { python: '3.12.1' } }] }),
    agents: ['orchestrator', ...agents].map((name) => ({ name })),
  }
  /** @type {string[]} */
  const lines = []
  await startPython(/** @type {any} */ (runner), silent, (line) => lines.push(line))
  return lines
}

test('the banner counts the six agents, and names what is beside them', async () => {
  assert.match(`${(await saidOf({}))[0]}`, /^Python {6}3\.12\.1 · 6 agents · \d+ ms$/)
  assert.match(`${(await saidOf({ agents: [...SIX, 'document'] }))[0]}`, / 6 agents and documents /)
  const own = [...SIX, 'document', 'flashcards']
  assert.match(`${(await saidOf({ agents: own }))[0]}`, / 6 agents, documents and flashcards /)
})

test('the banner names the model and its provider, or says why there is none', async () => {
  const qwen = { configured: true, name: 'qwen', provider: 'openai', state: 'ok' }
  assert.equal((await saidOf({ model: qwen }))[1], 'Model       qwen (openai)')
  assert.equal((await saidOf({ model: { ...qwen, state: 'auth' } }))[1], 'Model       qwen (openai) · auth')
  const none = { configured: false, name: null, provider: null, why_not: 'no GEMINI_API_KEY' }
  assert.match(`${(await saidOf({ model: none }))[1]}`, /^Model {7}none: no GEMINI_API_KEY;/)
  assert.match(`${(await saidOf({}))[1]}`, /GET \/health/)
})

test('a wrong setting of the model ends the start, in the words of whoever knows it', async () => {
  const stderrTail =
    "usage: python -m agent_runner [-h]\npython -m agent_runner: error: AGENT_RUNNER_LLM: expected one of auto, none: 'x'\n"
  const runner = {
    state: 'failed',
    start: () => Promise.reject(Object.assign(new Error('long'), { code: 'ERR_RUNNER_START', stderrTail })),
  }
  /** @type {string[]} */
  const lines = []
  await assert.rejects(
    startPython(/** @type {any} */ (runner), silent, (line) => lines.push(line)),
    { name: 'Error', message: "AGENT_RUNNER_LLM: expected one of auto, none: 'x'" },
  )
  assert.deepEqual(lines, [])
})

test('a Python that is not there yet does not end the start', async () => {
  const failure = Object.assign(new Error('no such interpreter'), { code: 'ERR_RUNNER_START' })
  const runner = { state: 'failed', start: () => Promise.reject(failure) }
  /** @type {string[]} */
  const lines = []
  await startPython(/** @type {any} */ (runner), silent, (line) => lines.push(line))
  assert.match(`${lines[0]}`, /away \(ERR_RUNNER_START\)/)
  assert.match(`${lines[1]}`, /no such interpreter/)
})

test('the agents keep what they know in a database that was given, and are told it by their environment', () => {
  const url = 'postgres://ann:secret@db/study'
  const onWindows = process.platform === 'win32'
  assert.deepEqual(agentsDatabase(url), onWindows ? {} : { AGENT_RUNNER_DATABASE_URL: url })
  const embedded = 'postgres://study:secret@127.0.0.1:5433/study'
  assert.deepEqual(agentsDatabase(url, embedded), agentsDatabase(url))
  assert.deepEqual(
    agentsDatabase(undefined, embedded),
    onWindows ? {} : { AGENT_RUNNER_RUNS_DATABASE_URL: embedded },
  )
  assert.deepEqual(agentsDatabase(undefined), {})
})
