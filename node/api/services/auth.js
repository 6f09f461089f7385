/**
 * Accounts and sessions: who may come in, for how long, and what ends it.
 *
 * A session begins with a log-in. It has an access token of minutes, which says who somebody is, and a refresh token,
 * good once, for which there is a new pair. One that comes a second time was copied: the whole session ends then. Only
 * within GRACE_MS the same successor is given again, because two tabs of one browser ask at the same time, and a page
 * that is loaded anew has lost the answer to the first one.
 *
 * Nobody learns from here which emails have an account by the answer to a log-in or by how long it takes. A registration
 * does tell, since it logs in at once instead of sending a mail; how often it may be tried is limited (limits.js).
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { Problem } from '../problem.js'
import { credentialsOf, passwordsOf, registrationOf } from './credentials.js'
import { createShortMemory } from './shortMemory.js'

/** Another server may end a session: it is known here no later than 2 s after. */
const KNOWN_MS = 1_500
const GRACE_MS = 10_000

/** @typedef {import('./askers.js').User} User */
/** @typedef {{address?: string}} From `address`: to be noted, already shortened */
/** @typedef {{user: Pick<User, 'id' | 'email' | 'name'>, accessToken: string, expiresInS: number, refreshToken: string, refreshForS: number}} LoggedIn */
/** @typedef {ReturnType<typeof createAuth>} Auth */

/**
 * @param {object} deps
 * @param {import('../repositories/users.js').UsersRepository} deps.users
 * @param {import('../repositories/sessions.js').SessionsRepository} deps.sessions
 * @param {Pick<import('../repositories/learners.js').LearnersRepository, 'ensure' | 'remove'>} deps.learners
 * @param {<T>(work: (transaction: any) => Promise<T>) => Promise<T>} deps.transaction
 * @param {import('./passwords.js').Passwords} deps.passwords
 * @param {import('./accessTokens.js').AccessTokens} deps.tokens
 * @param {(event: import('../repositories/audit.js').AuditEvent) => Promise<void>} deps.note never fails
 * @param {number} deps.refreshDays
 * @param {(learnerId: string) => void} [deps.onUser] a learner who was a guest has an account now
 */
export function createAuth(deps) {
  const { users, sessions, learners, transaction, passwords, tokens, note, refreshDays } = deps
  const { onUser = () => {} } = deps
  const known = createShortMemory({
    keepMs: KNOWN_MS,
    read: (/** @type {string} */ sid) => sessions.userOf(sid),
  })
  return {
    ...{ checkRegistration, register, logIn, refresh, logOut },
    ...{ checkPasswords, changePassword, authenticate, goesOn, verifyPassword, deleteUser },
  }

  /** Before it is counted as a try. @param {Record<string, unknown>} fields @throws {Problem} 400 */
  function checkRegistration(fields) {
    registrationOf(fields, passwords)
  }

  /**
   * A guest who registers takes along what was kept for them.
   * @param {Record<string, unknown>} fields email, password, name
   * @param {{guest: string | null} & From} from `guest`: a learner id
   * @returns {Promise<LoggedIn>}
   */
  async function register(fields, { guest, address }) {
    const { email, password, name } = registrationOf(fields, passwords)
    const passwordHash = await passwords.hash(password)
    const id = randomUUID()
    const created = await transaction(async (work) => {
      const learnerId = guest ?? `user:${id}`
      await learners.ensure(learnerId, { kind: 'user', transaction: work })
      const user = { id, learnerId, email, name, passwordHash }
      if (await users.create(user, work)) return user
      throw taken()
    }).catch(async (error) => {
      if (error instanceof Problem) await note({ what: 'registration_refused', address })
      throw error
    })
    if (guest) onUser(guest)
    await note({ what: 'registered', userId: id, address })
    return begin(created)
  }

  /**
   * @param {Record<string, unknown>} fields email, password
   * @param {From} from
   * @returns {Promise<LoggedIn>}
   */
  async function logIn(fields, { address }) {
    const { email, password } = credentialsOf(fields)
    const user = await users.findByEmail(email)
    const isRight = await passwords.matches(user?.passwordHash ?? null, password)
    if (!user || !isRight) {
      await note({ what: 'login_failed', userId: user?.id, address })
      throw refused('The email or the password is not right.')
    }
    if (passwords.isOutdated(user.passwordHash)) {
      await users.setPassword(user.id, await passwords.hash(password), { changed: false })
    }
    await note({ what: 'logged_in', userId: user.id, address })
    return begin(user)
  }

  /** @param {import('../repositories/users.js').UserRow} user @returns {Promise<LoggedIn>} */
  async function begin(user) {
    const sid = randomUUID()
    const refreshToken = randomBytes(32).toString('base64url')
    await sessions.open({ id: sid, userId: user.id, days: refreshDays, token: kept(refreshToken) })
    return pair(user, sid, refreshToken)
  }

  /**
   * @param {string | undefined} refreshToken
   * @param {From} from
   * @returns {Promise<LoggedIn>}
   */
  async function refresh(refreshToken, { address }) {
    if (!refreshToken) throw refused('There is no session to go on with. Log in.')
    /** @type {string} */
    let next = ''
    const presented = await sessions.use(hashOf(refreshToken), refreshDays, ({ seed, usedForMs }) => {
      next = successorOf(refreshToken, seed)
      return usedForMs === null ? kept(next) : null
    })
    if (!presented) throw refused('The session is over. Log in again.')
    if (presented.usedForMs !== null && presented.usedForMs > GRACE_MS) {
      await end(presented.sid)
      await note({ what: 'refresh_token_reused', userId: presented.userId, address })
      throw refused('The session is over. Log in again.')
    }
    const user = await users.findById(presented.userId)
    if (!user) throw refused('The session is over. Log in again.')
    return pair(user, presented.sid, next)
  }

  /** @param {string | undefined} refreshToken @param {From} from */
  async function logOut(refreshToken, { address }) {
    const session = refreshToken ? await sessions.ofToken(hashOf(refreshToken)) : null
    if (!session) return
    await end(session.sid)
    await note({ what: 'logged_out', userId: session.userId, address })
  }

  /** Before it is counted as a try. @param {User} user @param {Record<string, unknown>} fields @throws {Problem} 400 */
  function checkPasswords(user, fields) {
    passwordsOf(fields, passwords, user)
  }

  /**
   * The user's other sessions end with it.
   * @param {{user: User, sid: string | null}} who
   * @param {Record<string, unknown>} fields current_password, new_password
   * @param {From} from
   */
  async function changePassword({ user, sid }, fields, { address }) {
    const { current_password: current, new_password: fresh } = passwordsOf(fields, passwords, user)
    if (!(await verifyPassword(user.id, current))) {
      await note({ what: 'password_change_failed', userId: user.id, address })
      throw new Problem(403, 'forbidden', 'The current password is not right.')
    }
    await users.setPassword(user.id, await passwords.hash(fresh), { changed: true })
    for (const ended of await sessions.revokeAll(user.id, sid)) known.forget(ended)
    await note({ what: 'password_changed', userId: user.id, address })
  }

  /**
   * @param {string} token an access token
   * @returns {Promise<import('./askers.js').Authenticated>}
   * @throws {Problem} 401
   */
  async function authenticate(token) {
    const claims = await tokens.read(token)
    if (claims === 'expired') throw refused('The access token has run out.', 'invalid_token')
    if (claims === 'invalid') throw refused('The access token is none of ours.', 'invalid_token')
    const user = await known.get(claims.sid)
    if (user?.id !== claims.userId) throw refused('The session is over. Log in again.', 'invalid_token')
    return { user, sid: claims.sid, expiresAt: claims.expiresAt }
  }

  /** @param {string} sid @returns {Promise<boolean>} false: the session is over, or its account is gone */
  async function goesOn(sid) {
    return (await known.get(sid)) !== null
  }

  /** @param {string} userId @param {string} password */
  async function verifyPassword(userId, password) {
    const user = await users.findById(userId)
    return passwords.matches(user?.passwordHash ?? null, password)
  }

  /**
   * The account, its sessions, its learner and every row of theirs in this database; what the agents keep is not here.
   * @param {string} userId
   * @param {From} [from]
   * @returns {Promise<boolean>} false: there is none
   */
  async function deleteUser(userId, { address } = {}) {
    const user = await users.findById(userId)
    if (!user) return false
    for (const ended of await sessions.revokeAll(userId, null)) known.forget(ended)
    await learners.remove(user.learnerId)
    await note({ what: 'account_deleted', address })
    return true
  }

  /** @param {string} sid */
  async function end(sid) {
    await sessions.revoke(sid)
    known.forget(sid)
  }

  /** @param {Pick<User, 'id' | 'email' | 'name'>} user @param {string} sid @param {string} refreshToken */
  async function pair({ id, email, name }, sid, refreshToken) {
    const accessToken = await tokens.issue({ userId: id, sid })
    const refreshForS = refreshDays * 24 * 3_600
    return {
      user: { id, email, name },
      accessToken,
      expiresInS: tokens.expiresInS,
      refreshToken,
      refreshForS,
    }
  }
}

/** @param {string} token @returns {import('../repositories/sessions.js').KeptToken} */
function kept(token) {
  return { hash: hashOf(token), seed: randomBytes(32).toString('base64url') }
}

/** @param {string} token */
function hashOf(token) {
  return createHash('sha256').update(token).digest('base64url')
}

/** Neither who has only the token nor who has only the row can make it. @param {string} token @param {string} seed */
function successorOf(token, seed) {
  return createHash('sha256').update(`${seed}.${token}`).digest('base64url')
}

function taken() {
  const detail = 'There cannot be a new account for this email. If you have one, log in.'
  return new Problem(409, 'conflict', detail)
}

/** @param {string} detail @param {string} [reason] of RFC 6750 */
function refused(detail, reason) {
  const challenge = `Bearer realm="study-companion"${reason ? `, error="${reason}"` : ''}`
  return new Problem(401, 'unauthenticated', detail, { headers: { 'WWW-Authenticate': challenge } })
}
