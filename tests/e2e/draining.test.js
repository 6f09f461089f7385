/** A server that is told to stop while requests come on connections that are kept: none of them is lost. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { dataFolder, lastFirst, startServer } from './server.js'

const CLIENTS = 24
/** The server is told after so many answers. */
const BEFORE = 400
const WAYS = [
  { path: '/health/live', method: 'GET', body: '' },
  { path: '/api/ai-agents/runs', method: 'GET', body: '' },
  { path: '/api/ai-agents/check-in', method: 'POST', body: '{"mood": 3}' },
  { path: '/api/auth/refresh', method: 'POST', body: '' },
]

/**
 * Asks on one connection, again and again, until it is told that this was the last time.
 * @param {string} url
 * @param {typeof WAYS[number]} way
 * @param {(status: number) => void} onAnswer
 */
async function askUntilSentAway(url, { path, method, body }, onAnswer) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    for (;;) {
      const sent = httpRequest(url + path, { method, agent })
      sent.end(body)
      const [response] = await once(sent, 'response')
      const ended = once(response, 'end')
      response.resume()
      await ended
      onAnswer(response.statusCode)
      if (response.headers.connection === 'close') return
    }
  } finally {
    agent.destroy()
  }
}

test('every request that reaches a server that stops is answered, on connections that end with a word', async (t) => {
  const cleaning = lastFirst(t.after.bind(t))
  const server = await startServer(cleaning, await dataFolder(cleaning))
  /** @type {number[]} */
  const statuses = []
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    askUntilSentAway(server.url, /** @type {typeof WAYS[number]} */ (WAYS[index % WAYS.length]), (status) => {
      if (statuses.push(status) === BEFORE) server.process.kill('SIGTERM')
    }),
  )
  const outcomes = await Promise.allSettled(clients)
  const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [`${outcome.reason}`] : []))
  assert.deepEqual(lost, [])
  assert.deepEqual(
    [...new Set(statuses)].filter((status) => ![200, 401, 503].includes(status)),
    [],
  )
  assert.deepEqual(await server.exit, [0, null])
})
