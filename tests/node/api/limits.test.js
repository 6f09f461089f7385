import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counted, shortened } from '../../../node/api/services/addresses.js'
import { createLimits, ratesOf } from '../../../node/api/services/limits.js'
import { startApi } from './doubles.js'

const ADA = { email: 'ada@example.org', password: 'a long walk by the sea', name: 'Ada' }
const TOPIC = '{"topic":"algebra"}'

/** @param {string} url @param {string} path @param {object} [body] @param {Record<string, string>} [headers] */
async function post(url, path, body, headers = {}) {
  const response = await fetch(url + path, { method: 'POST', body: body && JSON.stringify(body), headers })
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
}

test('calls to the agents are limited by user; the answer says how many are left, and when to come again', async (t) => {
  const { url, runner } = await startApi(t, { rateLimits: { calls: 2 } })
  const quiz = (/** @type {Record<string, string>} */ headers = {}) =>
    post(url, '/api/ai-agents/quiz', JSON.parse(TOPIC), headers)
  const first = await quiz()
  assert.equal(first.headers.get('ratelimit-policy'), '"calls";q=2;w=60')
  assert.match(first.headers.get('ratelimit') ?? '', /^"calls";r=1;t=(60|59)$/)
  await quiz()
  const asked = runner.calls.length
  const third = await quiz()
  assert.equal(third.status, 429)
  assert.equal(third.body.code, 'rate_limited')
  assert.match(third.headers.get('retry-after') ?? '', /^(60|59)$/)
  assert.match(third.headers.get('ratelimit') ?? '', /^"calls";r=0;/)
  assert.equal(runner.calls.length, asked, 'Python was not asked')
  assert.equal((await fetch(`${url}/api/ai-agents/status`)).status, 200, 'reading is not limited by it')

  const { body } = await post(url, '/api/auth/register', ADA)
  assert.equal((await quiz({ authorization: `Bearer ${body.access_token}` })).status, 200, 'another user is')
})

test('a guest with a new cookie each time is one and the same', async (t) => {
  const { url } = await startApi(t, { production: true, allowGuests: true, rateLimits: { requests: 2 } })
  const ask = async (/** @type {string} */ address) => {
    const headers = { 'x-forwarded-for': address }
    return (await fetch(`${url}/api/ai-agents`, { headers })).status
  }
  assert.deepEqual([await ask('203.0.113.1'), await ask('203.0.113.1')], [200, 200])
  assert.equal(await ask('203.0.113.1'), 429)
  assert.equal(await ask('203.0.113.2'), 200)
})

test('even tokens that do not count are counted by where they come from', async (t) => {
  const { url } = await startApi(t, { rateLimits: { requests: 1 } })
  const statuses = []
  for (let turn = 0; turn < 11; turn += 1) {
    const response = await fetch(`${url}/api/ai-agents`, { headers: { authorization: 'Bearer guessed' } })
    statuses.push(response.status)
  }
  assert.deepEqual(statuses, [...Array(10).fill(401), 429])
})

test('a password is guessed only so often, for an account that is there and one that is not', async (t) => {
  for (const email of [ADA.email, 'nobody@example.org']) {
    const { url, accounts } = await startApi(t, { rateLimits: { logins: 3 } })
    await post(url, '/api/auth/register', ADA)
    const logIn = (/** @type {string} */ password) => post(url, '/api/auth/login', { email, password })
    for (let turn = 0; turn < 3; turn += 1) assert.equal((await logIn('a wrong password')).status, 401)
    const looked = accounts.computed.verified
    assert.equal((await logIn(ADA.password)).status, 429, email)
    assert.equal(accounts.computed.verified, looked, 'no password was looked at')
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' }
    const { status } = await post(url, '/api/auth/login', { ...ADA, name: undefined }, elsewhere)
    assert.equal(status, 200, 'who is elsewhere is not locked out')
  }
})

test('who guessed too often is told that it is the passwords, and for how many minutes', async () => {
  for (const [seconds, wait] of /** @type {const} */ ([
    [900, '15 minutes'],
    [61, '2 minutes'],
    [60, '1 minute'],
    [1, '1 minute'],
  ])) {
    const none = ratesOf({ requests: 0, calls: 0, logins: 0, registrations: 0 })
    const rates = { ...none, logins: { points: 1, seconds, shared: false } }
    const limits = createLimits({ rates, store: null })
    const who = { account: 'ada@example.org', address: '203.0.113.9' }
    await limits.logIn(who)
    await assert.rejects(limits.logIn(who), {
      status: 429,
      message: `Too many wrong passwords. Try again in ${wait}.`,
    })
  }
})

test('who shares an address with somebody who guesses may still log in', async (t) => {
  const { url } = await startApi(t, { rateLimits: { logins: 2 } })
  await post(url, '/api/auth/register', ADA)
  const { email, password } = ADA
  for (let turn = 0; turn < 3; turn += 1) {
    await post(url, '/api/auth/login', { email: 'bob@example.org', password: 'a wrong password' })
  }
  assert.equal((await post(url, '/api/auth/login', { email, password })).status, 200)
})

test('however the email is written, it is one account that is guessed at', async (t) => {
  const { url } = await startApi(t, { rateLimits: { logins: 2 } })
  const logIn = (/** @type {string} */ email) =>
    post(url, '/api/auth/login', { email, password: 'wrong password' })
  await logIn('ada@example.org')
  await logIn('ADA@example.org')
  assert.equal((await logIn(' Ada@Example.ORG ')).status, 429)
})

test('who knows the password may log in as often as they like', async (t) => {
  const { url } = await startApi(t, { rateLimits: { logins: 2 } })
  await post(url, '/api/auth/register', ADA)
  const { email, password } = ADA
  for (let turn = 0; turn < 5; turn += 1) {
    assert.equal((await post(url, '/api/auth/login', { email, password })).status, 200)
  }
})

test('registrations from one address are limited', async (t) => {
  const { url } = await startApi(t, { rateLimits: { registrations: 1 } })
  assert.equal((await post(url, '/api/auth/register', ADA)).status, 201)
  const second = await post(url, '/api/auth/register', ADA)
  assert.equal(second.status, 429)
  assert.equal(second.headers.get('ratelimit-policy'), '"registrations";q=1;w=3600')
})

test('what is mistyped counts as no registration, and what is in order counts, taken or not', async (t) => {
  const { url } = await startApi(t, { rateLimits: { registrations: 2 } })
  const register = async (/** @type {object} */ fields) =>
    (await post(url, '/api/auth/register', { ...ADA, ...fields })).status
  for (const fields of [{ email: 'ada' }, { password: 'short' }, { name: '' }, { nmae: 'Ada' }])
    assert.equal(await register(fields), 400)
  assert.deepEqual([await register({}), await register({}), await register({})], [201, 409, 429])
})

test('a new password that cannot be is no wrong password', async (t) => {
  const { url } = await startApi(t, { rateLimits: { logins: 1 } })
  const { body } = await post(url, '/api/auth/register', ADA)
  const change = async (/** @type {string} */ current, /** @type {string} */ fresh) => {
    const fields = { current_password: current, new_password: fresh }
    const headers = { authorization: `Bearer ${body.access_token}` }
    const init = { method: 'POST', body: JSON.stringify(fields), headers }
    return (await fetch(`${url}/api/auth/password`, init)).status
  }
  assert.equal(await change(ADA.password, 'short'), 400)
  assert.equal(await change(ADA.password, ADA.password), 400)
  assert.equal(await change('not this one', 'a longer walk by the sea'), 403)
  assert.equal(await change(ADA.password, 'a longer walk by the sea'), 429)
})

test('who overruns a limit of log-ins, registrations or addresses is noted, once until the time is over', async (t) => {
  const rateLimits = { logins: 2, registrations: 1, requests: 2, calls: 1 }
  const { url, accounts } = await startApi(t, { rateLimits })
  const flood = async (
    /** @type {string} */ path,
    /** @type {object} */ body,
    /** @type {string} */ from,
  ) => {
    for (let turn = 0; turn < 6; turn += 1) await post(url, path, body, { 'x-forwarded-for': from })
  }
  await flood('/api/auth/register', ADA, '203.0.113.77')
  await flood('/api/auth/login', { email: ADA.email, password: 'a wrong password' }, '198.51.100.7')
  for (let turn = 0; turn < 4; turn += 1) await flood('/api/auth/refresh', {}, '2001:db8:7:1::5')
  await flood('/api/ai-agents/quiz', JSON.parse(TOPIC), '192.0.2.1')
  const noted = accounts.rows.events.filter(({ what }) => what === 'limit_reached')
  assert.deepEqual(
    noted.map(({ address, details }) => [address, details]),
    [
      ['203.0.113.0/24', { limit: 'registrations' }],
      ['198.51.100.0/24', { limit: 'logins' }],
      ['2001:db8:7::/48', { limit: 'addresses' }],
    ],
  )
})

test('health is asked as often as anyone likes', async (t) => {
  const { url } = await startApi(t, { rateLimits: { requests: 1 } })
  for (let turn = 0; turn < 12; turn += 1) assert.equal((await fetch(`${url}/health`)).status, 200)
})

test('addresses are noted as networks and counted as households', () => {
  for (const [ip, noted, key] of [
    ['203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
    ['::ffff:203.0.113.77', '203.0.113.0/24', '203.0.113.77'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1::/48', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0::/48', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0::/48', 'fe80:0:0:0'],
    ['::1', '0:0:0::/48', '0:0:0:0'],
    [undefined, undefined, 'unknown'],
    ['nonsense', undefined, 'unknown'],
  ]) {
    assert.equal(shortened(ip), noted, ip)
    assert.equal(counted(ip), key, ip)
  }
})
