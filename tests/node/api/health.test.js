import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takePort } from '../../../node/api/listen.js'
import { createHealth } from '../../../node/api/services/health.js'
import { startApi } from './doubles.js'

/** @param {string} url */
async function get(url) {
  const response = await fetch(url)
  const body = /** @type {any} */ (await response.json())
  return { status: response.status, headers: response.headers, body }
}

test('a server without its database lives, but is not ready', async (t) => {
  const { url } = await startApi(t, { databaseOk: false })
  assert.deepEqual((await get(`${url}/health/live`)).body, { status: 'ok' })
  const ready = await get(`${url}/health/ready`)
  assert.equal(ready.status, 503)
  assert.equal(ready.headers.get('retry-after'), '2')
  assert.deepEqual(ready.body, { status: 'without database' })
})

test('a server without Python is ready: it accepts plans for later', async (t) => {
  const { url, runner } = await startApi(t)
  runner.become('restarting')
  const ready = await get(`${url}/health/ready`)
  assert.deepEqual([ready.status, ready.body], [200, { status: 'ready' }])
  assert.equal(ready.headers.get('cache-control'), 'no-store')
})

test('a server that stops is not ready, and lives', async (t) => {
  const { url, health } = await startApi(t)
  assert.equal((await get(`${url}/health/ready`)).status, 200)
  health.stopping()
  const ready = await get(`${url}/health/ready`)
  assert.deepEqual([ready.status, ready.body], [503, { status: 'stopping' }])
  assert.equal((await get(`${url}/health/live`)).status, 200)
  const refused = await get(`${url}/api/ai-agents`)
  assert.deepEqual([refused.status, refused.body.code], [503, 'shutting_down'])
  assert.equal(refused.headers.get('retry-after'), '2')
})

test('whether it lives is answered without a question to the database', async (t) => {
  const asked = () => assert.fail('the database was asked')
  const nothing = /** @type {any} */ ({})
  const health = createHealth({
    database: { ping: asked },
    orchestrator: nothing,
    catalogue: nothing,
    facts: nothing,
  })
  const { url } = await startApi(t, { health })
  assert.equal((await get(`${url}/health/live`)).status, 200)
})

test('a server that starts lives, is not ready, and tells other requests to come again', async (t) => {
  const door = await takePort({ port: 0, host: '127.0.0.1' })
  t.after(() => new Promise((resolve) => door.server.close(resolve)))
  const url = `http://127.0.0.1:${door.port}`
  const live = await get(`${url}/health/live?x`)
  assert.deepEqual([live.status, live.body], [200, { status: 'ok' }])
  const ready = await get(`${url}/health/ready`)
  assert.deepEqual([ready.status, ready.body], [503, { status: 'starting' }])
  const other = await get(`${url}/api/ai-agents`)
  assert.equal(other.status, 503)
  assert.equal(other.headers.get('content-type'), 'application/problem+json')
  assert.equal(other.headers.get('retry-after'), '1')
  assert.equal(other.body.code, 'not_ready')
  door.server.closeAllConnections()
})

test('in production a stranger is told which part is well, and nothing of the machine', async (t) => {
  const { url } = await startApi(t, { production: true, metricsToken: 'secret' })
  const ask = async (/** @type {Record<string, string>} */ headers) =>
    /** @type {any} */ (await (await fetch(`${url}/health`, { headers })).json())
  const stranger = { 'x-forwarded-for': '203.0.113.7' }
  assert.deepEqual(Object.keys((await ask(stranger)).python), ['ok', 'state'])
  assert.deepEqual((await ask(stranger)).node, { ok: true })
  assert.equal(typeof (await ask({})).node.pid, 'number')
  assert.equal(typeof (await ask({ ...stranger, authorization: 'Bearer secret' })).node.pid, 'number')
})
