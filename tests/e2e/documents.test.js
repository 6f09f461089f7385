import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readEvents } from '../node/api/eventReader.js'
import { makePdf } from './pdf.js'
import { dataFolder, lastFirst, startServer, until } from './server.js'

const API = '/api/ai-agents'
const PLANTS = [
  [
    'Photosynthesis',
    'Photosynthesis turns the energy of light into the chemical energy of sugar.',
    'It happens in the chloroplasts, and it sets oxygen free.',
  ],
  [
    'Respiration',
    'Cellular respiration releases the energy of sugar again.',
    'In animals and plants alike it takes place in the mitochondria.',
  ],
]

const cleaning = lastFirst(after)
/** @type {import('./server.js').Server} */
let server
let folder = ''

before(async () => {
  folder = await dataFolder(cleaning)
  server = await startServer(cleaning, folder, { AGENT_RUNNER_LLM: 'none' })
})

/** @param {Buffer | string} content @param {string} name */
function form(content, name) {
  const data = new FormData()
  data.set('file', new Blob([content]), name)
  return data
}

/** @param {string} path @param {object} body */
const post = (path, body) => server.ask(`${API}/${path}`, { method: 'POST', body: JSON.stringify(body) })
const left = () => readdir(join(folder, 'uploads'))

test('a PDF is uploaded, listed, asked with page and quote, and deleted', async () => {
  const pdf = makePdf(PLANTS)
  const added = await server.ask(`${API}/documents`, { method: 'POST', body: form(pdf, 'plants.pdf') })
  assert.equal(added.status, 201, added.text)
  const { document_id } = added.body
  assert.deepEqual(
    added.body.status.map((/** @type {any} */ { page, status }) => [page, status]),
    [
      [1, 'ok'],
      [2, 'ok'],
    ],
  )
  assert.ok(added.body.chunks > 0)
  assert.deepEqual(await left(), [])
  const address = `${added.headers.get('location')}`
  assert.equal(address, `${API}/documents/${document_id}`)

  const listed = await server.ask(`${API}/documents`)
  assert.deepEqual(
    listed.body.documents.map((/** @type {any} */ one) => [one.document_id, one.name, one.pages]),
    [[document_id, 'plants.pdf', 2]],
  )
  assert.equal((await server.ask(address)).body.document_id, document_id)

  const asked = await post('learning/ask', { question: 'Where does respiration take place?' })
  assert.equal(asked.status, 200, asked.text)
  assert.equal(asked.body.found, true)
  const [citation] = asked.body.answer.flatMap((/** @type {any} */ { citations }) => citations)
  assert.deepEqual([citation.document_id, citation.page], [document_id, 2])
  assert.match(citation.quote, /mitochondria/)
  const page = await server.ask(`${address}/pages/${citation.page}`)
  assert.equal(page.status, 200, page.text)
  assert.deepEqual([page.body.page, page.body.pages, page.body.status], [2, 2, 'ok'])
  assert.equal([...page.body.text].slice(citation.start, citation.end).join(''), citation.quote)
  assert.equal((await server.ask(`${address}/pages/3`)).status, 404)

  assert.equal((await server.ask(address, { method: 'DELETE' })).status, 200)
  assert.equal((await server.ask(address)).status, 404)
  assert.equal((await server.ask(address, { method: 'DELETE' })).status, 404)
  assert.deepEqual((await server.ask(`${API}/documents`)).body.documents, [])
})

test('an upload is followed page by page', async () => {
  const body = form(makePdf(PLANTS), 'again.pdf')
  const reader = await readEvents(`${server.url}${API}/documents`, { method: 'POST', body })
  const [, ...events] = await reader.rest()
  const pages = events
    .filter(({ data }) => data.kind === 'page')
    .map(({ data }) => [data.page, data.pages, data.status])
  assert.deepEqual(pages, [
    [1, 2, 'ok'],
    [2, 2, 'ok'],
  ])
  assert.deepEqual(
    events.map(({ id }) => Number(id)),
    events.map((_, index) => index + 1),
  )
  assert.equal(events.at(-1)?.event, 'result')
  assert.equal(events.at(-1)?.data.pages, 2)
})

for (const [what, content] of /** @type {const} */ ([
  ['no PDF', 'This is no PDF at all.'],
  ['nothing', ''],
  ['half a PDF', makePdf(PLANTS).subarray(0, 300)],
])) {
  test(`${what} under the name of one is refused in plain words, and nothing stays`, async () => {
    const answer = await server.ask(`${API}/documents`, { method: 'POST', body: form(content, 'broken.pdf') })
    assert.ok(answer.status >= 400 && answer.status < 500, answer.text)
    assert.ok(answer.body.detail.length > 10)
    assert.ok(!answer.text.includes(folder))
    assert.deepEqual(await left(), [])
    assert.equal((await server.ask('/health')).status, 200)
  })
}

test('no file of the server can be added by its path', async () => {
  for (const path of [
    '/etc/passwd',
    join(folder, 'postgres.json'),
    join(folder, 'uploads', '..', 'postgres.json'),
  ]) {
    const answer = await post('document/add', { path })
    assert.deepEqual([answer.status, answer.body.code], [404, 'method_not_found'], answer.text)
  }
})

test('a study plan is followed live, and a second reader goes on from any number', async () => {
  const body = '{"user_input":"Help me study genetics"}'
  const first = await readEvents(`${server.url}${API}/study-plan`, { method: 'POST', body })
  const { data } = await first.until('run')
  const second = await readEvents(server.url + data.href, { headers: { 'last-event-id': '3' } })
  const events = await first.rest()
  assert.equal(events[0]?.data.type, 'run.started')
  assert.equal(events.at(-1)?.event, 'result')
  assert.ok(events.at(-1)?.data.schedule.blocks.length > 0)
  assert.deepEqual(
    events.map(({ id }) => Number(id)),
    events.map((_, index) => index + 1),
  )
  assert.deepEqual((await second.rest()).slice(1), events.slice(3))
  const late = await readEvents(`${server.url}${data.href}?after=${events.length - 1}`)
  assert.deepEqual((await late.rest()).slice(1), events.slice(-1))
  const kept = await server.ask(`${API}/study-plan/${data.run_id}`)
  assert.deepEqual(kept.body, events.at(-1)?.data)
})

test('kill -9 of Python under a plan that is followed: its reader gets the plan all the same', async () => {
  const { body: health } = await server.ask('/health')
  process.kill(health.python.pid, 'SIGSTOP')
  const body = '{"user_input":"Help me study statistics"}'
  const reader = await readEvents(`${server.url}${API}/study-plan`, { method: 'POST', body })
  const { data } = await reader.until('run')
  const isSent = async () => (await server.ask(`${API}/runs/${data.run_id}`)).body.status === 'running'
  await until(isSent, 'the run to be sent')
  process.kill(health.python.pid, 'SIGKILL')
  const events = await reader.rest()
  assert.equal(events.at(-1)?.event, 'result')
  assert.deepEqual(
    events.map(({ id }) => Number(id)),
    events.map((_, index) => index + 1),
  )
})

test('what a killed server had of an upload is gone after the next start; a key is shown nowhere', async () => {
  const client = httpRequest(`${server.url}${API}/documents`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=between' },
  })
  client.on('error', () => {})
  const disposition = 'Content-Disposition: form-data; name="file"; filename="a.txt"'
  client.write(`--between\r\n${disposition}\r\n\r\n${'x'.repeat(100_000)}`)
  await until(async () => (await left()).length === 1, 'the file to be begun')
  server.process.kill('SIGKILL')
  await server.exit
  assert.equal((await left()).length, 1)

  const key = 'a-key-that-nobody-sees'
  const model = { AGENT_RUNNER_LLM: 'gemini', GEMINI_API_KEY: key, GEMINI_BASE_URL: 'http://127.0.0.1:9' }
  const next = await startServer(cleaning, folder, { ...model, LOG_LEVEL: 'debug' })
  assert.deepEqual(await left(), [])
  const { body, text } = await next.ask('/health')
  assert.equal(body.model.configured, true)
  if (process.platform === 'linux') {
    const environment = await readFile(`/proc/${body.python.pid}/environ`, 'utf8')
    assert.ok(environment.split('\0').includes(`GEMINI_API_KEY=${key}`))
  }
  const shown = [
    text,
    (await next.ask('/metrics')).text,
    (await next.ask(`${API}/status`)).text,
    ...next.lines,
  ]
  assert.ok(!shown.join('\n').includes(key))
})
