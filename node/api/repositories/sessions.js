/**
 * Sessions and their refresh tokens as rows. A session is the family of the tokens that came of one log-in; a token is
 * good once. Only hashes of tokens are kept. Plain objects in and out.
 */

/** @typedef {import('../services/askers.js').User} User */
/** @typedef {{hash: string, seed: string}} KeptToken `seed`: makes its successor, with the token itself */
/** @typedef {{sid: string, userId: string, seed: string, usedForMs: number | null}} Presented
 *   `usedForMs`: how long ago it was used first; null: not before this time */
/** @typedef {ReturnType<typeof createSessionsRepository>} SessionsRepository */

/** What is revoked is kept for a day at most; so the one time, which has an index, tells what may go. */
const REVOKED = `revoked_at = now(), expires_at = least(expires_at, now() + interval '1 day')`

/** @param {import('../db/connection.js').Database} database */
export function createSessionsRepository({ sequelize, models: { Session, RefreshToken }, transaction }) {
  return {
    /** @param {{id: string, userId: string, days: number, token: KeptToken}} session */
    open({ id, userId, days, token }) {
      return transaction(async (work) => {
        const createdAt = new Date()
        await Session.create(
          { id, userId, createdAt, expiresAt: daysFrom(createdAt, days) },
          { transaction: work },
        )
        await RefreshToken.create({ ...token, sessionId: id, createdAt }, { transaction: work })
      })
    },

    /**
     * @param {string} id
     * @returns {Promise<User | null>} whose session it is; null when there is none, or not any more
     */
    async userOf(id) {
      const [rows] = await sequelize.query(
        `select u.id, u.learner_id as "learnerId", u.email, u.name
           from sessions s join users u on u.id = s.user_id
          where s.id = $1 and s.revoked_at is null and s.expires_at > now()`,
        { bind: [id] },
      )
      return /** @type {User[]} */ (rows)[0] ?? null
    },

    /**
     * Uses a refresh token: of two that come at the same time one is the first. Its successor, where `successor` makes
     * one, is written in the same transaction, and the session goes on from now.
     * @param {string} hash
     * @param {number} days
     * @param {(presented: Presented) => KeptToken | null} successor
     * @returns {Promise<Presented | null>} null: there is no such token, or its session is over
     */
    use(hash, days, successor) {
      return transaction(async (work) => {
        const [rows] = await sequelize.query(
          `with used as (
             update refresh_tokens set used_at = now() where hash = $1 and used_at is null returning hash)
           select s.id as sid, s.user_id as "userId", t.seed,
                  case when exists (select 1 from used) then null
                       else extract(epoch from now() - coalesce(t.used_at, now())) * 1000 end as "usedForMs"
             from refresh_tokens t join sessions s on s.id = t.session_id
            where t.hash = $1 and s.revoked_at is null and s.expires_at > now()`,
          { bind: [hash], transaction: work },
        )
        const row = /** @type {any[]} */ (rows)[0]
        if (!row) return null
        const presented = { ...row, usedForMs: row.usedForMs === null ? null : Number(row.usedForMs) }
        const next = successor(presented)
        if (next) {
          const createdAt = new Date()
          const token = { ...next, sessionId: presented.sid, createdAt }
          await RefreshToken.create(token, { transaction: work })
          const expiresAt = daysFrom(createdAt, days)
          const still = { id: presented.sid, revokedAt: null }
          await Session.update({ expiresAt }, { where: still, transaction: work })
        }
        return presented
      })
    },

    /** @param {string} hash of a refresh token, used or not @returns {Promise<{sid: string, userId: string} | null>} */
    async ofToken(hash) {
      const [rows] = await sequelize.query(
        `select s.id as sid, s.user_id as "userId"
           from refresh_tokens t join sessions s on s.id = t.session_id where t.hash = $1`,
        { bind: [hash] },
      )
      return /** @type {any[]} */ (rows)[0] ?? null
    },

    /** @param {string} id */
    async revoke(id) {
      await sequelize.query(`update sessions set ${REVOKED} where id = $1 and revoked_at is null`, {
        bind: [id],
      })
    },

    /**
     * @param {string} userId
     * @param {string | null} except a session that goes on
     * @returns {Promise<string[]>} those that are over now
     */
    async revokeAll(userId, except) {
      const [rows] = await sequelize.query(
        `update sessions set ${REVOKED}
          where user_id = $1 and revoked_at is null and id is distinct from $2::uuid returning id`,
        { bind: [userId, except] },
      )
      return /** @type {{id: string}[]} */ (rows).map(({ id }) => id)
    },

    /** What is over is gone; with it goes the knowledge of its tokens, none of which counts. */
    async prune() {
      await sequelize.query(`delete from sessions where expires_at < now()`)
    },
  }
}

/** @param {Date} date @param {number} days */
function daysFrom(date, days) {
  return new Date(date.getTime() + days * 24 * 3_600_000)
}
