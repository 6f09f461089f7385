/**
 * Requests that may be sent twice, as rows: which run a key stands for, or the answer it got. While a request that makes
 * no run is worked on, it holds a lease; a server that dies lets go of it by not renewing.
 */
import { randomUUID } from 'node:crypto'
import { createLearnersRepository } from './learners.js'

/** @typedef {import('../db/connection.js').Transaction} Transaction */
/** @typedef {{learnerId: string, key: string}} KeyId */
/**
 * @typedef {object} Entry
 * @property {string} fingerprint of what was asked with the key
 * @property {string} runId that the key stands for
 * @property {{result: unknown} | null} answer
 * @property {boolean} isTaken by whoever asks now
 */
/** @typedef {KeyId & {fingerprint: string, owner: string, leaseMs: number}} Wanted */
/** @typedef {ReturnType<typeof createIdempotencyKeysRepository>} IdempotencyKeysRepository */

/** How long a key is known. */
export const KEPT_HOURS = 24
const TAKE_ATTEMPTS = 5

const IS_OLD = `known.created_at < now() - interval '${KEPT_HOURS} hours'`
const TAKE = `
  insert into idempotency_keys as known
    (learner_id, key, fingerprint, run_id, lease_owner, lease_until, created_at)
  values ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond', now())
  on conflict (learner_id, key) do update set
    fingerprint = excluded.fingerprint, answer = null,
    run_id = case when ${IS_OLD} then excluded.run_id else known.run_id end,
    created_at = case when ${IS_OLD} then excluded.created_at else known.created_at end,
    lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
  where ${IS_OLD}
     or known.fingerprint = excluded.fingerprint and known.answer is null and known.lease_until <= now()
  returning run_id`

/** @param {import('../db/connection.js').Database} database */
export function createIdempotencyKeysRepository(database) {
  const { sequelize, transaction } = database
  const learners = createLearnersRepository(database)
  return {
    /**
     * Takes a key that nobody works under; of one that somebody does, or that was answered, tells how it is.
     * @param {Wanted} wanted `leaseMs` 0: for a run, which is
     *   made once whoever works under the key
     * @returns {Promise<Entry>}
     */
    async take(wanted) {
      // A key that is given back between the two statements is there to be taken.
      for (let attempt = 1; attempt <= TAKE_ATTEMPTS; attempt++) {
        const entry = await transaction((work) => takeOrTell(wanted, work))
        if (entry) return entry
      }
      throw new Error(`the key was given back ${TAKE_ATTEMPTS} times while it was looked at`)
    },

    /** @param {KeyId} id @param {string} owner @param {number} leaseMs */
    async renew({ learnerId, key }, owner, leaseMs) {
      await sequelize.query(
        `update idempotency_keys set lease_until = now() + $4 * interval '1 millisecond'
          where learner_id = $1 and key = $2 and lease_owner = $3 and answer is null`,
        { bind: [learnerId, key, owner, leaseMs] },
      )
    },

    /**
     * @param {KeyId} id
     * @param {string} owner
     * @param {unknown} result
     * @param {Transaction} [work]
     * @returns {Promise<boolean>} false when the lease is lost
     */
    async answer({ learnerId, key }, owner, result, work) {
      const [rows] = await sequelize.query(
        `update idempotency_keys set answer = $4, lease_owner = null
          where learner_id = $1 and key = $2 and lease_owner = $3 and answer is null returning key`,
        { bind: [learnerId, key, owner, JSON.stringify({ result })], transaction: work },
      )
      return rows.length === 1
    },

    /** Nothing came of it: the key is free again. @param {KeyId} id @param {string} owner */
    async forget({ learnerId, key }, owner) {
      await sequelize.query(
        `delete from idempotency_keys
          where learner_id = $1 and key = $2 and lease_owner = $3 and answer is null`,
        { bind: [learnerId, key, owner] },
      )
    },

    /**
     * @param {number} limit
     * @returns {Promise<number>} how many of those that are too old are gone now
     */
    async purge(limit) {
      const [rows] = await sequelize.query(
        `delete from idempotency_keys where (learner_id, key) in (
           select learner_id, key from idempotency_keys
            where created_at < now() - interval '${KEPT_HOURS} hours'
            order by created_at limit $1 for update skip locked)
         returning 1`,
        { bind: [limit] },
      )
      return rows.length
    },
  }

  /** @param {Wanted} wanted @param {Transaction} transaction @returns {Promise<Entry | null>} */
  async function takeOrTell({ learnerId, key, fingerprint, owner, leaseMs }, transaction) {
    await learners.ensure(learnerId, { transaction })
    const [taken] = await sequelize.query(TAKE, {
      bind: [learnerId, key, fingerprint, randomUUID(), owner, leaseMs],
      transaction,
    })
    const [mine] = /** @type {{run_id: string}[]} */ (taken)
    if (mine) return { fingerprint, runId: mine.run_id, answer: null, isTaken: true }
    const [rows] = await sequelize.query(
      'select fingerprint, run_id, answer from idempotency_keys where learner_id = $1 and key = $2',
      { bind: [learnerId, key], transaction },
    )
    const [row] = /** @type {any[]} */ (rows)
    return row
      ? { fingerprint: row.fingerprint, runId: row.run_id, answer: row.answer, isTaken: false }
      : null
  }
}
