/**
 * Who asks: the user of an access token, or a guest. The same for a request and for a socket. On a development machine
 * the first line that somebody types needs neither token nor cookie: that is the guest `local`.
 */
import { randomUUID } from 'node:crypto'
import { Problem } from '../problem.js'
import { createShortMemory } from './shortMemory.js'

/** For so long another server may not know yet that a guest has registered. */
const KNOWN_MS = 1_500
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** @typedef {{id: string, learnerId: string, email: string, name: string}} User */
/** @typedef {{user: User, sid: string, expiresAt: Date}} Authenticated */
/** @typedef {{learnerId: string, user: User | null, sid: string | null, expiresAt: Date | null}} Asker */
/** @typedef {{token?: string, guest?: string}} Shown what somebody says who they are by; `guest`: the cookie's value */
/** @typedef {ReturnType<typeof createAskers>} Askers */

/**
 * @param {object} deps
 * @param {(token: string) => Promise<Authenticated>} deps.authenticate throws a Problem 401
 * @param {(sid: string) => Promise<boolean>} deps.goesOn whether a session still counts
 * @param {Pick<import('../repositories/learners.js').LearnersRepository, 'kindOf'>} deps.learners
 * @param {boolean} deps.allowGuests
 * @param {boolean} deps.production a guest needs a cookie
 */
export function createAskers({ authenticate, goesOn, learners, allowGuests, production }) {
  const kinds = createShortMemory({
    keepMs: KNOWN_MS,
    read: (/** @type {string} */ id) => learners.kindOf(id),
  })
  return { identify, refusalOf, guestOf, newGuest, forget: kinds.forget, allowGuests }

  /**
   * @param {Shown} shown
   * @returns {Promise<Asker | null>} null: nobody that may ask
   * @throws {import('../problem.js').Problem} 401: a token that does not count is never taken for a guest
   */
  async function identify({ token, guest }) {
    if (token !== undefined) {
      const { user, sid, expiresAt } = await authenticate(token)
      return { learnerId: user.learnerId, user, sid, expiresAt }
    }
    const learnerId = (await guestOf(guest)) ?? (allowGuests && !production ? 'local' : null)
    return learnerId === null ? null : { learnerId, user: null, sid: null, expiresAt: null }
  }

  /**
   * Why somebody who was let in may not stay: the token has run out, the session or the account is over, or they are
   * somebody else by now.
   * @param {{shown: Shown, asker: Asker}} known
   * @param {{evenExpired?: boolean}} [how] `evenExpired`: as long as the session goes on, whatever became of the token
   * @returns {Promise<Problem | null>} null: they may, or it cannot be told, because the database is away
   */
  async function refusalOf({ shown, asker }, { evenExpired = false } = {}) {
    try {
      if (evenExpired && asker.sid !== null) return (await goesOn(asker.sid)) ? null : over()
      const now = await identify(shown)
      return now?.learnerId === asker.learnerId ? null : somebodyElse()
    } catch (error) {
      return error instanceof Problem && error.status === 401 ? error : null
    }
  }

  /**
   * @param {string | undefined} guest
   * @returns {Promise<string | null>} null: none of ours, or one who has an account by now
   */
  async function guestOf(guest) {
    if (!allowGuests || guest === undefined || !UUID.test(guest)) return null
    const learnerId = `guest:${guest}`
    return (await kinds.get(learnerId)) === 'user' ? null : learnerId
  }

  /** @returns {{value: string, asker: Asker}} `value`: for the cookie */
  function newGuest() {
    const value = randomUUID()
    return { value, asker: { learnerId: `guest:${value}`, user: null, sid: null, expiresAt: null } }
  }
}

function over() {
  return new Problem(401, 'unauthenticated', 'The session is over. Log in again.')
}

function somebodyElse() {
  return new Problem(401, 'unauthenticated', 'You are somebody else by now.')
}
