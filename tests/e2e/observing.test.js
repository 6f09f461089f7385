import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readExposition } from '../node/runner/exposition.js'
import { dataFolder, lastFirst, startServer, until } from './server.js'

const HERE = '/api/ai-agents/here'
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

const cleaning = lastFirst(after)
/** @type {import('./server.js').Server} */
let server
/** @type {string} */
let folder

before(async () => {
  folder = await dataFolder(cleaning)
  const environment = { AGENT_MODULES: 'tests.fixtures.runner.traced_agents', LOG_LEVEL: 'info' }
  server = await startServer(cleaning, folder, environment)
})

/** @param {(line: any) => unknown} fits @returns {Promise<any>} the first line of the log that does */
async function logLine(fits) {
  const find = () =>
    server.lines
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
      .find(fits)
  await until(find, 'a line of the log')
  return find()
}

test('what Python logs for a request is in the server’s log with the request’s trace', async () => {
  const { status, headers, body } = await server.ask(HERE, { method: 'POST', body: '' })
  assert.equal(status, 200)
  const request = await logLine(({ msg, path }) => msg === 'request' && path === HERE)
  const said = await logLine(({ msg }) => msg === 'working')
  assert.equal(request.request_id, headers.get('x-request-id'))
  assert.equal(said.from, 'python')
  assert.equal(said.trace_id, request.trace_id)
  assert.equal(said.trace_id, body)
  assert.match(said.call_id, /\.\d+$/)
  assert.match(said.run_id, /^[0-9a-f-]{32,36}$/)
})

test('a caller’s own trace goes on through the server and Python', async () => {
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
  const { body } = await server.ask(HERE, { method: 'POST', body: '', headers: { traceparent } })
  assert.equal(body, traceId)
})

test('the id that a client gives a request stands in the lines of both processes', async () => {
  const id = 'client-4711'
  const init = { method: 'POST', body: '', headers: { 'x-request-id': id } }
  const { headers } = await server.ask(HERE, init)
  assert.equal(headers.get('x-request-id'), id)
  await logLine(({ msg, request_id }) => msg === 'request' && request_id === id)
  await logLine(({ from, msg, request_id }) => from === 'python' && msg === 'working' && request_id === id)
})

test('GET /metrics tells what the calls cost and how many processes there were, and a crash leaves its record', async () => {
  await server.ask(HERE, { method: 'POST', body: '' })
  const { valueOf } = readExposition((await server.ask('/metrics')).text)
  assert.ok(valueOf('agent_runner_calls_total', { method: 'traced.here', outcome: 'ok' }) >= 1)
  assert.ok(valueOf('agent_runner_call_handler_seconds_count', { method: 'traced.here' }) >= 1)
  assert.equal(valueOf('agent_runner_restarts_total'), 0)

  const { body } = await server.ask('/health')
  process.kill(body.python.pid, 'SIGKILL')
  const crashes = join(folder, 'crashes')
  await until(async () => (await readdir(crashes).catch(() => [])).length === 1, 'the record of the crash')
  const [file = assert.fail()] = await readdir(crashes)
  const record = JSON.parse(await readFile(join(crashes, file), 'utf8'))
  assert.equal(record.ending.signal, 'SIGKILL')
  const isServed = () => server.ask(HERE, { method: 'POST', body: '' }).then(({ status }) => status === 200)
  await until(isServed, 'Python to be back', 30_000)
})
