import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pino from 'pino'
import { openAccounts } from '../../node/api/opening/accounts.js'
import { connectDatabase } from '../../node/api/db/connection.js'
import { openKeys } from '../../node/api/services/keys.js'
import { createLimits, ratesOf } from '../../node/api/services/limits.js'
import { createSessionsRepository } from '../../node/api/repositories/sessions.js'
import { readSettings } from '../../node/api/settings.js'
import { startPostgres } from './postgres.js'
import { lastFirst, until } from './server.js'

const PASSWORD = 'a long walk by the sea'
const FROM = { address: '203.0.113.0/24' }
const NOBODY = { guest: null, ...FROM }

const cleaning = lastFirst(after)
/** @type {import('../../node/api/db/connection.js').Database} */
let database
/** Two servers on one database. @type {ReturnType<typeof openAccounts>[]} */
let servers
/** @type {string} */
let url
/** @type {(sql: string, bind?: unknown[]) => Promise<any[]>} */
let rows

before(async () => {
  const { postgres, dataDir, ...more } = await startPostgres(cleaning)
  url = postgres.url
  database = more.database
  rows = more.rows
  const JWT_KEYS = `k:${randomBytes(32).toString('base64')}`
  const environment = { NODE_ENV: 'production', ALLOW_GUESTS: 'true', JWT_KEYS }
  const settings = readSettings({ root: dataDir, environment })
  const log = pino({ level: 'silent' })
  const keys = await openKeys({ ...settings, given: settings.jwtKeys })
  servers = [1, 2].map(() => openAccounts({ database, settings, keys, log }))
  for (const { stop } of servers) cleaning.after(async () => stop())
})

function here() {
  return /** @type {typeof servers[0]} */ (servers[0])
}

function there() {
  return /** @type {typeof servers[0]} */ (servers[1])
}

/** @param {string | null} [guest] */
async function registered(guest = null) {
  const email = `${randomUUID()}@example.org`
  const loggedIn = await here().auth.register({ email, password: PASSWORD, name: 'Ada' }, { guest, ...FROM })
  return { email, ...loggedIn }
}

/** @param {Promise<unknown>} work @returns {Promise<number>} */
function statusOf(work) {
  return work.then(
    () => 200,
    (error) => {
      if (error.status === undefined) throw error
      return error.status
    },
  )
}

test('who registers is known on every server, and nothing secret is kept as it is', async () => {
  const { user, accessToken, refreshToken } = await registered()
  const found = await there().auth.authenticate(accessToken)
  assert.equal(found.user.id, user.id)
  assert.equal(found.user.learnerId, `user:${user.id}`)
  const [kept] = await rows(
    `select u.password_hash, t.hash, l.kind from users u join learners l on l.id = u.learner_id
       join sessions s on s.user_id = u.id join refresh_tokens t on t.session_id = s.id where u.id = $1`,
    [user.id],
  )
  assert.match(kept.password_hash, /^\$argon2id\$/)
  assert.notEqual(kept.hash, refreshToken)
  assert.equal(kept.kind, 'user')
})

test('of many who register one email at the same time one gets it, and the others leave nothing behind', async () => {
  const fields = { email: `${randomUUID()}@example.org`, password: PASSWORD, name: 'Ada' }
  const before = (await rows('select count(*)::int as n from learners'))[0].n
  const statuses = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      statusOf((index % 2 ? here() : there()).auth.register(fields, NOBODY)),
    ),
  )
  assert.deepEqual(statuses.sort(), [200, 409, 409, 409, 409, 409])
  assert.equal((await rows('select count(*)::int as n from learners'))[0].n, before + 1)
})

test('a guest’s learner becomes the user’s, with all its rows, and a second account cannot take it', async () => {
  const guest = `guest:${randomUUID()}`
  await rows(`insert into learners (id, kind, created_at) values ($1, 'guest', now())`, [guest])
  assert.equal(await there().askers.guestOf(guest.slice(6)), guest)
  const { user, accessToken } = await registered(guest)
  assert.equal((await here().auth.authenticate(accessToken)).user.learnerId, guest)
  assert.equal(await here().askers.guestOf(guest.slice(6)), null)
  await until(
    async () => (await there().askers.guestOf(guest.slice(6))) === null,
    'the other server to know',
    2_000,
  )
  const fields = { email: `${randomUUID()}@example.org`, password: PASSWORD, name: 'Eve' }
  assert.equal(await statusOf(here().auth.register(fields, { ...NOBODY, guest })), 409)
  assert.equal((await rows('select id from users where learner_id = $1', [guest]))[0].id, user.id)
})

test('of tabs on two servers that refresh at the same time all go on, with one token', async () => {
  const { refreshToken } = await registered()
  const all = await Promise.all(
    Array.from({ length: 6 }, (_, index) => (index % 2 ? here() : there()).auth.refresh(refreshToken, FROM)),
  )
  const next = new Set(all.map((pair) => pair.refreshToken))
  assert.equal(next.size, 1)
  assert.notEqual([...next][0], refreshToken)
  assert.equal(await statusOf(there().auth.refresh([...next][0], FROM)), 200)
})

test('a copied token ends its session on every server, and no other session', async () => {
  const { refreshToken, email } = await registered()
  const other = await here().auth.logIn({ email, password: PASSWORD }, FROM)
  const next = await here().auth.refresh(refreshToken, FROM)
  assert.equal(await statusOf(there().auth.authenticate(next.accessToken)), 200)
  await rows(`update refresh_tokens set used_at = now() - interval '11 seconds' where used_at is not null`)
  assert.equal(await statusOf(here().auth.refresh(refreshToken, FROM)), 401)
  assert.equal(await statusOf(here().auth.authenticate(next.accessToken)), 401, 'at once where it was seen')
  const isOver = async () => (await statusOf(there().auth.authenticate(next.accessToken))) === 401
  await until(isOver, 'the other server to know', 2_000)
  assert.equal(await statusOf(there().auth.refresh(next.refreshToken, FROM)), 401)
  assert.equal(await statusOf(there().auth.authenticate(other.accessToken)), 200)
})

test('a session whose time is over does not go on', async () => {
  const { refreshToken, accessToken, user } = await registered()
  await rows(`update sessions set expires_at = now() where user_id = $1`, [user.id])
  assert.equal(await statusOf(here().auth.refresh(refreshToken, FROM)), 401)
  assert.equal(await statusOf(here().auth.authenticate(accessToken)), 401)
})

test('a session that was ended goes for good within a day, with its tokens; one that was not stays', async () => {
  const { user, refreshToken } = await registered()
  const other = await here().auth.logIn({ email: user.email, password: PASSWORD }, FROM)
  await here().auth.logOut(refreshToken, FROM)
  const hours = async () =>
    (
      await rows(
        `select extract(epoch from expires_at - now()) / 3600 as h from sessions where user_id = $1 order by 1`,
        [user.id],
      )
    ).map(({ h }) => Math.round(Number(h)))
  assert.deepEqual(await hours(), [24, 30 * 24])
  const sessions = createSessionsRepository(database)
  await sessions.prune()
  assert.equal((await hours()).length, 2, 'for a day it is known whose its tokens were')
  await rows(`update sessions set expires_at = expires_at - interval '24 hours' where user_id = $1`, [
    user.id,
  ])
  await sessions.prune()
  assert.deepEqual(await hours(), [29 * 24])
  assert.equal(
    (
      await rows(
        'select 1 from refresh_tokens where session_id in (select id from sessions where user_id = $1)',
        [user.id],
      )
    ).length,
    1,
  )
  assert.equal(await statusOf(here().auth.refresh(other.refreshToken, FROM)), 200)
})

test('going on moves the end of a session', async () => {
  const { refreshToken, user } = await registered()
  await rows(`update sessions set expires_at = now() + interval '1 hour' where user_id = $1`, [user.id])
  await here().auth.refresh(refreshToken, FROM)
  const [{ days }] = await rows(
    `select extract(epoch from expires_at - now()) / 86400 as days from sessions where user_id = $1`,
    [user.id],
  )
  assert.ok(Number(days) > 29)
})

test('a password that was kept at lower cost is kept anew when its owner logs in', async () => {
  const { email, user } = await registered()
  const { hash } = await import('@node-rs/argon2')
  const old = await hash(PASSWORD, { memoryCost: 4_096, timeCost: 1 })
  await rows('update users set password_hash = $2 where id = $1', [user.id, old])
  await here().auth.logIn({ email, password: PASSWORD }, FROM)
  const [{ password_hash: kept }] = await rows('select password_hash from users where id = $1', [user.id])
  assert.match(kept, /m=19456,t=2,p=1/)
  assert.equal(await statusOf(there().auth.logIn({ email, password: PASSWORD }, FROM)), 200)
})

test('a user who is deleted leaves no row, but what was noted stays, as nobody’s', async () => {
  const { user, accessToken } = await registered()
  const learnerId = `user:${user.id}`
  const run = randomUUID()
  await rows(
    `insert into runs (id, learner_id, method, params, meta, status, created_at)
     values ($1, $2, 'orchestrator.chat', '{}', '{}', 'done', now())`,
    [run, learnerId],
  )
  const noted = await rows('select id from audit_events where user_id = $1', [user.id])
  assert.ok(noted.length > 0)
  assert.equal(await here().auth.deleteUser(user.id, FROM), true)
  for (const [table, column] of [
    ['users', 'id'],
    ['sessions', 'user_id'],
    ['audit_events', 'user_id'],
  ]) {
    assert.deepEqual(await rows(`select 1 from ${table} where ${column} = $1`, [user.id]), [], table)
  }
  assert.deepEqual(await rows('select 1 from runs where id = $1', [run]), [])
  assert.deepEqual(await rows('select 1 from learners where id = $1', [learnerId]), [])
  const ids = noted.map(({ id }) => id)
  assert.equal((await rows('select 1 from audit_events where id = any($1)', [ids])).length, ids.length)
  assert.equal(await statusOf(here().auth.authenticate(accessToken)), 401)
  await until(
    async () => (await statusOf(there().auth.authenticate(accessToken))) === 401,
    'the other server to know',
    2_000,
  )
})

test('what was noted is kept for its days, and what has run out is cleared away', async () => {
  const { user } = await registered()
  const note = (/** @type {string} */ age) =>
    rows(
      `insert into audit_events (at, what, user_id) values (now() - $2::interval, 'logged_in', $1) returning id`,
      [user.id, age],
    )
  const [[old], [young]] = [await note('91 days'), await note('89 days')]
  await here().events.prune(90)
  const left = (await here().events.ofUser(user.id)).length
  assert.equal((await rows('select 1 from audit_events where id = $1', [old.id])).length, 0)
  assert.equal((await rows('select 1 from audit_events where id = $1', [young.id])).length, 1)
  assert.equal(left, 2, 'with the registration')
})

test('servers count log-ins together, and one alone when the database is away', async () => {
  const rates = ratesOf({ requests: 0, calls: 0, registrations: 0, logins: 3 })
  const own = connectDatabase({ url })
  /** @type {unknown[]} */
  const noted = []
  const note = async (/** @type {unknown} */ event) => void noted.push(event)
  const [first, second] = [database, own].map(({ sequelize }) =>
    createLimits({ rates, store: sequelize, note }),
  )
  const who = { account: `${randomUUID()}@example.org`, address: randomUUID() }
  const attempt = (/** @type {any} */ limits) => statusOf(limits.logIn(who))
  assert.deepEqual(
    [await attempt(first), await attempt(second), await attempt(first), await attempt(second)],
    [200, 200, 200, 429],
  )
  assert.equal(await attempt(first), 429)
  assert.equal(noted.length, 1, 'it is noted by one of them')
  await own.close()
  assert.deepEqual(
    [await attempt(second), await attempt(second), await attempt(second), await attempt(second)],
    [200, 200, 200, 429],
  )
  assert.ok(!JSON.stringify(await rows('select key from rate_limits')).includes('example.org'))
})

test('counts that have run out are cleared away, others stay', async () => {
  await rows(`delete from rate_limits`)
  await rows(`insert into rate_limits values ('old', 1, $1), ('new', 1, $2)`, [
    Date.now() - 1_000,
    Date.now() + 60_000,
  ])
  await here().limits.prune()
  assert.deepEqual(await rows('select key from rate_limits'), [{ key: 'new' }])
})
