import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import express from 'express'
import { plainName, receiveFile } from '../../../node/api/middleware/upload.js'
import { openUploads } from '../../../node/api/services/uploads.js'
import { RunnerDouble, runnerError, startApi } from './doubles.js'
import { readEvents } from './eventReader.js'

const ADD = 'document.add'
const ADDED = {
  document_id: 'doc-1',
  title: 'Notes',
  pages: 1,
  status: [{ page: 1, status: 'ok' }],
  chunks: 1,
}
const PDF = Buffer.from('%PDF-1.7\n\xff\x00 not much of one\n', 'latin1')
const BOUNDARY = 'between'

/** @typedef {Awaited<ReturnType<typeof startApi>>} Api */

/** An API whose agents take any document, and what of it was on the disk then. @param {import('node:test').TestContext} t @param {object} [given] */
async function startWithDocuments(t, given = {}) {
  const api = await startApi(t, given)
  /** @type {{params: any, content: Buffer, mode: number}[]} */
  const seen = []
  api.runner.answers[ADD] = async (params) => {
    seen.push({ params, content: readFileSync(params.path), mode: (await stat(params.path)).mode & 0o777 })
    return ADDED
  }
  const left = () => readdir(api.uploads.folder)
  return { ...api, seen, left, address: `${api.url}/api/ai-agents/documents` }
}

/** @param {string} address @param {RequestInit['body']} body @param {Record<string, string>} [headers] */
async function upload(address, body, headers) {
  const response = await fetch(address, { method: 'POST', body, headers })
  return {
    status: response.status,
    headers: response.headers,
    body: /** @type {any} */ (await response.json()),
  }
}

/** @param {Buffer | string} content @param {string} [name] @param {string} [type] @param {Record<string, string>} [fields] */
function form(content = PDF, name = 'notes.pdf', type = 'application/pdf', fields = {}) {
  const data = new FormData()
  for (const [field, value] of Object.entries(fields)) data.set(field, value)
  data.set('file', new Blob([content], { type }), name)
  return data
}

/** A body by hand. @param {string[]} parts each with its headers */
const multipart = (...parts) =>
  parts.map((part) => `--${BOUNDARY}\r\n${part}\r\n`).join('') + `--${BOUNDARY}--\r\n`
const MULTIPART = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }
/** @param {string} disposition @param {string} content */
const part = (disposition, content) => `Content-Disposition: form-data; ${disposition}\r\n\r\n${content}`
const FILE = part('name="file"; filename="a.pdf"', '%PDF-1.7')

test('an upload is on disk for the agents, under no name of its own, and gone when they are done', async (t) => {
  const { address, seen, left, uploads, runner } = await startWithDocuments(t)
  const answer = await upload(address, form(PDF, 'notes.pdf', 'application/pdf', { title: 'My notes' }))
  assert.equal(answer.status, 201)
  assert.deepEqual(answer.body, ADDED)
  assert.equal(answer.headers.get('location'), '/api/ai-agents/documents/doc-1')
  const [{ params, content, mode } = assert.fail()] = seen
  assert.deepEqual(content, PDF)
  assert.equal(mode, 0o600)
  const { path, ...rest } = params
  assert.deepEqual(rest, { name: 'notes.pdf', title: 'My notes' })
  assert.ok(path.startsWith(uploads.folder) && !path.includes('notes'))
  assert.deepEqual(await left(), [])
  const { options } = runner.calls.at(-1) ?? {}
  assert.equal(options.meta.user_id, 'local')
  assert.ok(options.timeoutMs > 60_000, 'a long document takes long')
})

test('a file as large as allowed is taken, one byte more is a 413 that says how much', async (t) => {
  const { address, seen, left } = await startWithDocuments(t, { maxBytes: 1_000 })
  assert.equal((await upload(address, form('x'.repeat(1_000), 'a.txt'))).status, 201)
  const answer = await upload(address, form('x'.repeat(1_001), 'a.txt'))
  assert.equal(answer.status, 413)
  assert.equal(answer.body.code, 'frame_too_large')
  assert.deepEqual(answer.body.errors, [{ field: 'file', expected: 'at most 1000 bytes', got: 'more' }])
  assert.equal(seen.length, 1)
  assert.deepEqual(await left(), [])
})

test('a body that says it is far too large is refused before it is read', async (t) => {
  const { url, left } = await startWithDocuments(t, { maxBytes: 1_000 })
  const headers = { ...MULTIPART, 'content-length': '1000000000' }
  const client = httpRequest(`${url}/api/ai-agents/documents`, { method: 'POST', headers })
  client.on('error', () => {})
  client.flushHeaders()
  const [response] = await once(client, 'response')
  assert.equal(response.statusCode, 413)
  client.destroy()
  assert.deepEqual(await left(), [])
})

/** @type {[string, RequestInit['body'], Record<string, string> | undefined, number, string | undefined][]} what, body, headers, status, field */
const REFUSED = [
  ['JSON', '{"path":"/etc/passwd"}', { 'content-type': 'application/json' }, 415, undefined],
  ['a form', 'file=a', { 'content-type': 'application/x-www-form-urlencoded' }, 415, undefined],
  ['nothing', '', undefined, 415, undefined],
  ['a picture', form('x', 'me.png', 'image/png'), undefined, 415, 'file'],
  ['a program', form('x', 'setup.exe', 'application/octet-stream'), undefined, 415, 'file'],
  ['no file', multipart(part('name="title"', 'x')), MULTIPART, 400, 'file'],
  ['a file that is text', multipart(part('name="file"', '@notes.pdf')), MULTIPART, 400, 'file'],
  ['a file under another name', multipart(part('name="doc"; filename="a.pdf"', 'x')), MULTIPART, 400, 'doc'],
  ['two files', multipart(FILE, FILE), MULTIPART, 400, 'file'],
  ['an unknown field', form(PDF, 'a.pdf', '', { titel: 'x' }), undefined, 400, 'titel'],
  ['a path of theirs', form(PDF, 'a.pdf', '', { path: '/etc/passwd' }), undefined, 400, 'path'],
  ['a title too long', form(PDF, 'a.pdf', '', { title: 'x'.repeat(300) }), undefined, 400, 'title'],
  [
    'a title longer than a field may be',
    form(PDF, 'a.pdf', '', { title: 'x'.repeat(20_000) }),
    undefined,
    400,
    'title',
  ],
  ['a title with a NUL', form(PDF, 'a.pdf', '', { title: 'a\0b' }), undefined, 400, 'title'],
  ['a title in parts', form(PDF, 'a.pdf', '', { 'title[a]': 'x' }), undefined, 400, 'title[a]'],
  [
    'many fields',
    multipart(...'abcdefgh'.split('').map((name) => part(`name="${name}"`, 'x')), FILE),
    MULTIPART,
    400,
    'body',
  ],
  ['no boundary', FILE, { 'content-type': 'multipart/form-data' }, 400, undefined],
  ['a body that ends in the middle', `--${BOUNDARY}\r\n${FILE}`, MULTIPART, 400, undefined],
]

for (const [what, body, headers, status, field] of REFUSED) {
  test(`${what} is refused with ${status}${field ? `, naming ${field}` : ''}, and nothing stays`, async (t) => {
    const { address, seen, left } = await startWithDocuments(t)
    const answer = await upload(address, body, headers)
    assert.equal(answer.status, status, JSON.stringify(answer.body))
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
    assert.equal(answer.body.errors?.[0].field, field)
    assert.deepEqual(seen, [])
    assert.deepEqual(await left(), [])
  })
}

test('text, Markdown and what has no ending are left for the agents to judge', async (t) => {
  const { address, seen } = await startWithDocuments(t)
  for (const [name, type] of [
    ['a.MD', 'application/octet-stream'],
    ['a.txt', ''],
    ['notes', 'application/octet-stream'],
    ['a.org', 'text/plain'],
  ]) {
    assert.equal((await upload(address, form('words', name, type))).status, 201, name)
  }
  assert.deepEqual(
    seen.map(({ params }) => params.name),
    ['a.MD', 'a.txt', 'notes', 'a.org'],
  )
})

test("a file's name keeps its script and loses its way", async (t) => {
  const { address, seen } = await startWithDocuments(t)
  await upload(address, form(PDF, '../../Übungen\u202e «алгебра» 機械.pdf'))
  assert.equal(seen[0]?.params.name, 'Übungen «алгебра» 機械.pdf')
  assert.equal(plainName('C:\\Users\\ada\\a.pdf'), 'a.pdf')
  assert.equal(plainName('a\0\r\n\tb.pdf'), 'ab.pdf')
  for (const nothing of ['', '.', '..', '/', '../..', ' \u200b '])
    assert.equal(plainName(nothing), 'document')
  const long = plainName(`${'n'.repeat(5_000)}.pdf`)
  assert.ok(long.length <= 255 && long.endsWith('.pdf'))
})

test('what the agents say against a file is said of the file, not of where it lay', async (t) => {
  const { address, runner, left } = await startWithDocuments(t)
  let path = ''
  runner.answers[ADD] = (params) => {
    path = params.path
    const errors = [
      { field: 'path', expected: 'a file that is there', got: `'${path}'`, message: `${path}: no` },
    ]
    const fields = { rpcCode: -32602, phase: 'started', data: { errors }, message: `path: not ${path}` }
    throw runnerError('ERR_RUNNER_REMOTE', fields)
  }
  const answer = await upload(address, form())
  assert.equal(answer.status, 400)
  assert.deepEqual(answer.body.errors, [
    { field: 'file', expected: 'a file that is there', got: "'notes.pdf'", message: 'notes.pdf: no' },
  ])
  assert.equal(answer.body.detail, 'path: not notes.pdf')
  const streamed = await readEvents(address, { method: 'POST', body: form() })
  assert.equal((await streamed.until('error')).data.errors[0].field, 'file')
  assert.ok(!streamed.text().includes(path))
  assert.deepEqual(await left(), [])
})

test('a file goes also when the agents fail, or are away', async (t) => {
  const { address, runner, left } = await startWithDocuments(t)
  runner.answers[ADD] = () => Promise.reject(runnerError('ERR_RUNNER_EXITED', { phase: 'started' }))
  assert.equal((await upload(address, form())).status, 503)
  runner.become('restarting')
  assert.equal((await upload(address, form())).status, 503)
  assert.deepEqual(await left(), [])
})

/** @param {string} address @returns {import('node:http').ClientRequest} that has sent the beginning of a file */
function halfAnUpload(address) {
  const client = httpRequest(address, { method: 'POST', headers: MULTIPART })
  client.on('error', () => {})
  client.write(`--${BOUNDARY}\r\n${part('name="file"; filename="a.pdf"', 'x'.repeat(50_000))}`)
  return client
}

/** @param {() => Promise<string[]>} left @param {number} count */
async function untilThereAre(left, count) {
  const deadline = performance.now() + 5_000
  while ((await left()).length !== count) {
    assert.ok(performance.now() < deadline, `there are ${(await left()).length} files, not ${count}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a client that goes away in the middle of its upload leaves nothing', async (t) => {
  const { address, left, seen } = await startWithDocuments(t)
  const client = halfAnUpload(address)
  await untilThereAre(left, 1)
  client.destroy()
  await untilThereAre(left, 0)
  assert.deepEqual(seen, [])
})

test('a client that stalls in the middle of its upload is let go, and leaves nothing', async (t) => {
  const { uploads, left } = await startWithDocuments(t)
  const app = express()
  app.post('/', async (request, response) => {
    const allowed = { maxBytes: uploads.maxBytes, fields: [], stallMs: 20 }
    await uploads
      .hold((upload) => receiveFile(request, response, upload, allowed))
      .catch(() => response.end())
  })
  const server = app.listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const client = halfAnUpload(`http://127.0.0.1:${port}`)
  await untilThereAre(left, 1)
  await new Promise((resolve) => client.once('close', resolve))
  await untilThereAre(left, 0)
})

test('a client that goes away while its file is read leaves nothing, and the reading is cancelled', async (t) => {
  const { address, left, runner } = await startWithDocuments(t)
  const leaving = new AbortController()
  const cancelled = new Promise((resolve) => {
    runner.answers[ADD] = (_params, { signal }) => {
      leaving.abort()
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(runnerError('ERR_RUNNER_CANCELLED'))
          resolve(undefined)
        })
      })
    }
  })
  await fetch(address, { method: 'POST', body: form(), signal: leaving.signal }).catch(() => {})
  await cancelled
  await untilThereAre(left, 0)
})

test('uploads beyond the bound are told to come again, and there is room when others are done', async (t) => {
  const { address, left } = await startWithDocuments(t, { maxAtOnce: 1 })
  const client = halfAnUpload(address)
  await untilThereAre(left, 1)
  const refused = await upload(address, form())
  assert.equal(refused.status, 503)
  assert.equal(refused.body.code, 'overloaded')
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  client.destroy()
  await untilThereAre(left, 0)
  assert.equal((await upload(address, form())).status, 201)
})

test('a disk that takes no file is no fault of the caller', async (t) => {
  const { address, uploads } = await startWithDocuments(t)
  await rm(uploads.folder, { recursive: true })
  const answer = await upload(address, form())
  assert.equal(answer.status, 500)
  assert.ok(!JSON.stringify(answer.body).includes(uploads.folder))
})

test('an upload is streamed page by page, and read again by its number', async (t) => {
  const { url, address, runner, left } = await startWithDocuments(t)
  const page = (/** @type {number} */ number) => ({ kind: 'page', page: number, pages: 2, status: 'ok' })
  runner.answers[ADD] = async ({ path }, { emit }) => {
    await emit(page(1))
    await emit(page(2))
    return { ...ADDED, size: readFileSync(path).length }
  }
  const reader = await readEvents(address, { method: 'POST', body: form() })
  const events = await reader.rest()
  const [run, ...rest] = events.map(({ event, id, data }) => [event, id, data])
  assert.equal(run?.[0], 'run')
  assert.deepEqual(rest, [
    ['progress', '1', page(1)],
    ['progress', '2', page(2)],
    ['result', '3', { ...ADDED, size: PDF.length }],
  ])
  await untilThereAre(left, 0)
  const again = await readEvents(`${url}${events[0]?.data.href}?after=1`)
  assert.deepEqual((await again.rest()).map(({ id }) => id).slice(1), ['2', '3'])
})

test('a file stays while a second reader follows its reading', async (t) => {
  const { url, address, runner, left } = await startWithDocuments(t)
  let goOn = () => {}
  const going = new Promise((resolve) => (goOn = () => resolve(undefined)))
  runner.answers[ADD] = async ({ path }, { emit }) => {
    await emit('begun')
    await going
    return { size: readFileSync(path).length }
  }
  const first = await readEvents(address, { method: 'POST', body: form() })
  const { data } = await first.until('run')
  const second = await readEvents(url + data.href)
  await second.until('progress')
  first.leave()
  await (await fetch(`${url}/health`)).text()
  goOn()
  assert.deepEqual((await second.until('result')).data, { size: PDF.length })
  await untilThereAre(left, 0)
})

test('documents are listed, shown and deleted by their skills', async (t) => {
  const { address, runner } = await startWithDocuments(t)
  runner.answers['document.list'] = () => ({ documents: [ADDED] })
  runner.answers['document.get'] = ({ document_id }) => ({ document_id })
  runner.answers['document.delete'] = ({ document_id }) => ({ document_id, note: 'gone' })
  const ask = async (/** @type {string} */ path, method = 'GET') => {
    const response = await fetch(address + path, { method })
    return [response.status, await response.json()]
  }
  assert.deepEqual(await ask(''), [200, { documents: [ADDED] }])
  assert.deepEqual(await ask('/doc-1'), [200, { document_id: 'doc-1' }])
  assert.deepEqual(await ask('/doc-1', 'DELETE'), [200, { document_id: 'doc-1', note: 'gone' }])
})

test('a page of a document is asked by its number, and what is no number is refused', async (t) => {
  const { address, runner } = await startWithDocuments(t)
  runner.answers['document.page'] = ({ document_id, page }) => ({ document_id, page, text: 'A cell.' })
  const found = await fetch(`${address}/doc-1/pages/3`)
  assert.equal(found.status, 200)
  assert.deepEqual(await found.json(), { document_id: 'doc-1', page: 3, text: 'A cell.' })
  for (const page of ['three', '0', '-1', '1.5']) {
    const refused = await fetch(`${address}/doc-1/pages/${page}`)
    assert.equal(refused.status, 400, page)
    const { errors } = /** @type {any} */ (await refused.json())
    assert.equal(errors[0].field, 'page')
  }
  const other = await fetch(`${address}/doc-1/pages/3`, { method: 'DELETE' })
  assert.deepEqual([other.status, other.headers.get('allow')], [405, 'GET, HEAD'])
})

test('a document that is not there is a 404 that names it; another method a 405', async (t) => {
  const { address, runner } = await startWithDocuments(t)
  const data = { what: 'document', id: 'doc-9' }
  runner.answers['document.get'] = runner.answers['document.delete'] = () => {
    throw runnerError('ERR_RUNNER_REMOTE', { rpcCode: -32009, phase: 'started', data })
  }
  for (const method of ['GET', 'DELETE']) {
    const response = await fetch(`${address}/doc-9`, { method })
    assert.equal(response.status, 404)
    const { code, what, id } = /** @type {any} */ (await response.json())
    assert.deepEqual([code, what, id], ['not_found', 'document', 'doc-9'])
  }
  const statuses = [
    await fetch(address, { method: 'DELETE' }),
    await fetch(`${address}/doc-9`, { method: 'PUT' }),
  ].map(({ status, headers }) => [status, headers.get('allow')])
  assert.deepEqual(statuses, [
    [405, 'GET, HEAD, POST'],
    [405, 'GET, HEAD, DELETE'],
  ])
})

test('documents wait for a Python that has not said what it can do', async (t) => {
  const runner = new RunnerDouble()
  runner.state = 'failed'
  const { url } = await startApi(t, { runner })
  assert.equal((await fetch(`${url}/api/ai-agents/documents`)).status, 503)
})

test('what a killed server left is removed at the next start; what another one uses is not', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'study-uploads-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const dead = spawn(process.execPath, ['-e', ''])
  await once(dead, 'exit')
  const alive = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  t.after(() => alive.kill('SIGKILL'))
  const names = [`a.${dead.pid}`, `b.${process.pid}`, `c.${alive.pid}`, `old.${alive.pid}`, 'without']
  for (const name of names) await writeFile(join(folder, name), 'x')
  await utimes(join(folder, `old.${alive.pid}`), 1, 1)
  await mkdir(join(folder, 'a folder'))
  await openUploads({ folder, maxBytes: 1 })
  assert.deepEqual(await readdir(folder), [`c.${alive.pid}`])
})
