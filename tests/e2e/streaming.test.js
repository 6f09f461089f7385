/** Streams over HTTP from real Python: as fast as they are read, and no longer than someone reads. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { after, before, test } from 'node:test'
import { readEvents } from '../node/api/eventReader.js'
import { dataFolder, lastFirst, startServer, until } from './server.js'

const FAULTS = '/api/ai-agents/faults'

const cleaning = lastFirst(after)
/** @type {import('./server.js').Server} */
let server

before(async () => {
  const environment = { AGENT_MODULES: 'agent_runner.faults', AGENT_RUNNER_LLM: 'none' }
  server = await startServer(cleaning, await dataFolder(cleaning), environment)
})

/** @returns {Promise<number>} events that the skill has sent so far */
const sent = async () => Number((await server.ask(`${FAULTS}/streamed`, { method: 'POST' })).text)
const inFlight = async () => (await server.ask('/health')).body.python.in_flight

test('a client that does not read stops the skill in Python, others go on, and nothing is lost', async () => {
  const count = 1_000
  const client = httpRequest(`${server.url}${FAULTS}/stream`, {
    method: 'POST',
    headers: { accept: 'text/event-stream' },
  })
  client.end(JSON.stringify({ count, size: 50_000 }))
  const [response] = await once(client, 'response')
  let before = -1
  // As far as the bridge's window and what the system's buffers hold; then it stands.
  await until(async () => before === (before = await sent()) && before > 0, 'the skill to stand')
  assert.ok(before < count / 2, `${before} events were sent to a reader of none`)
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += chunk.replace(/x+/g, '')
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
  assert.deepEqual(
    ids,
    Array.from({ length: count + 1 }, (_, index) => index + 1),
  )
  assert.ok(!text.includes('event: gap'))
  assert.match(text, /event: result\ndata: 1000\n\n$/)
})

test('a skill whose last reader leaves is cancelled in Python', async () => {
  const body = JSON.stringify({ count: 1_000_000, pause: 0.01 })
  const reader = await readEvents(`${server.url}${FAULTS}/stream`, { method: 'POST', body })
  const { data } = await reader.until('run')
  for (let seen = 0; seen < 3; seen++) await reader.until('progress')
  assert.equal(await inFlight(), 1)
  reader.leave()
  await until(async () => (await inFlight()) === 0, 'the skill to be cancelled')
  const late = await readEvents(server.url + data.href)
  assert.equal((await late.until('error')).data.code, 'cancelled')
})

test('a skill that fails after it began ends with its problem', async () => {
  const reader = await readEvents(`${server.url}${FAULTS}/exit`, { method: 'POST', body: '{}' })
  const { data } = await reader.until('error')
  assert.deepEqual([data.status, data.code], [503, 'not_ready'])
})
