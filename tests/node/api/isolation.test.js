import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { SignJWT, UnsecuredJWT } from 'jose'
import { startApi } from './doubles.js'
import { routesOf } from './routesOf.js'
import { NOTHING, ROUTES } from './routeTable.js'

const GUARDED = Object.entries(ROUTES).filter(([, { who }]) => who !== 'anyone')
const OPEN = Object.entries(ROUTES).filter(([, { who }]) => who === 'anyone')
const PASSWORD = 'a long walk by the sea'

/**
 * @param {string} url @param {string} name of a route @param {Record<string, string>} headers
 * @param {import('./routeTable.js').Things} [things]
 */
async function ask(url, name, headers, things = NOTHING) {
  const { path, body } = /** @type {import('./routeTable.js').Entry} */ (ROUTES[name])
  const [method] = name.split(' ')
  const response = await fetch(url + path(things), {
    method,
    headers,
    body: body && JSON.stringify(body),
    redirect: 'manual',
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text }
}

/** @param {string} url @param {string} email @returns {Promise<{token: string, id: string, cookie: string}>} */
async function register(url, email) {
  const body = JSON.stringify({ email, password: PASSWORD, name: 'Someone' })
  const response = await fetch(`${url}/api/auth/register`, { method: 'POST', body })
  const { access_token: token, user } = /** @type {any} */ (await response.json())
  const [cookie = ''] = response.headers.getSetCookie()
  return { token, id: user.id, cookie: cookie.split(';')[0] ?? '' }
}

/** Tokens that must open nothing, by what is wrong with them. @param {Awaited<ReturnType<typeof startApi>>} api */
async function badTokens({ url, accounts }) {
  const { rows, keys, tokens } = accounts
  const someone = await register(url, 'someone@example.org')
  const [sid = ''] = rows.sessions.keys()
  const at = Math.floor(rows.now / 1_000)
  const make = (/** @type {any} */ { header = {}, claims = {}, key = keys.signing.bytes } = {}) =>
    new SignJWT({
      ...{ sid, sub: someone.id, iss: 'study-companion', aud: 'study-companion-api', iat: at, exp: at + 900 },
      ...claims,
    })
      .setProtectedHeader({ alg: 'HS256', kid: keys.signing.kid, typ: 'at+jwt', ...header })
      .sign(key)
  const good = await make()
  const plain = new UnsecuredJWT({ sid }).setSubject(someone.id).setIssuer('study-companion')
  const none = plain
    .setAudience('study-companion-api')
    .setIssuedAt(at)
    .setExpirationTime(at + 900)
    .encode()
  const [header, payload, signature = ''] = good.split('.')
  const noneWithKid = Buffer.from(JSON.stringify({ alg: 'none', kid: keys.signing.kid, typ: 'at+jwt' }))

  const loggedOut = await register(url, 'out@example.org')
  await fetch(`${url}/api/auth/logout`, { method: 'POST', headers: { cookie: loggedOut.cookie } })
  const deleted = await register(url, 'deleted@example.org')
  await accounts.auth.deleteUser(deleted.id)
  return {
    good,
    bad: {
      garbage: 'garbage',
      'three dots': '...',
      expired: await make({ claims: { iat: at - 1_000, exp: at - 1 } }),
      'without an end': await make({ claims: { exp: undefined } }),
      forged: await make({ key: new Uint8Array(32).map((_, index) => index * 7 + 1) }),
      'with another’s signature': [header, payload, [...signature].reverse().join('')].join('.'),
      'with other claims under its signature': [
        header,
        Buffer.from(JSON.stringify({ sid, sub: randomUUID() })).toString('base64url'),
        signature,
      ].join('.'),
      'alg none': none,
      'alg none with a signature': [noneWithKid.toString('base64url'), payload, signature].join('.'),
      'of another algorithm': await make({ header: { alg: 'HS512' } }),
      'of an unknown key': await make({ header: { kid: 'three' } }),
      'without a key’s name': await make({ header: { kid: undefined } }),
      'of the other key by this one’s name': await make({ key: keys.find('two')?.bytes }),
      'for somebody else’s service': await make({ claims: { aud: 'another' } }),
      'by another issuer': await make({ claims: { iss: 'another' } }),
      'of another kind': await make({ header: { typ: 'JWT' } }),
      'for another user’s session': await make({ claims: { sub: randomUUID() } }),
      'of a session that never was': await make({ claims: { sid: randomUUID() } }),
      'of a session that is no id': await make({ claims: { sid: 17 } }),
      revoked: loggedOut.token,
      'of a deleted user': deleted.token,
    },
    tokens,
  }
}

test('every route of the application says who may ask', async (t) => {
  const { app } = await startApi(t)
  const routes = routesOf(app)
  assert.deepEqual(
    routes.filter((route) => !(route in ROUTES)),
    [],
    'to be added to tests/node/api/routeTable.js',
  )
  assert.deepEqual(
    Object.keys(ROUTES).filter((route) => !routes.includes(route)),
    [],
    'is no route any more',
  )
})

for (const production of [true, false]) {
  const where = production ? 'production' : 'development'

  test(`in ${where} a token that does not count opens nothing, and nobody with one is taken for a guest`, async (t) => {
    const api = await startApi(t, { production })
    const { good, bad } = await badTokens(api)
    const { status } = await ask(api.url, 'GET /api/auth/me', { authorization: `Bearer ${good}` })
    assert.equal(status, 200, 'the pattern that the bad ones are made by is right')
    const asked = api.runner.calls.length
    for (const [name] of GUARDED) {
      for (const [kind, token] of Object.entries(bad)) {
        const answer = await ask(api.url, name, { authorization: `Bearer ${token}` })
        assert.equal(answer.status, 401, `${name} with a token ${kind}`)
        assert.equal(JSON.parse(answer.text).code, 'unauthenticated')
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer /)
      }
      for (const authorization of ['Bearer', `Basic ${good}`, good, `Bearer ${good} ${good}`]) {
        assert.equal(
          (await ask(api.url, name, { authorization })).status,
          401,
          `${name} with ${authorization}`,
        )
      }
    }
    assert.equal(api.runner.calls.length, asked, 'Python was not asked')
    assert.equal(api.runs.rows.size, 0)
  })
}

test('in production nobody gets past without a token, by a cookie either', async (t) => {
  const { url, runner } = await startApi(t, { production: true })
  const asked = runner.calls.length
  for (const [name] of GUARDED) {
    for (const cookie of ['', `guest=${randomUUID()}`]) {
      const answer = await ask(url, name, cookie ? { cookie } : {})
      assert.equal(answer.status, 401, name)
      assert.deepEqual(answer.headers.getSetCookie(), [], name)
    }
  }
  assert.equal(runner.calls.length, asked)
})

test('what is open stays open in production', async (t) => {
  const { url } = await startApi(t, { production: true })
  const guarded = ['POST /api/auth/refresh'] // by its cookie
  for (const [name] of OPEN.filter(([route]) => !guarded.includes(route))) {
    assert.notEqual((await ask(url, name, {})).status, 401, name)
  }
})

test('in production guests are let in where ALLOW_GUESTS says so, each with a cookie of their own', async (t) => {
  const { url } = await startApi(t, { production: true, allowGuests: true })
  const answer = await ask(url, 'GET /api/ai-agents/runs', {})
  assert.equal(answer.status, 200)
  assert.match(answer.headers.getSetCookie()[0] ?? '', /^guest=/)
  assert.equal((await ask(url, 'GET /api/auth/me', {})).status, 401, 'they have no account')
})

test('a user is let in everywhere, and a guest in development wherever no account is needed', async (t) => {
  const { url } = await startApi(t)
  const { token } = await register(url, 'ada@example.org')
  for (const [name, { who }] of GUARDED) {
    const user = await ask(url, name, { authorization: `Bearer ${token}` })
    assert.notEqual(user.status, 401, name)
    const guest = await ask(url, name, {})
    assert.equal(guest.status === 401, who === 'user', name)
  }
})

test('another user finds nothing of somebody’s, and no guest does', async (t) => {
  const { url, runs, planning } = await startApi(t)
  const [ada, bob] = [await register(url, 'ada@example.org'), await register(url, 'bob@example.org')]
  const as = (/** @type {{token: string}} */ { token }) => ({ authorization: `Bearer ${token}` })
  await ask(url, 'POST /api/ai-agents/{agent}/{skill}', as(ada))
  const [run = ''] = runs.rows.keys()
  const notice = randomUUID()
  const made = { kind: 'daily_plan', createdAt: new Date(), period: '2026-11-22', content: {} }
  planning.notices.rows.push(/** @type {any} */ ({ id: notice, learnerId: `user:${ada.id}`, ...made }))
  const things = { ...NOTHING, run, plan: run, notice }

  for (const [name, { others }] of GUARDED.filter(([, entry]) => entry.who === 'learner')) {
    for (const headers of [as(bob), {}]) {
      const answer = await ask(url, name, headers, things)
      if (others === 'not found') assert.equal(answer.status, 404, name)
      else assert.ok(!answer.text.includes(run) && !answer.text.includes(notice), name)
    }
  }
  // Else the test above could not fail.
  for (const name of ['GET /api/ai-agents/runs/{id}', 'GET /api/ai-agents/study-plan/{id}']) {
    assert.equal((await ask(url, name, as(ada), things)).status, 200, name)
  }
  for (const name of ['GET /api/ai-agents/runs', 'GET /api/ai-agents/study-plans', 'GET /api/me/notices']) {
    const { text } = await ask(url, name, as(ada), things)
    assert.ok(text.includes(run) || text.includes(notice), name)
  }
  assert.equal(planning.notices.rows.length, 1)
})

test('Python is told whose documents are meant by who asks, never by what they say', async (t) => {
  const { url, runner } = await startApi(t)
  const bob = await register(url, 'bob@example.org')
  for (const name of Object.keys(ROUTES).filter((route) => route.includes('/documents/{id}'))) {
    await ask(url, name, { authorization: `Bearer ${bob.token}`, 'x-user-id': 'user:someone' })
    assert.equal(runner.calls.at(-1)?.options.meta.user_id, `user:${bob.id}`, name)
  }
})

test('nobody becomes another by what a body says', async (t) => {
  const { url, runner, runs } = await startApi(t)
  const { token, id } = await register(url, 'bob@example.org')
  const headers = { authorization: `Bearer ${token}` }
  for (const [path, fields] of /** @type {const} */ ([
    ['quiz', { topic: 'algebra' }],
    ['study-plan', { user_input: 'algebra' }],
  ])) {
    for (const more of [
      { _meta: { user_id: 'user:someone' } },
      { user_id: 'user:someone' },
      { learner_id: 'user:someone' },
      { learnerId: 'user:someone' },
      { run_id: randomUUID() },
    ]) {
      const body = JSON.stringify({ ...fields, ...more })
      const { status } = await fetch(`${url}/api/ai-agents/${path}`, { method: 'POST', headers, body })
      assert.equal(status, 400, `${path} with ${JSON.stringify(more)}`)
    }
    const text = `{"_meta":{"user_id":"user:someone"},"__proto__":{"learnerId":"user:someone"},${JSON.stringify(fields).slice(1)}`
    const { status } = await fetch(`${url}/api/ai-agents/${path}`, { method: 'POST', headers, body: text })
    assert.equal(status, 400)
  }
  const told = runner.calls.map(({ options }) => options.meta?.user_id).filter(Boolean)
  assert.deepEqual(
    told.filter((user) => user !== `user:${id}`),
    [],
  )
  assert.equal(runs.rows.size, 0)
})

test('what is one’s own is kept by no cache on the way', async (t) => {
  const { url } = await startApi(t)
  for (const [name] of GUARDED) {
    const { headers } = await ask(url, name, {})
    assert.match(headers.get('cache-control') ?? '', /private|no-store|no-cache/, name)
    assert.doesNotMatch(headers.get('cache-control') ?? '', /public/, name)
  }
})
