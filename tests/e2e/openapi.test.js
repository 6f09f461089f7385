/** What /api/openapi.json says holds: its examples are answered as it says, and schemathesis finds nothing else. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  BLOCK_START,
  BLOCK_TO,
  DOCUMENT_ID,
  PLAN,
  QUIZ_ID,
  RUN_ID,
} from '../../node/api/openapi/exampleIds.js'
import { answerCheck, requestCheck } from './openapi/answers.js'
import { EXCEPTIONS, exceptedIn } from './openapi/exceptions.js'
import { makePdf } from './pdf.js'
import { dataFolder, lastFirst, startServer } from './server.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BIN = process.platform === 'win32' ? ['Scripts', 'schemathesis.exe'] : ['bin', 'schemathesis']
const SCHEMATHESIS = join(ROOT, '.venv', ...BIN)
const CONFIGURATION = join(ROOT, 'tests', 'e2e', 'openapi', 'schemathesis.toml')
/** Answered otherwise than with success, and why. @type {Record<string, number>} */
const REFUSED = {
  // Nothing was made for anybody yet.
  deleteNotice: 404,
}
/** They take away what others need. */
const LAST = /delete|forget|erase|logOut|changePassword/i
const NOTES = '# Cells\n\nOsmosis is the movement of water through a membrane.\n'

const cleaning = lastFirst(after)
/** @type {import('./server.js').Server} */
let server
/** @type {any} */
let document

before(async () => {
  const environment = { AGENT_RUNNER_LLM: 'none', RATE_LIMIT_LOGINS: '0' }
  server = await startServer(cleaning, await dataFolder(cleaning), environment)
  document = (await server.ask('/api/openapi.json')).body
})

test('every example in the description is answered as it says', async (t) => {
  const check = answerCheck(document)
  /** What the server gave to whoever has an account. */
  const session = { token: '', cookie: '' }
  const operations = Object.entries(document.paths)
    .flatMap(([path, item]) =>
      Object.entries(/** @type {Record<string, any>} */ (item)).map(([method, operation]) => ({
        path,
        method,
        operation,
      })),
    )
    .sort((one, other) => rank(one.operation) - rank(other.operation))

  for (const { path, method, operation } of operations) {
    const content = Object.entries(operation.requestBody?.content ?? { '': {} })
    const examples = content.filter(([type, { example }]) => type === '' || example !== undefined)
    for (const [type, { example }] of examples) {
      await t.test(`${method.toUpperCase()} ${path} ${type}`.trim(), async () => {
        const own = await ownThings(operation, session)
        const request = { method: method.toUpperCase(), ...bodyOf(type, own(example)) }
        const headers = { ...request.headers, ...credentials(operation, session) }
        const response = await fetch(server.url + addressOf(path, operation, own), { ...request, headers })
        const text = await response.text()
        if (operation.operationId === 'register' || operation.operationId === 'logIn')
          remember(response, text, session)
        const expected = REFUSED[operation.operationId]
        if (expected === undefined) assert.ok(response.ok, `${response.status} ${text.slice(0, 500)}`)
        else assert.equal(response.status, expected)
        check(operation, response, text)
      })
    }
  }
})

test('what schemathesis is told to except is refused, well formed as it is', async (t) => {
  const excepted = exceptedIn(await readFile(CONFIGURATION, 'utf8'))
  assert.deepEqual([...excepted.keys()].sort(), Object.keys(EXCEPTIONS).sort())
  const check = requestCheck(document)
  const session = await newSession()
  const documents = {
    blank: await upload('blank.pdf', new Uint8Array(makePdf([[]])), session),
    bare: await upload('bare.txt', 'x', session),
  }

  for (const [id, { status, fields, as = 'json' }] of Object.entries(EXCEPTIONS)) {
    await t.test(id, async () => {
      const [path, method, operation] = operationOf(id)
      const type = as === 'json' ? 'application/json' : 'multipart/form-data'
      const given = fields(documents)
      check(operation, type, given)
      const { body, headers } = bodyOf(type, given)
      const authorization = `Bearer ${session.token}`
      const init = { method: method.toUpperCase(), body, headers: { ...headers, authorization } }
      const answer = await server.ask(path, init)
      assert.equal(answer.status, status, answer.text)
      assert.ok(excepted.get(id)?.includes(`${status}`), `${id} is not told to be answered ${status}`)
    })
  }
})

test('schemathesis finds nothing', async () => {
  const args = ['--config-file', CONFIGURATION, 'run']
  const bounds = ['--phases', 'examples,fuzzing', '-n', '4', '--workers', '2', '--no-color']
  const { code, output } = await run(SCHEMATHESIS, [...args, `${server.url}/api/openapi.json`, ...bounds])
  assert.equal(code, 0, output)
  // It did what it was to do, and was not merely stopped.
  assert.match(output, /Test Phases:\n.*Examples\n.*\n.*✅ Fuzzing/)
})

/** @param {string} program @param {string[]} args @returns {Promise<{code: number | null, output: string}>} */
async function run(program, args) {
  const child = spawn(program, args, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'], timeout: 150_000 })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const [code] = await once(child, 'close')
  return { code, output }
}

/** Of an account that was just made. */
async function newSession() {
  const session = { token: '', cookie: '' }
  const fields = { email: 'grace@example.org', password: 'a long walk by the sea', name: 'Grace' }
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify(fields)
  const response = await fetch(`${server.url}/api/auth/register`, { method: 'POST', headers, body })
  remember(response, await response.text(), session)
  return session
}

/** @param {string} name @param {string | Uint8Array<ArrayBuffer>} content @param {{token: string}} session @returns {Promise<string>} its id */
async function upload(name, content, { token }) {
  const body = new FormData()
  body.set('file', new Blob([content]), name)
  const init = { method: 'POST', body, headers: { authorization: `Bearer ${token}` } }
  return (await server.ask('/api/ai-agents/documents', init)).body.document_id
}

/** @param {string} id @returns {[path: string, method: string, operation: any]} */
function operationOf(id) {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (operation.operationId === id) return [path, method, operation]
    }
  }
  throw new Error(`no operation ${id}`)
}

/** @param {any} operation registering comes first, what takes away last */
function rank({ operationId }) {
  if (operationId === 'register') return 0
  if (operationId === 'eraseAccount') return 4
  return LAST.test(operationId) ? 3 : operationId === 'logIn' ? 1 : 2
}

/**
 * What an example's placeholders stand for here: made anew for each request that needs it.
 * @param {any} operation
 * @param {{token: string}} session
 * @returns {Promise<(value: any) => any>}
 */
async function ownThings(operation, session) {
  const text = JSON.stringify([operation.requestBody, operation.parameters]) ?? ''
  const headers = { 'content-type': 'application/json', ...credentials(operation, session) }
  const post = async (/** @type {string} */ path, /** @type {object} */ body) => {
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    return (await server.ask(`/api/ai-agents/${path}`, init)).body
  }
  /** @type {Map<unknown, any>} */
  const things = new Map()
  if (text.includes(RUN_ID) || text.includes(BLOCK_START)) {
    const plan = await post('study-plan', { user_input: 'Help me study genetics' })
    const [block] = plan.schedule.blocks.filter((/** @type {any} */ { kind }) => kind === 'learn')
    const later = new Date(Date.parse(block.start) + 24 * 3_600_000).toISOString()
    things.set(RUN_ID, plan.run_id).set(BLOCK_START, block.start).set(BLOCK_TO, later)
    things.set(JSON.stringify({ ...PLAN, run_id: plan.run_id }), plan)
  }
  if (text.includes(QUIZ_ID)) things.set(QUIZ_ID, (await post('quiz', { topic: 'genetics' })).quiz_id)
  if (text.includes(DOCUMENT_ID)) {
    const body = new FormData()
    body.set('file', new Blob([NOTES]), 'cells.md')
    const init = { method: 'POST', body, headers: credentials(operation, session) }
    things.set(DOCUMENT_ID, (await server.ask('/api/ai-agents/documents', init)).body.document_id)
  }
  const own = (/** @type {any} */ value) =>
    things.get(typeof value === 'object' ? JSON.stringify(value) : value) ?? value
  return (example) =>
    example === undefined ? undefined : JSON.parse(JSON.stringify(example), (_key, value) => own(value))
}

/** @param {string} path @param {any} operation @param {(value: any) => any} own */
function addressOf(path, { parameters = [] }, own) {
  const all = parameters.map((/** @type {any} */ given) => resolved(given))
  return path.replace(/\{(\w+)\}/g, (_whole, name) => {
    const { example } = all.find((/** @type {any} */ one) => one.in === 'path' && one.name === name)
    return encodeURIComponent(own(example))
  })
}

/** @param {any} given */
function resolved(given) {
  return given.$ref ? document.components.parameters[given.$ref.split('/').at(-1)] : given
}

/** @param {string} type @param {any} value @returns {{body?: string | FormData, headers?: Record<string, string>}} */
function bodyOf(type, value) {
  if (type === '') return {}
  if (type === 'multipart/form-data') {
    const body = new FormData()
    const { file, ...fields } = value
    body.set('file', new Blob([file]), 'cells.md')
    for (const [name, text] of Object.entries(fields)) body.set(name, `${text}`)
    return { body }
  }
  const body = type === 'application/json' ? JSON.stringify(value) : `${new URLSearchParams(value)}`
  return { body, headers: { 'content-type': type } }
}

/** Of a user where only users may ask, else none. @param {any} operation @param {{token?: string, cookie?: string}} session */
function credentials({ security }, session) {
  const needs = Object.keys(security[0] ?? {})
  /** @type {Record<string, string>} */
  const headers = {}
  if (needs.includes('bearer')) headers.authorization = `Bearer ${session.token}`
  if (needs.includes('refresh')) headers.cookie = `${session.cookie}`
  return headers
}

/** @param {Response} response @param {string} text @param {{token: string, cookie: string}} session */
function remember(response, text, session) {
  session.token = JSON.parse(text).access_token
  session.cookie = `${
    response.headers
      .getSetCookie()
      .find((one) => one.startsWith('refresh='))
      ?.split(';')[0]
  }`
}
