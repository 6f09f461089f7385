/**
 * Jobs as rows: what is to be made for a learner, one of a kind for a period. A job is worked on by whoever holds its
 * lease. Every change by a worker asks for the lease and the attempt in the same statement, so that a server that lost
 * it cannot write any more; a job's end and its notice are written together.
 */
import { randomUUID } from 'node:crypto'

/** @typedef {import('../db/connection.js').Transaction} Transaction */
/**
 * @typedef {{learner_id: string, kind: string, at: string, day: string | null, timezone: string}} Due
 * @typedef {{id: string, learnerId: string, kind: string, period: string, attempts: number, createdAt: Date,
 *   timezone: string | null}} Job `attempts`: this one included; `timezone` null: the learner has none any more
 * @typedef {{id: string, kind: string, period: string, content: unknown, created_at: Date}} Notice
 */
/** @typedef {ReturnType<typeof createJobsRepository>} JobsRepository */

/** How long it is remembered that a job was done: longer than its period may come up again. */
export const KEPT_DAYS = 30

const MINE = `id = $1 and state = 'working' and lease_owner = $2 and attempts = $3`

/** @param {import('../db/connection.js').Database} database */
export function createJobsRepository({ sequelize, models: { Notice }, transaction }) {
  return {
    /**
     * Makes jobs of what has become due. Servers that do it at once share the rows; what was made already is not made
     * again.
     * @param {number} limit
     * @param {(due: Due, now: number) => {job: {period: string, dueAt: Date} | null, nextAt: Date}} decide
     * @returns {Promise<number>} how many were looked at
     */
    makeDue(limit, decide) {
      return transaction(async (work) => {
        const [rows] = await sequelize.query(
          `select s.learner_id, s.kind, s.at, s.day, l.timezone, (extract(epoch from now()) * 1000)::float8 as now
             from schedules s join learner_settings l on l.learner_id = s.learner_id
            where s.next_at <= now() order by s.next_at limit $1 for update of s skip locked`,
          { bind: [limit], transaction: work },
        )
        for (const { now, ...due } of /** @type {(Due & {now: number})[]} */ (rows)) {
          const { job, nextAt } = decide(due, now)
          if (job) await insert(due, job, work)
          await sequelize.query('update schedules set next_at = $3 where learner_id = $1 and kind = $2', {
            bind: [due.learner_id, due.kind, nextAt],
            transaction: work,
          })
        }
        return rows.length
      })
    },

    /**
     * Jobs whose worker's lease has run out wait again.
     * @param {number} limit
     * @returns {Promise<number>}
     */
    async recover(limit) {
      const [rows] = await sequelize.query(
        `update jobs set state = 'waiting', lease_owner = null, lease_until = null where id in (
           select id from jobs where state = 'working' and lease_until < now()
            order by lease_until limit $1 for update skip locked)
         returning 1`,
        { bind: [limit] },
      )
      return rows.length
    },

    /**
     * @param {string} owner
     * @param {number} limit
     * @param {number} leaseMs
     * @returns {Promise<Job[]>} that are due and nobody else works on
     */
    async claim(owner, limit, leaseMs) {
      const [rows] = await sequelize.query(
        `update jobs set state = 'working', attempts = attempts + 1, lease_owner = $1,
                lease_until = now() + $3 * interval '1 millisecond'
          where id in (select id from jobs where state = 'waiting' and due_at <= now()
                        order by due_at limit $2 for update skip locked)
         returning id, learner_id as "learnerId", kind, period, attempts, created_at as "createdAt",
           (select timezone from learner_settings l where l.learner_id = jobs.learner_id) as timezone`,
        { bind: [owner, limit, leaseMs] },
      )
      return /** @type {Job[]} */ (rows)
    },

    /** @param {Job} job @param {string} owner @param {number} leaseMs @returns {Promise<boolean>} false: it is lost */
    async renew({ id, attempts }, owner, leaseMs) {
      const [rows] = await sequelize.query(
        `update jobs set lease_until = now() + $4 * interval '1 millisecond' where ${MINE} returning id`,
        { bind: [id, owner, attempts, leaseMs] },
      )
      return rows.length === 1
    },

    /**
     * @param {Job} job
     * @param {string} owner
     * @param {unknown} content of its notice
     * @returns {Promise<Notice | null>} null when the lease is lost
     */
    finish(job, owner, content) {
      return transaction(async (work) => {
        const [rows] = await sequelize.query(
          `update jobs set state = 'done', finished_at = now(), lease_owner = null, lease_until = null, error = null
            where ${MINE} returning finished_at`,
          { bind: [job.id, owner, job.attempts], transaction: work },
        )
        const [ended] = /** @type {{finished_at: Date}[]} */ (rows)
        if (!ended) return null
        const { kind, period, learnerId, id: jobId } = job
        const notice = { id: randomUUID(), kind, period, content }
        const row = { ...notice, learnerId, jobId, createdAt: ended.finished_at }
        await Notice.create(row, { transaction: work })
        return { ...notice, created_at: ended.finished_at }
      })
    },

    /**
     * Gives it back, to be worked on later.
     * @param {Job} job
     * @param {string} owner
     * @param {{delayMs: number, counts: boolean, error: object | null}} how `counts`: the attempt does
     */
    async release({ id, attempts }, owner, { delayMs, counts, error }) {
      await sequelize.query(
        `update jobs set state = 'waiting', lease_owner = null, lease_until = null, attempts = attempts - $5,
                due_at = now() + $4 * interval '1 millisecond', error = $6
          where ${MINE}`,
        { bind: [id, owner, attempts, delayMs, counts ? 0 : 1, error && JSON.stringify(error)] },
      )
    },

    /** @param {Job} job @param {string} owner @param {object} error */
    async fail({ id, attempts }, owner, error) {
      await sequelize.query(
        `update jobs set state = 'failed', finished_at = now(), lease_owner = null, lease_until = null, error = $4
          where ${MINE}`,
        { bind: [id, owner, attempts, JSON.stringify(error)] },
      )
    },

    /** @param {number} limit @returns {Promise<number>} how many of those that ended long ago are gone now */
    async purge(limit) {
      const [rows] = await sequelize.query(
        `delete from jobs where id in (
           select id from jobs where finished_at < now() - interval '${KEPT_DAYS} days'
            order by finished_at limit $1 for update skip locked)
         returning 1`,
        { bind: [limit] },
      )
      return rows.length
    },
  }

  /** @param {Due} due @param {{period: string, dueAt: Date}} job @param {Transaction} work */
  async function insert({ learner_id: learnerId, kind }, { period, dueAt }, work) {
    await sequelize.query(
      `insert into jobs (id, learner_id, kind, period, state, due_at, created_at)
       values ($1, $2, $3, $4, 'waiting', $5, now()) on conflict (learner_id, kind, period) do nothing`,
      { bind: [randomUUID(), learnerId, kind, period, dueAt], transaction: work },
    )
  }
}
