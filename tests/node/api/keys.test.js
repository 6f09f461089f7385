import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createAccessTokens } from '../../../node/api/services/accessTokens.js'
import { openKeys } from '../../../node/api/services/keys.js'

const random = () => randomBytes(32).toString('base64')
const CLAIMS = { userId: 'u', sid: 's' }

/** @param {import('node:test').TestContext} t */
async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), 'study-keys-'))
  t.after(() => rm(path, { recursive: true }))
  return path
}

/** @param {string | undefined} given @param {boolean} [production] */
function open(given, production = true) {
  return openKeys({ given, production, dataDir: '/nowhere' })
}

test('in production there have to be keys, and the message says how to make one', async () => {
  await assert.rejects(
    open(undefined),
    /^Error: JWT_KEYS: expected .* got nothing\. Make one with: .*openssl rand/,
  )
})

test('a weak key is refused, wherever it stands, and never shown', async () => {
  const secret = 'my secret for the study companion!!'
  for (const weak of [
    Buffer.from('short').toString('base64'),
    randomBytes(31).toString('base64'),
    Buffer.alloc(32).toString('base64'),
    Buffer.alloc(64, 'abcdefghijklmnop').toString('base64'),
    Buffer.from(secret).toString('base64'),
    Buffer.from('correct horse battery staple and so on').toString('base64'),
    'not base64 at all!',
    '',
  ]) {
    for (const given of [`one:${weak}`, `one:${random()},two:${weak}`]) {
      const error = /** @type {Error} */ (await open(given).catch((refusal) => refusal))
      assert.ok(error instanceof Error, weak)
      assert.match(error.message, /^JWT_KEYS: /)
      assert.ok(!weak || !error.message.includes(weak))
      assert.ok(!error.message.includes(secret))
    }
  }
})

test('random keys are taken, in base64 of either alphabet', async () => {
  for (let round = 0; round < 200; round += 1) {
    const bytes = randomBytes(32)
    for (const encoding of /** @type {const} */ (['base64', 'base64url'])) {
      const keys = await open(`k1:${bytes.toString(encoding)}`)
      assert.deepEqual(Buffer.from(keys.signing.bytes), bytes)
    }
  }
})

test('two keys of one name are refused', async () => {
  await assert.rejects(open(`one:${random()},one:${random()}`), /different kid/)
})

test('a key is changed without logging anybody out, and its tokens die with it', async () => {
  const [old, fresh] = [`old:${random()}`, `fresh:${random()}`]
  const at = async (/** @type {string} */ given) =>
    createAccessTokens({ keys: await open(given), minutes: 15 })
  const before = await (await at(old)).issue(CLAIMS)
  const both = await at(`${fresh},${old}`)
  const after = await both.issue(CLAIMS)
  assert.equal(/** @type {any} */ (await both.read(before)).sid, 's')
  assert.equal(JSON.parse(atob(`${after.split('.')[0]}`)).kid, 'fresh')
  const done = await at(fresh)
  assert.equal(await done.read(before), 'invalid')
  assert.equal(/** @type {any} */ (await done.read(after)).userId, 'u')
})

test('an access token is good to the last second, and no longer', async () => {
  let now = Date.UTC(2026, 10, 22)
  const tokens = createAccessTokens({
    keys: await open(`k:${random()}`),
    minutes: 15,
    now: () => new Date(now),
  })
  const token = await tokens.issue(CLAIMS)
  now += 15 * 60_000 - 1_000
  assert.deepEqual(await tokens.read(token), { ...CLAIMS, expiresAt: new Date(now + 1_000) })
  now += 1_000
  assert.equal(await tokens.read(token), 'expired')
})

test('on a development machine a key is made once, by whichever server is first, and only its owner reads it', async (t) => {
  const dataDir = await folder(t)
  const all = await Promise.all(
    Array.from({ length: 8 }, () => openKeys({ given: undefined, production: false, dataDir })),
  )
  const made = all.map(({ signing }) => Buffer.from(signing.bytes).toString('hex'))
  assert.equal(new Set(made).size, 1)
  assert.deepEqual(await readdir(dataDir), ['jwt-keys'])
  assert.equal((await stat(join(dataDir, 'jwt-keys'))).mode & 0o777, 0o600)
  const again = await openKeys({ given: undefined, production: false, dataDir })
  assert.equal(Buffer.from(again.signing.bytes).toString('hex'), made[0])
})
