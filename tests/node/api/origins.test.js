import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { startApi } from './doubles.js'

const LISTED = 'https://study.example.org'
const OTHER = 'https://evil.example'

/** As a browser would: `fetch` here may not set these headers. @param {string} url @param {string} method @param {Record<string, string>} headers */
function send(url, method, headers) {
  return new Promise((resolve, reject) => {
    const client = httpRequest(url, { method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text) => (body += text))
      const { statusCode: status, headers } = response
      response.once('end', () => resolve({ status, headers, body }))
    })
    client.on('error', reject).end()
  })
}

test('a page of a listed origin may ask first, then send its cookies and read the answer', async (t) => {
  const { url } = await startApi(t, { corsOrigins: [LISTED] })
  const asking = { origin: LISTED, 'access-control-request-method': 'POST' }
  const asked = await send(`${url}/api/auth/refresh`, 'OPTIONS', asking)
  assert.equal(asked.status, 204)
  assert.equal(asked.headers['access-control-allow-origin'], LISTED)
  assert.equal(asked.headers['access-control-allow-credentials'], 'true')
  assert.match(asked.headers['access-control-allow-headers'], /Authorization/)
  assert.match(asked.headers['access-control-allow-methods'], /DELETE/)
  const answer = await send(`${url}/api/ai-agents`, 'GET', { origin: LISTED })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['access-control-allow-origin'], LISTED)
  const readable = answer.headers['access-control-expose-headers'].split(', ')
  for (const name of ['ETag', 'Idempotent-Replayed', 'RateLimit', 'Retry-After', 'Run-Id'])
    assert.ok(readable.includes(name), name)
  assert.match(answer.headers.vary, /Origin/)
})

test('a page of another origin is refused before anything is done, and may read nothing', async (t) => {
  const { url, runner } = await startApi(t, { corsOrigins: [LISTED] })
  const asked = runner.calls.length
  for (const origin of [
    OTHER,
    'null',
    `${LISTED}.evil.example`,
    'http://study.example.org',
    'https://localhost',
  ]) {
    for (const [method, path] of /** @type {const} */ ([
      ['POST', '/api/ai-agents/quiz'],
      ['POST', '/api/auth/refresh'],
      ['POST', '/api/auth/logout'],
      ['OPTIONS', '/api/auth/logout'],
      ['GET', '/api/ai-agents/runs'],
    ])) {
      const answer = await send(url + path, method, { origin, 'access-control-request-method': 'POST' })
      assert.equal(answer.status, 403, `${method} ${path} from ${origin}`)
      assert.equal(answer.headers['access-control-allow-origin'], undefined)
    }
  }
  assert.equal(runner.calls.length, asked)
})

test('a refusal repeats no more of a name than helps', async (t) => {
  const { url } = await startApi(t)
  const long = 'x'.repeat(5_000)
  /** @type {Record<string, string>[]} */
  const names = [{ host: `${long}.example` }, { origin: `https://${long}.example` }]
  for (const headers of names) {
    const { status, body } = await send(url, 'GET', headers)
    assert.equal(status, 403)
    const { detail } = JSON.parse(body)
    assert.ok(detail.length < 150 && detail.includes('xxx'), detail)
  }
})

test('a browser that says only that a form is from elsewhere is believed', async (t) => {
  const { url } = await startApi(t)
  for (const [site, status] of /** @type {const} */ ([
    ['cross-site', 403],
    ['same-origin', 204],
    ['none', 204],
  ])) {
    const answer = await send(`${url}/api/auth/logout`, 'POST', { 'sec-fetch-site': site })
    assert.equal(answer.status, status, site)
  }
  const link = await send(`${url}/health`, 'GET', { 'sec-fetch-site': 'cross-site' })
  assert.equal(link.status, 200, 'a link to here is no harm')
})

test('the own page may do all, and no other page needs to be listed for it', async (t) => {
  const { url } = await startApi(t)
  const answer = await send(`${url}/api/auth/logout`, 'POST', { origin: url })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers['access-control-allow-origin'], undefined)
})

test('a name that only ends like this one is another', async (t) => {
  const { url } = await startApi(t)
  const { port } = new URL(url)
  const host = `localhost:${port}`
  const statusOf = async (/** @type {string} */ origin) =>
    (await send(`${url}/api/auth/logout`, 'POST', { host, origin })).status
  assert.equal(await statusOf(`http://localhost:${port}`), 204)
  assert.equal(await statusOf(`http://notlocalhost:${port}`), 403)
  assert.equal(await statusOf(`http://localhost:${port}0`.slice(0, -2)), 403, 'another port')
})
