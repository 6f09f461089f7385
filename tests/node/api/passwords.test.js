import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPasswords } from '../../../node/api/services/passwords.js'

const PASSWORD = 'a long walk by the sea'

test('a password is kept as argon2id with the parameters of OWASP, and with a salt of its own', async () => {
  const passwords = createPasswords()
  const [one, two] = await Promise.all([passwords.hash(PASSWORD), passwords.hash(PASSWORD)])
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.notEqual(one, two)
  assert.equal(await passwords.matches(one, PASSWORD), true)
  assert.equal(await passwords.matches(two, 'another walk'), false)
})

test('a password that was kept at lower cost is known, and known to be outdated', async () => {
  const passwords = createPasswords()
  const { hash } = await import('@node-rs/argon2')
  const old = await hash(PASSWORD, { memoryCost: 4_096, timeCost: 1 })
  assert.equal(await passwords.matches(old, PASSWORD), true)
  assert.equal(passwords.isOutdated(old), true)
  assert.equal(passwords.isOutdated(await passwords.hash(PASSWORD)), false)
})

test('no password opens an account that is not there, and as much is computed for it', async () => {
  /** @type {string[]} */
  const verified = []
  const hash = async () => 'of nobody'
  const verify = async (/** @type {string} */ kept) => verified.push(kept) > 0
  const passwords = createPasswords({ compute: { hash, verify } })
  assert.equal(await passwords.matches(null, PASSWORD), false)
  assert.equal(await passwords.matches('kept', PASSWORD), true)
  assert.deepEqual(verified, ['of nobody', 'kept'])
})
