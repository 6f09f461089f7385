/**
 * The keys that access tokens are signed with: the first signs, all of them verify, so that a key is changed by putting a
 * new one in front and taking the old one away when its last token has run out.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const LEAST_BYTES = 32
/** Of 32 random bytes about 30 differ; hardly ever fewer than 20. */
const LEAST_DIFFERENT = 12
const KID = /^[\w.-]{1,64}$/
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
const MAKE_ONE = 'Make one with: echo "$(date +%Y%m%d):$(openssl rand -base64 32)"'
const GUESSABLE = /secret|password|passwort|change|example|default|development|test|study/i

/** @typedef {{kid: string, bytes: Uint8Array}} Key */
/** @typedef {{signing: Key, find: (kid: unknown) => Key | null}} Keys */

/**
 * @param {{given: string | undefined, production: boolean, dataDir: string}} options `given`: JWT_KEYS,
 *   "kid:base64,kid2:base64"
 * @returns {Promise<Keys>}
 * @throws {Error} in one sentence, with the fix; never with a key
 */
export async function openKeys({ given, production, dataDir }) {
  if (!given && production) {
    throw new Error(`JWT_KEYS: expected kid:base64 in production, got nothing. ${MAKE_ONE}`)
  }
  const keys = readKeys(given ?? (await generated(join(dataDir, 'jwt-keys'))))
  const [signing] = keys
  if (!signing) throw new Error(`JWT_KEYS: expected kid:base64, got nothing. ${MAKE_ONE}`)
  return { signing, find: (kid) => keys.find((key) => key.kid === kid) ?? null }
}

/** @param {string} text @returns {Key[]} */
function readKeys(text) {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  const keys = parts.map((part, place) => {
    const split = part.indexOf(':')
    const [kid, encoded] = [part.slice(0, Math.max(split, 0)), part.slice(split + 1)]
    const where = `key ${place + 1} of JWT_KEYS`
    if (!KID.test(kid) || !BASE64.test(encoded)) {
      throw new Error(`JWT_KEYS: expected kid:base64 in ${where}, got something else. ${MAKE_ONE}`)
    }
    const bytes = Buffer.from(encoded, 'base64')
    const weakness = weaknessOf(bytes)
    if (weakness) throw new Error(`JWT_KEYS: ${where} is weak: ${weakness}. ${MAKE_ONE}`)
    return { kid, bytes: new Uint8Array(bytes) }
  })
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) {
    throw new Error('JWT_KEYS: expected a different kid for each key, got one twice')
  }
  return keys
}

/** What can be seen of a key that is not random. @param {Buffer} bytes @returns {string | null} */
function weaknessOf(bytes) {
  if (bytes.length < LEAST_BYTES) return `${bytes.length} bytes, expected ${LEAST_BYTES} random ones`
  const different = new Set(bytes).size
  if (different < LEAST_DIFFERENT) return `only ${different} different bytes`
  const text = bytes.toString('latin1')
  if (/^(.{1,16}?)\1+.{0,16}$/s.test(text)) return 'a repeated pattern'
  if (/^[\x20-\x7e]+$/.test(text) && (GUESSABLE.test(text) || /[a-z]{4,} [a-z]{3,}/i.test(text)))
    return 'words'
  return null
}

/**
 * Made once for a development machine. Servers that start at the same time agree on one: the file appears whole, and once.
 * @param {string} path
 */
async function generated(path) {
  const known = await readFile(path, 'utf8').catch((error) => {
    if (error.code !== 'ENOENT') throw error
    return null
  })
  if (known !== null) return known.trim()
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, `dev:${randomBytes(LEAST_BYTES).toString('base64')}\n`, { mode: 0o600 })
  try {
    await link(draft, path)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
  return (await readFile(path, 'utf8')).trim()
}
