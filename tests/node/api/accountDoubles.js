/** Accounts without PostgreSQL, and without the cost of argon2: rows in maps, passwords kept as they are. */
import { openKeys } from '../../../node/api/services/keys.js'
import { createAccessTokens } from '../../../node/api/services/accessTokens.js'
import { createAskers } from '../../../node/api/services/askers.js'
import { createAuth } from '../../../node/api/services/auth.js'
import { createLimits, ratesOf } from '../../../node/api/services/limits.js'
import { createPasswords } from '../../../node/api/services/passwords.js'

/** 32 bytes each, as random ones would be. */
export const KEYS =
  'one:q83vEjRWeJq83vEjRWeJASNFZ4mrze8Ph9PDRhmwcU0=,two:Dh7S5kGZ0cXyQm8nB3VwYlKfT1uJr6pHa9gEiLzNxbs='

/** As repositories/users.js, sessions.js, learners.js and audit.js together. */
export class AccountRowsDouble {
  /** Milliseconds; moves only when told. */
  now = Date.now()
  /** @type {Map<string, import('../../../node/api/repositories/users.js').UserRow>} */
  users = new Map()
  /** @type {Map<string, {userId: string, revoked: boolean}>} */
  sessions = new Map()
  /** @type {Map<string, {sid: string, seed: string, usedAt: number | null}>} */
  tokens = new Map()
  /** @type {Map<string, 'user' | 'guest'>} */
  learners = new Map()
  /** @type {import('../../../node/api/repositories/audit.js').AuditEvent[]} */
  events = []

  /** @param {{id: string, userId: string, token: {hash: string, seed: string}}} session */
  async open({ id, userId, token }) {
    this.sessions.set(id, { userId, revoked: false })
    this.tokens.set(token.hash, { sid: id, seed: token.seed, usedAt: null })
  }

  /** @param {string} sid */
  async userOf(sid) {
    const session = this.sessions.get(sid)
    const user = session && !session.revoked ? this.users.get(session.userId) : undefined
    return user ? { id: user.id, learnerId: user.learnerId, email: user.email, name: user.name } : null
  }

  /**
   * @param {string} hash @param {number} _days
   * @param {(presented: import('../../../node/api/repositories/sessions.js').Presented) => any} successor
   */
  async use(hash, _days, successor) {
    const token = this.tokens.get(hash)
    const session = token && this.sessions.get(token.sid)
    if (!token || !session || session.revoked) return null
    const usedForMs = token.usedAt === null ? null : this.now - token.usedAt
    token.usedAt ??= this.now
    const presented = { sid: token.sid, userId: session.userId, seed: token.seed, usedForMs }
    const next = successor(presented)
    if (next) this.tokens.set(next.hash, { sid: token.sid, seed: next.seed, usedAt: null })
    return presented
  }

  /** @param {string} hash */
  async ofToken(hash) {
    const token = this.tokens.get(hash)
    return token ? { sid: token.sid, userId: /** @type {any} */ (this.sessions.get(token.sid)).userId } : null
  }

  /** @param {string} sid */
  async revoke(sid) {
    const session = this.sessions.get(sid)
    if (session) session.revoked = true
  }

  /** @param {string} userId @param {string | null} except */
  async revokeAll(userId, except) {
    const ended = [...this.sessions].filter(([sid, session]) => session.userId === userId && sid !== except)
    for (const [, session] of ended) session.revoked = true
    return ended.map(([sid]) => sid)
  }

  async prune() {}

  /** @param {import('../../../node/api/repositories/users.js').UserRow} user */
  async create(user) {
    if ([...this.users.values()].some(({ email }) => email === user.email)) return false
    this.users.set(user.id, { ...user })
    this.learners.set(user.learnerId, 'user')
    return true
  }

  /** @param {string} email */
  async findByEmail(email) {
    return [...this.users.values()].find((user) => user.email === email) ?? null
  }

  /** @param {string} id */
  async findById(id) {
    return this.users.get(id) ?? null
  }

  /** @param {string} id @param {string} passwordHash */
  async setPassword(id, passwordHash) {
    Object.assign(/** @type {object} */ (this.users.get(id)), { passwordHash })
  }

  /** @param {string} id */
  async ensure(id) {
    if (!this.learners.has(id)) this.learners.set(id, 'guest')
  }

  /** @param {string} id */
  async kindOf(id) {
    return this.learners.get(id) ?? null
  }

  /** @param {string} id */
  async remove(id) {
    for (const user of this.users.values()) if (user.learnerId === id) this.users.delete(user.id)
    return this.learners.delete(id)
  }
}

/**
 * @param {object} [given]
 * @param {AccountRowsDouble} [given.rows]
 * @param {boolean} [given.production]
 * @param {boolean} [given.allowGuests]
 * @param {string} [given.jwtKeys]
 * @param {Partial<Parameters<typeof ratesOf>[0]>} [given.rateLimits] those left out are none
 */
export async function openAccountDoubles(given = {}) {
  const { rows = new AccountRowsDouble(), production = false, jwtKeys = KEYS } = given
  const { allowGuests = !production, rateLimits = {} } = given
  const keys = await openKeys({ given: jwtKeys, production, dataDir: '/nowhere' })
  const tokens = createAccessTokens({ keys, minutes: 15, now: () => new Date(rows.now) })
  /** How many passwords were looked at. */
  const computed = { verified: 0 }
  const compute = {
    hash: async (/** @type {string} */ password) => `kept:${password}`,
    verify: async (/** @type {string} */ hash, /** @type {string} */ password) => {
      computed.verified += 1
      return hash === `kept:${password}`
    },
  }
  const note = async (/** @type {typeof rows.events[number]} */ event) => void rows.events.push(event)
  const auth = createAuth({
    users: rows,
    sessions: rows,
    learners: rows,
    transaction: (work) => work(null),
    passwords: { ...createPasswords({ compute }), isOutdated: () => false },
    tokens,
    note,
    refreshDays: 30,
    onUser: (learnerId) => askers.forget(learnerId),
  })
  const { authenticate, goesOn } = auth
  const askers = createAskers({ authenticate, goesOn, learners: rows, allowGuests, production })
  const rates = ratesOf({ requests: 0, calls: 0, logins: 0, registrations: 0, ...rateLimits })
  return { rows, keys, tokens, auth, askers, limits: createLimits({ rates, store: null, note }), computed }
}
