/** Who was let in stays as long as they may: streams of events, and live connections, end with what let them in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PLAN, runnerError, startApi } from './doubles.js'
import { readEvents } from './eventReader.js'
import { connect } from './liveClient.js'

const ADA = { email: 'ada@example.org', password: 'a long walk by the sea', name: 'Ada' }
const STUDY_PLAN = 'orchestrator.study_plan'
const QUIZ = 'assessment.quiz'
const PLAN_BODY = '{"user_input":"Help me study machine learning"}'
const QUIZ_BODY = '{"topic":"algebra"}'
const TOKEN_MS = 15 * 60_000
const times = { lookMs: 10 }

/** A promise and its handles. */
function gate() {
  let open = (/** @type {any} */ _value) => {}
  const passed = new Promise((resolve) => (open = resolve))
  return { open, passed }
}

/** Ada, logged in, and a run of hers that has said one thing and goes on. @param {import('node:test').TestContext} t */
async function startWithAda(t) {
  const api = await startApi(t, { production: true, times })
  const { url, accounts, runner } = api
  const send = async (/** @type {string} */ path, /** @type {RequestInit} */ init = {}) => {
    const response = await fetch(url + path, { method: 'POST', ...init })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null }
  }
  const { body, headers } = await send('/api/auth/register', { body: JSON.stringify(ADA) })
  const cookie = `${headers.getSetCookie()[0]?.split(';')[0]}`
  const token = String(body.access_token)
  const going = gate()
  const cancelled = gate()
  runner.answers[STUDY_PLAN] = runner.answers[QUIZ] = async (_params, { emit, signal }) => {
    signal?.addEventListener('abort', () => cancelled.open(undefined))
    await emit({ kind: 'token' })
    const aborted = cancelled.passed.then(() => Promise.reject(runnerError('ERR_RUNNER_CANCELLED')))
    return Promise.race([going.passed, aborted])
  }
  const stream = (/** @type {string} */ path, /** @type {string} */ content) =>
    readEvents(`${url}/api/ai-agents/${path}`, { method: 'POST', body: content, headers: bearer(token) })
  const refresh = async () =>
    String((await send('/api/auth/refresh', { headers: { cookie } })).body.access_token)
  const logOut = () => send('/api/auth/logout', { headers: { cookie } })
  return {
    ...api,
    rows: accounts.rows,
    userId: String(body.user.id),
    token,
    going,
    cancelled,
    stream,
    refresh,
    logOut,
  }
}

/** @param {string} token */
function bearer(token) {
  return { authorization: `Bearer ${token}` }
}

test('events of a stored run end with the token, which is said, and are read on with a new one', async (t) => {
  const { url, rows, going, stream, refresh } = await startWithAda(t)
  const reader = await stream('study-plan', PLAN_BODY)
  const { data } = await reader.until('run')
  const { id } = await reader.until('progress')
  rows.now += TOKEN_MS
  const [told, ...more] = await reader.rest()
  assert.equal(told?.event, 'auth.expired')
  assert.deepEqual([told?.data.code, told?.data.status], ['unauthenticated', 401])
  assert.equal(told?.id, null, 'it is none of the run’s')
  assert.deepEqual(more, [])

  const headers = { ...bearer(await refresh()), 'last-event-id': `${id}` }
  const again = await readEvents(url + data.href, { headers })
  going.open(PLAN)
  assert.deepEqual((await again.until('result')).data, PLAN)
})

test('a stream that reads a run again ends with the session', async (t) => {
  const { url, token, stream, logOut } = await startWithAda(t)
  const { data } = await (await stream('study-plan', PLAN_BODY)).until('run')
  const reader = await readEvents(url + data.href, { headers: bearer(token) })
  await reader.until('progress')
  await logOut()
  assert.deepEqual(
    (await reader.rest()).map(({ event, data: { code } }) => [event, code]),
    [['auth.expired', 'unauthenticated']],
  )
})

test('an answer that is stored nowhere outlives its token, so that it is not lost, but not its session', async (t) => {
  const { rows, stream, logOut, cancelled, going } = await startWithAda(t)
  const first = await stream('quiz', QUIZ_BODY)
  await first.until('progress')
  rows.now += TOKEN_MS
  const looked = gate()
  const read = rows.userOf
  rows.userOf = (sid) => {
    looked.open(undefined)
    return read.call(rows, sid)
  }
  await looked.passed
  going.open({ items: [1] })
  assert.deepEqual((await first.until('result')).data, { items: [1] })

  rows.now -= TOKEN_MS
  Object.assign(going, gate())
  const second = await stream('quiz', QUIZ_BODY)
  await second.until('progress')
  await logOut()
  assert.deepEqual(
    (await second.rest()).map(({ event }) => event),
    ['auth.expired'],
  )
  await cancelled.passed
})

test('who deletes the account hears nothing more of it, on streams and connections alike', async (t) => {
  const { url, accounts, userId, token, stream } = await startWithAda(t)
  const reader = await stream('quiz', QUIZ_BODY)
  await reader.until('progress')
  const client = await connect(t, url, { token })
  const [told, ended] = [client.told('auth.expired'), client.told('disconnect')]
  await accounts.auth.deleteUser(userId)
  assert.equal((await told)[0].code, 'unauthenticated')
  await ended
  assert.deepEqual(
    (await reader.rest()).map(({ event }) => event),
    ['auth.expired'],
  )
})

test('a connection ends with its token, and one with a fresh token goes on', async (t) => {
  const { url, rows, token, refresh } = await startWithAda(t)
  const [late, fresh] = [await connect(t, url, { token }), await connect(t, url, { token })]
  rows.now += TOKEN_MS - 60_000
  assert.equal((await fresh.ask('auth.refresh', { token: await refresh() })).ok, true)
  const [told, ended] = [late.told('auth.expired'), late.told('disconnect')]
  rows.now += 60_000
  assert.equal((await told)[0].message, 'The access token has run out.')
  await ended
  assert.equal(fresh.socket.connected, true)
})

test('while the database is away nobody is sent away', async (t) => {
  const { url, rows, token, going, stream } = await startWithAda(t)
  const reader = await stream('quiz', QUIZ_BODY)
  await reader.until('progress')
  const client = await connect(t, url, { token })
  let looks = 0
  const enough = gate()
  rows.userOf = async () => {
    if ((looks += 1) === 4) enough.open(undefined)
    throw Object.assign(new Error('away'), { name: 'SequelizeConnectionError' })
  }
  await enough.passed
  going.open({ items: [] })
  await reader.until('result')
  assert.equal(client.socket.connected, true)
})

test('a guest who registers meanwhile is somebody else to the streams of before', async (t) => {
  const { url, runner } = await startApi(t, { production: true, allowGuests: true, times })
  const going = gate()
  runner.answers[QUIZ] = async (_params, { emit }) => {
    await emit({ kind: 'token' })
    return going.passed
  }
  const reader = await readEvents(`${url}/api/ai-agents/quiz`, { method: 'POST', body: QUIZ_BODY })
  await reader.until('progress')
  const cookie = `${reader.response.headers.getSetCookie()[0]?.split(';')[0]}`
  await fetch(`${url}/api/auth/register`, { method: 'POST', body: JSON.stringify(ADA), headers: { cookie } })
  const [told] = await reader.rest()
  assert.deepEqual([told?.event, told?.data.detail], ['auth.expired', 'You are somebody else by now.'])
  going.open(null)
})
