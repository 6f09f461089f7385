/** Access tokens: signed statements of who somebody is, good for minutes. Sole door to jose. */
import { errors, jwtVerify, SignJWT } from 'jose'

const ALGORITHM = 'HS256'
const ISSUER = 'study-companion'
const AUDIENCE = 'study-companion-api'

/** To verify a signature takes longer than to read a plan: so many tokens that were genuine are known again. */
const MOST_KNOWN = 10_000

/** @typedef {{userId: string, sid: string, expiresAt: Date}} Claims */
/** @typedef {ReturnType<typeof createAccessTokens>} AccessTokens */

/**
 * @param {object} deps
 * @param {import('./keys.js').Keys} deps.keys
 * @param {number} deps.minutes how long a token is good for
 * @param {() => Date} [deps.now]
 */
export function createAccessTokens({ keys, minutes, now = () => new Date() }) {
  /** The oldest first. @type {Map<string, Claims>} */
  const genuine = new Map()
  return { issue, read, expiresInS: minutes * 60 }

  /** @param {{userId: string, sid: string}} claims @returns {Promise<string>} */
  function issue({ userId, sid }) {
    const at = Math.floor(now().getTime() / 1_000)
    return new SignJWT({ sid })
      .setProtectedHeader({ alg: ALGORITHM, kid: keys.signing.kid, typ: 'at+jwt' })
      .setSubject(userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(at)
      .setExpirationTime(at + minutes * 60)
      .sign(keys.signing.bytes)
  }

  /** @param {string} token @returns {Promise<Claims | 'expired' | 'invalid'>} */
  async function read(token) {
    const known = genuine.get(token)
    if (known && known.expiresAt > now()) return known
    const claims = await verify(token)
    if (typeof claims !== 'string') genuine.set(token, claims)
    if (genuine.size > MOST_KNOWN) genuine.delete(/** @type {string} */ (genuine.keys().next().value))
    return claims
  }

  /** @param {string} token @returns {Promise<Claims | 'expired' | 'invalid'>} */
  async function verify(token) {
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: 'at+jwt',
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: now(),
      })
      if (typeof payload.sid !== 'string') return 'invalid'
      const expiresAt = new Date(/** @type {number} */ (payload.exp) * 1_000)
      return { userId: /** @type {string} */ (payload.sub), sid: payload.sid, expiresAt }
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'expired'
      if (error instanceof errors.JOSEError) return 'invalid'
      throw error
    }
  }

  /** @param {import('jose').JWTHeaderParameters} header */
  function keyOf({ kid }) {
    const key = keys.find(kid)
    if (!key) throw new errors.JOSEError('no such key')
    return key.bytes
  }
}
