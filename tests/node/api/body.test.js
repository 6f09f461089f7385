import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import express from 'express'
import { bodyFields } from '../../../node/api/middleware/body.js'
import { problems } from '../../../node/api/middleware/problems.js'
import { PLAN, startApi } from './doubles.js'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

test('JSON under the form type, as curl -d sends it, makes a plan', async (t) => {
  const { post, runner } = await startApi(t)
  const answer = await post('study-plan', '{"user_input":"Help me study machine learning"}')
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.body, PLAN)
  assert.deepEqual(runner.calls.at(-1)?.params, { user_input: 'Help me study machine learning' })
})

test('real form fields are read as the types the skill asks for', async (t) => {
  const { post, runner } = await startApi(t)
  const fields = 'user_input=F%C3%BCr+die+Pr%C3%BCfung&minutes_per_day=30&days_off=sunday&days_off=monday'
  assert.equal((await post('study-plan', fields, FORM)).status, 200)
  const expected = { user_input: 'Für die Prüfung', minutes_per_day: 30, days_off: ['sunday', 'monday'] }
  assert.deepEqual(runner.calls.at(-1)?.params, expected)
})

test('text in any script arrives as it was sent', async (t) => {
  const { post, runner } = await startApi(t)
  const user_input = 'Ich lerne 機械学習 und «матан» 🎓'
  await post('study-plan', JSON.stringify({ user_input }), { 'content-type': 'text/plain' })
  assert.equal(runner.calls.at(-1)?.params.user_input, user_input)
})

/** @type {[string, string | Buffer, number, string, string][]} what it is, body, status, code, field */
const REFUSED = [
  ['nothing', '', 400, 'invalid_params', 'user_input'],
  ['an array', '[1]', 400, 'invalid_params', 'body'],
  ['a number', '5', 400, 'invalid_params', 'body'],
  ['half an object', '{"user_input":', 400, 'parse_error', 'body'],
  ['a missing field', '{}', 400, 'invalid_params', 'user_input'],
  ['a wrong type', '{"user_input":7}', 400, 'invalid_params', 'user_input'],
  ['an empty text', '{"user_input":""}', 400, 'invalid_params', 'user_input'],
  ['an unknown field', '{"user_input":"x","userinput":"y"}', 400, 'invalid_params', 'userinput'],
  [
    'a number out of range',
    '{"user_input":"x","minutes_per_day":1}',
    400,
    'invalid_params',
    'minutes_per_day',
  ],
  ['a number as text', '{"user_input":"x","minutes_per_day":"30"}', 400, 'invalid_params', 'minutes_per_day'],
  ['a value of no choice', '{"user_input":"x","level":"great"}', 400, 'invalid_params', 'level'],
  ['a wrong item', '{"user_input":"x","days_off":["sunday",1]}', 400, 'invalid_params', 'days_off[1]'],
  ['a lone surrogate', '{"user_input":"\\ud800"}', 400, 'invalid_params', 'user_input'],
  ['a NUL', '{"user_input":"a\\u0000b"}', 400, 'invalid_params', 'user_input'],
  ['no time zone', '{"user_input":"x","timezone":"Mars/Olympus"}', 400, 'invalid_params', 'timezone'],
  ['a prototype', '{"user_input":"x","__proto__":{"a":1}}', 400, 'invalid_params', '__proto__'],
  ['too much', JSON.stringify({ user_input: 'x'.repeat(1_100_000) }), 413, 'frame_too_large', 'body'],
]

for (const [what, body, status, code, field] of REFUSED) {
  test(`${what} is refused, naming ${field}, before a run is accepted`, async (t) => {
    const { post, runs } = await startApi(t)
    const answer = await post('study-plan', body, { 'content-type': 'application/json' })
    assert.equal(answer.status, status)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
    assert.equal(answer.body.code, code)
    assert.equal(answer.body.status, status)
    assert.equal(answer.body.errors[0].field, field)
    assert.equal(answer.body.instance, '/api/ai-agents/study-plan')
    assert.deepEqual(runs.history, [])
  })
}

test('each wrong field is named with what was expected and what came', async (t) => {
  const { post } = await startApi(t)
  const { body } = await post('study-plan', '{"user_inputt":"x","minutes_per_day":"soon"}')
  assert.deepEqual(
    body.errors.map((/** @type {any} */ { field, expected, got }) => ({ field, expected, got })),
    [
      { field: 'user_input', expected: 'a value (it is required)', got: 'nothing' },
      { field: 'user_inputt', expected: 'user_input (did you mean it?)', got: 'unknown field' },
      { field: 'minutes_per_day', expected: 'integer or null', got: '"soon"' },
    ],
  )
})

test('bytes that are no UTF-8 are refused', async (t) => {
  const { post } = await startApi(t)
  const answer = await post('study-plan', Buffer.from('7b22ff227d', 'hex'))
  assert.equal(answer.status, 400)
  assert.equal(answer.body.code, 'parse_error')
})

test('a body that is not packed as it says is refused in plain words', async (t) => {
  const { url } = await startApi(t)
  const whole = gzipSync('{"user_input":"algebra"}')
  for (const [encoding, body] of /** @type {const} */ ([
    ['gzip', Buffer.from('{"user_input":"algebra"}')],
    ['GZIP', whole.subarray(0, 20)],
    ['deflate', Buffer.from('no deflate')],
    ['br', Buffer.from('no brotli, whatever it says')],
  ])) {
    const headers = { 'content-encoding': encoding }
    const answer = await fetch(`${url}/api/ai-agents/study-plan`, { method: 'POST', body, headers })
    const { code, detail } = /** @type {any} */ (await answer.json())
    const expected = [400, 'parse_error', `The body is not valid ${encoding.toLowerCase()}.`]
    assert.deepEqual([answer.status, code, detail], expected)
  }
})

test('nesting deeper than anyone needs is refused without being walked', async (t) => {
  const { post } = await startApi(t)
  const deep = `{"user_input":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  const answer = await post('study-plan', deep)
  assert.equal(answer.status, 400)
  assert.equal(answer.body.code, 'invalid_params')
})

test('a body that does not come in time is a 408, and the connection is not kept', async (t) => {
  const app = express()
    .post('/', bodyFields({ timeoutMs: 20 }))
    .use(problems())
  const server = app.listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const client = httpRequest(`http://127.0.0.1:${port}`, { method: 'POST' })
  client.on('error', () => {})
  client.write('{"user_input":')
  const [response] = await once(client, 'response')
  assert.equal(response.statusCode, 408)
  assert.equal(response.headers.connection, 'close')
  assert.match(response.headers['content-type'], /^application\/problem\+json/)
  client.destroy()
})
