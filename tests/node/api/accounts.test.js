import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startApi } from './doubles.js'

const ADA = { email: 'ada@example.org', password: 'a long walk by the sea', name: 'Ada' }
const TOPIC = '{"topic":"algebra"}'
const MINUTE_MS = 60_000

/**
 * A client that keeps cookies as a browser does, and the access token as the page does.
 * @param {string} url
 */
function browser(url) {
  /** @type {Map<string, string>} */
  const jar = new Map()
  const self = { jar, token: '', send }
  return self

  /**
   * @param {string} method @param {string} path @param {object} [body] @param {Record<string, string>} [headers]
   * @returns {Promise<{status: number, headers: Headers, body: any, cookies: string[]}>}
   */
  async function send(method, path, body, headers = {}) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url + path, {
      method,
      body: body && JSON.stringify(body),
      headers: {
        ...(cookie && { cookie }),
        ...(self.token && { authorization: `Bearer ${self.token}` }),
        ...headers,
      },
    })
    const cookies = response.headers.getSetCookie()
    for (const each of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      if (/Max-Age=0/.test(each)) jar.delete(name)
      else jar.set(name, value)
    }
    const text = await response.text()
    const answer = text.startsWith('{') ? JSON.parse(text) : null
    if (answer?.access_token) self.token = answer.access_token
    return { status: response.status, headers: response.headers, body: answer, cookies }
  }
}

/** @param {import('node:test').TestContext} t @param {Parameters<typeof startApi>[1]} [given] */
async function startWithAda(t, given) {
  const api = await startApi(t, given)
  const ada = browser(api.url)
  const registered = await ada.send('POST', '/api/auth/register', ADA)
  assert.equal(registered.status, 201)
  return { ...api, ada, registered, rows: api.accounts.rows }
}

test('registering logs in: the access token in the answer, the refresh token only in a cookie', async (t) => {
  const { ada, registered, rows } = await startWithAda(t)
  const { user, access_token, expires_in, ...rest } = registered.body
  assert.deepEqual(rest, {})
  assert.deepEqual(user, { id: user.id, email: ADA.email, name: ADA.name })
  assert.equal(expires_in, 900)
  assert.equal(registered.headers.get('cache-control'), 'no-store')
  const [cookie = ''] = registered.cookies
  assert.match(cookie, /^refresh=[\w-]{43}; Max-Age=2592000; Path=\/api\/auth; HttpOnly; SameSite=Strict$/)
  assert.deepEqual((await ada.send('GET', '/api/auth/me')).body, { user })
  assert.equal(rows.learners.get(`user:${user.id}`), 'user')
  const kept = JSON.stringify([...rows.tokens])
  assert.ok(!kept.includes(`${ada.jar.get('refresh')}`), 'a refresh token is kept hashed')
  assert.equal(registered.body.access_token, access_token)
})

test('behind a proxy that speaks TLS the cookies go over TLS alone', async (t) => {
  const { url } = await startApi(t)
  const { cookies } = await browser(url).send('POST', '/api/auth/register', ADA, {
    'x-forwarded-proto': 'https',
  })
  assert.match(`${cookies[0]}`, /; Secure/)
})

test('an email is one, in whatever case it is written', async (t) => {
  const { url, rows } = await startWithAda(t)
  const again = await browser(url).send('POST', '/api/auth/register', { ...ADA, email: ' ADA@Example.org ' })
  assert.equal(again.status, 409)
  assert.equal(again.body.code, 'conflict')
  assert.equal(rows.users.size, 1)
  const login = await browser(url).send('POST', '/api/auth/login', {
    email: 'Ada@EXAMPLE.org',
    password: ADA.password,
  })
  assert.equal(login.status, 200)
  assert.equal(login.body.user.email, ADA.email)
})

test('what is no email, no name or a poor password is refused, by field', async (t) => {
  const { url } = await startApi(t)
  for (const [field, value] of [
    ['email', 'ada'],
    ['email', 'ada@localhost'],
    ['email', 'a b@example.org'],
    ['email', `${'a'.repeat(250)}@example.org`],
    ['email', 17],
    ['name', ' '],
    ['name', 'x'.repeat(101)],
    ['name', 'Ada\nBcc: all'],
    ['password', 'ninechars'],
    ['password', '🌊'.repeat(9)],
    ['password', `${'ab c'.repeat(32)}d`],
    ['password', 'Password123'],
    ['password', 'QWERTYUIOP'],
    ['password', 'abababababab'],
    ['password', 'ADA@example.org'],
    ['password', undefined],
    ['learner_id', 'user:1'],
  ]) {
    const answer = await browser(url).send('POST', '/api/auth/register', { ...ADA, [`${field}`]: value })
    assert.equal(answer.status, 400, `${field}: ${value}`)
    assert.deepEqual(
      answer.body.errors.map((/** @type {any} */ error) => error.field),
      [field],
    )
    if (field === 'password') assert.ok(!JSON.stringify(answer.body).includes(`${value}`), 'never echoed')
  }
  for (const password of ['ocean 🌊 walk', 'dix caractères', 'x'.repeat(126) + 'yz', 'ten chars!']) {
    const email = `${Math.random()}@example.org`
    const answer = await browser(url).send('POST', '/api/auth/register', { ...ADA, email, password })
    assert.equal(answer.status, 201, password)
  }
})

test('a field that is not asked for is named, with those that are', async (t) => {
  const { url } = await startApi(t)
  const answer = await browser(url).send('POST', '/api/auth/register', { ...ADA, nickname: 'A' })
  assert.equal(answer.body.detail, 'nickname is not asked for; the fields are email, password, name')
})

test('a password is the same on every keyboard', async (t) => {
  const { url } = await startApi(t)
  const composed = 'caf\u00e9 au lait'
  const decomposed = 'cafe\u0301 au lait'
  await browser(url).send('POST', '/api/auth/register', { ...ADA, password: composed })
  const answer = await browser(url).send('POST', '/api/auth/login', {
    email: ADA.email,
    password: decomposed,
  })
  assert.equal(answer.status, 200)
})

test('a log-in tells nobody whether the email has an account, and looks at a password either way', async (t) => {
  const { url, accounts } = await startWithAda(t)
  const attempt = async (/** @type {string} */ email) => {
    const before = accounts.computed.verified
    const answer = await browser(url).send('POST', '/api/auth/login', { email, password: 'not the password' })
    return { ...answer, verified: accounts.computed.verified - before }
  }
  const [known, unknown] = [await attempt(ADA.email), await attempt('nobody@example.org')]
  assert.equal(known.status, 401)
  assert.equal(known.verified, 1)
  assert.equal(unknown.verified, 1)
  const seen = (/** @type {typeof known} */ { status, body, headers }) => [
    status,
    { ...body, request_id: '' },
    [...headers.keys()].sort(),
  ]
  assert.deepEqual(seen(known), seen(unknown))
  assert.deepEqual(known.cookies, [])
})

test('each refresh gives a new pair, and the page goes on with it', async (t) => {
  const { ada, rows } = await startWithAda(t)
  const [first, token] = [ada.jar.get('refresh'), ada.token]
  rows.now += 20 * MINUTE_MS
  assert.equal((await ada.send('GET', '/api/auth/me')).status, 401)
  const answer = await ada.send('POST', '/api/auth/refresh')
  assert.equal(answer.status, 200)
  assert.notEqual(ada.jar.get('refresh'), first)
  assert.notEqual(ada.token, token)
  assert.equal((await ada.send('GET', '/api/auth/me')).status, 200)
})

test('a refresh token that comes again later ends the whole session, for the thief and for the owner', async (t) => {
  const { url, ada, rows } = await startWithAda(t)
  const thief = browser(url)
  thief.jar.set('refresh', `${ada.jar.get('refresh')}`)
  assert.equal((await ada.send('POST', '/api/auth/refresh')).status, 200)
  rows.now += 11_000
  const reused = await thief.send('POST', '/api/auth/refresh')
  assert.equal(reused.status, 401)
  assert.equal(thief.jar.has('refresh'), false, 'the cookie is taken away')
  assert.equal((await ada.send('GET', '/api/auth/me')).status, 401)
  assert.equal((await ada.send('POST', '/api/auth/refresh')).status, 401)
  assert.equal(rows.events.at(-1)?.what, 'refresh_token_reused')
})

test('two tabs that refresh at the same time get the same token, and neither is thrown out', async (t) => {
  const { url, ada, rows } = await startWithAda(t)
  const tab = browser(url)
  tab.jar.set('refresh', `${ada.jar.get('refresh')}`)
  const both = await Promise.all([
    ada.send('POST', '/api/auth/refresh'),
    tab.send('POST', '/api/auth/refresh'),
  ])
  assert.deepEqual(
    both.map(({ status }) => status),
    [200, 200],
  )
  assert.equal(tab.jar.get('refresh'), ada.jar.get('refresh'))
  rows.now += MINUTE_MS
  assert.equal((await tab.send('POST', '/api/auth/refresh')).status, 200)
})

test('an old page whose next token was used meanwhile is a thief too', async (t) => {
  const { ada, rows, url } = await startWithAda(t)
  const old = `${ada.jar.get('refresh')}`
  for (let turn = 0; turn < 3; turn += 1) {
    rows.now += MINUTE_MS
    assert.equal((await ada.send('POST', '/api/auth/refresh')).status, 200)
  }
  const thief = browser(url)
  thief.jar.set('refresh', old)
  assert.equal((await thief.send('POST', '/api/auth/refresh')).status, 401)
  assert.equal((await ada.send('POST', '/api/auth/refresh')).status, 401)
})

test('without a session there is nothing to go on with, whatever the cookie says', async (t) => {
  const { url } = await startApi(t)
  for (const cookie of ['', 'refresh=', 'refresh=nonsense', 'refresh=%00']) {
    const answer = await browser(url).send('POST', '/api/auth/refresh', undefined, { cookie })
    assert.equal(answer.status, 401, cookie)
    assert.equal(answer.body.code, 'unauthenticated')
  }
})

test('after logging out neither token counts, and logging out twice is no error', async (t) => {
  const { url, ada } = await startWithAda(t)
  const copy = browser(url)
  copy.jar.set('refresh', `${ada.jar.get('refresh')}`)
  assert.equal((await ada.send('GET', '/api/auth/me')).status, 200, 'known here a moment ago')
  const out = await ada.send('POST', '/api/auth/logout')
  assert.equal(out.status, 204)
  assert.equal(ada.jar.has('refresh'), false)
  assert.equal((await ada.send('GET', '/api/auth/me')).status, 401)
  assert.equal((await copy.send('POST', '/api/auth/refresh')).status, 401)
  assert.equal((await ada.send('POST', '/api/auth/logout')).status, 204)
})

test('a page whose session is over is a guest of its own, not the terminal’s', async (t) => {
  const { ada, runner, rows } = await startWithAda(t)
  await ada.send('POST', '/api/auth/logout')
  ada.token = ''
  await ada.send('POST', '/api/ai-agents/quiz', JSON.parse(TOPIC))
  const guest = runner.calls.at(-1)?.options.meta.user_id
  assert.equal(guest, `guest:${ada.jar.get('guest')}`)
  await ada.send('POST', '/api/auth/refresh')
  await ada.send('POST', '/api/ai-agents/quiz', JSON.parse(TOPIC))
  assert.equal(runner.calls.at(-1)?.options.meta.user_id, guest, 'and stays the same one')
  assert.equal(rows.events.at(-1)?.what, 'logged_out')
})

test('another password ends the other sessions and keeps this one', async (t) => {
  const { url, ada } = await startWithAda(t)
  const elsewhere = browser(url)
  await elsewhere.send('POST', '/api/auth/login', { email: ADA.email, password: ADA.password })
  const change = { current_password: ADA.password, new_password: 'a longer walk by the sea' }
  const wrong = await ada.send('POST', '/api/auth/password', { ...change, current_password: 'not this one' })
  assert.equal(wrong.status, 403)
  assert.equal((await elsewhere.send('GET', '/api/auth/me')).status, 200)
  const poor = await ada.send('POST', '/api/auth/password', { ...change, new_password: 'password123' })
  assert.equal(poor.body.errors[0].field, 'new_password')

  assert.equal((await ada.send('POST', '/api/auth/password', change)).status, 204)
  assert.equal((await ada.send('GET', '/api/auth/me')).status, 200)
  assert.equal((await elsewhere.send('GET', '/api/auth/me')).status, 401)
  assert.equal((await elsewhere.send('POST', '/api/auth/refresh')).status, 401)
  const old = await browser(url).send('POST', '/api/auth/login', {
    email: ADA.email,
    password: ADA.password,
  })
  assert.equal(old.status, 401)
})

test('a new password is another one, on whatever keyboard it is typed', async (t) => {
  const { url } = await startApi(t)
  const ada = browser(url)
  const [composed, decomposed] = ['caf\u00e9 au lait', 'cafe\u0301 au lait']
  await ada.send('POST', '/api/auth/register', { ...ADA, password: composed })
  for (const fresh of [composed, decomposed]) {
    const change = { current_password: composed, new_password: fresh }
    const { status, body } = await ada.send('POST', '/api/auth/password', change)
    assert.equal(status, 400)
    assert.deepEqual(body.errors, [
      { field: 'new_password', expected: 'another password than the current one', got: 'the same' },
    ])
    assert.ok(!JSON.stringify(body).includes('au lait'))
  }
})

test('who is deleted is gone: tokens, sessions and learner', async (t) => {
  const { ada, registered, accounts, rows } = await startWithAda(t)
  const { id } = registered.body.user
  assert.equal(await accounts.auth.verifyPassword(id, ADA.password), true)
  assert.equal(await accounts.auth.verifyPassword(id, 'something else'), false)
  assert.equal(await accounts.auth.deleteUser(id), true)
  assert.equal(await accounts.auth.deleteUser(id), false)
  assert.equal((await ada.send('GET', '/api/auth/me')).status, 401)
  assert.equal((await ada.send('POST', '/api/auth/refresh')).status, 401)
  assert.equal(rows.learners.size, 0)
})

test('a guest who registers takes the work along, and is no guest any more', async (t) => {
  const pageFolder = await mkdtemp(join(tmpdir(), 'study-page-'))
  t.after(() => rm(pageFolder, { recursive: true }))
  await writeFile(join(pageFolder, 'index.html'), '<h1>The page</h1>')
  const { url, runner, accounts } = await startApi(t, { pageFolder })
  const guest = browser(url)
  await guest.send('GET', '/', undefined, { accept: 'text/html' })
  const value = `${guest.jar.get('guest')}`
  await guest.send('POST', '/api/ai-agents/quiz', JSON.parse(TOPIC))
  const asGuest = runner.calls.at(-1)?.options.meta.user_id
  assert.equal(asGuest, `guest:${value}`)

  await guest.send('POST', '/api/auth/register', ADA)
  assert.equal(guest.jar.has('guest'), false)
  await guest.send('POST', '/api/ai-agents/quiz', JSON.parse(TOPIC))
  assert.equal(runner.calls.at(-1)?.options.meta.user_id, asGuest)

  const copy = browser(url)
  copy.jar.set('guest', value)
  await copy.send('POST', '/api/ai-agents/quiz', JSON.parse(TOPIC))
  assert.equal(runner.calls.at(-1)?.options.meta.user_id, 'local', 'the cookie alone opens no account')
  assert.equal(await accounts.askers.guestOf(value), null)
})

test('who registers from a terminal leaves the work of "local" where it is', async (t) => {
  const { ada, runner, post, registered } = await startWithAda(t)
  await ada.send('POST', '/api/ai-agents/quiz', JSON.parse(TOPIC))
  assert.equal(runner.calls.at(-1)?.options.meta.user_id, `user:${registered.body.user.id}`)
  await post('quiz', TOPIC)
  assert.equal(runner.calls.at(-1)?.options.meta.user_id, 'local')
})

test('security events are noted without emails, and addresses only as networks', async (t) => {
  const { url, ada, rows } = await startWithAda(t)
  const from = { 'x-forwarded-for': '203.0.113.77' }
  await browser(url).send('POST', '/api/auth/login', { email: ADA.email, password: 'wrong password' }, from)
  await browser(url).send('POST', '/api/auth/login', { email: 'nobody@example.org', password: 'wrong' }, from)
  await browser(url).send('POST', '/api/auth/login', { email: ADA.email, password: ADA.password }, from)
  await browser(url).send('POST', '/api/auth/register', ADA, { 'x-forwarded-for': '2001:db8:7:1::5' })
  await ada.send('POST', '/api/auth/logout')
  const [userId] = rows.users.keys()
  assert.deepEqual(
    rows.events.map(({ what, userId: who, address }) => [what, who ?? null, address]),
    [
      ['registered', userId, '127.0.0.0/24'],
      ['login_failed', userId, '203.0.113.0/24'],
      ['login_failed', null, '203.0.113.0/24'],
      ['logged_in', userId, '203.0.113.0/24'],
      ['registration_refused', null, '2001:db8:7::/48'],
      ['logged_out', userId, '127.0.0.0/24'],
    ],
  )
  assert.ok(!JSON.stringify(rows.events).includes('example.org'))
})

test('a body of a log-in is small', async (t) => {
  const { url } = await startApi(t)
  const answer = await browser(url).send('POST', '/api/auth/login', {
    email: 'a',
    password: 'x'.repeat(10_000),
  })
  assert.equal(answer.status, 413)
})

test('while the database is away a good token is no wrong one: it is a 503, and well again afterwards', async (t) => {
  const { ada, rows } = await startWithAda(t)
  const read = rows.userOf
  const away = () => Promise.reject(Object.assign(new Error('away'), { name: 'SequelizeConnectionError' }))
  rows.userOf = away
  rows.findByEmail = away
  const answer = await ada.send('GET', '/api/auth/me')
  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('retry-after'), '2')
  const { email, password } = ADA
  assert.equal((await ada.send('POST', '/api/auth/login', { email, password })).status, 503)
  rows.userOf = read
  assert.equal((await ada.send('GET', '/api/auth/me')).status, 200)
})
