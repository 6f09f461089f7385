/** Who comes in: the rules are those of HTTP, asked of a handshake. */
import { guestIn } from '../middleware/cookies.js'
import { isKnownHost, isKnownPage } from '../middleware/origin.js'
import { Problem } from '../problem.js'

/** @typedef {import('socket.io').Socket} Socket */
/** @typedef {import('../services/askers.js').Askers} Askers */
/** @typedef {import('../services/askers.js').Shown} Shown */

/**
 * Before there is a connection: which pages may open one.
 * @param {{anyHost: boolean, corsOrigins: readonly string[]}} options
 * @returns {(request: import('node:http').IncomingMessage, done: (error: string | null, success: boolean) => void) => void}
 */
export function knownPages({ anyHost, corsOrigins }) {
  return ({ headers }, done) => {
    const host = headers.host ?? ''
    const isKnown =
      isKnownHost({ anyHost, host }) && isKnownPage({ origin: headers.origin, host, corsOrigins })
    done(isKnown ? null : 'Connections of this page, or to this name, are not taken.', isKnown)
  }
}

/** @param {Socket} socket @returns {Shown} */
export function shownBy({ handshake }) {
  const { token } = /** @type {{token?: unknown}} */ (handshake.auth ?? {})
  const guest = guestIn(handshake.headers.cookie)
  if (token === undefined || token === null || token === '') return { guest }
  if (typeof token === 'string') return { token, guest }
  throw new Problem(401, 'unauthenticated', 'auth.token: expected an access token.')
}

/**
 * @param {Askers} askers
 * @param {Shown} shown
 * @throws {Problem} 401
 */
export async function askerOf(askers, shown) {
  const asker = await askers.identify(shown)
  if (asker) return asker
  throw new Problem(401, 'unauthenticated', 'Log in, and send the access token as auth: { token }.')
}

/**
 * Where somebody comes from, as Express reads it: behind proxies that are trusted, what they say.
 * @param {Socket} socket
 * @param {(address: string, hop: number) => boolean} trusts
 */
export function addressOf({ handshake, conn }, trusts) {
  const forwarded = `${handshake.headers['x-forwarded-for'] ?? ''}`.split(',').map((part) => part.trim())
  const hops = [conn.remoteAddress, ...forwarded.reverse().filter(Boolean)]
  return hops.find((address, hop) => !trusts(address, hop)) ?? hops.at(-1) ?? ''
}
