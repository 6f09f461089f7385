/** Erasures as rows: what was promised to a learner, until it is done. */

/** @typedef {ReturnType<typeof createErasuresRepository>} ErasuresRepository */

/** Tables that held what is deleted; their files are given its room to write over. */
const HELD = 'learners, users, sessions, refresh_tokens, runs, run_events, plans, plan_versions, notices'

/** @param {import('../db/connection.js').Database} database */
export function createErasuresRepository({ sequelize }) {
  return {
    /** Begins one, or counts another attempt at it. @param {string} learnerId */
    async begin(learnerId) {
      await sequelize.query(
        `insert into erasures (learner_id, attempts, began_at) values ($1, 1, now())
         on conflict (learner_id) do update set attempts = erasures.attempts + 1`,
        { bind: [learnerId] },
      )
    },

    /** @returns {Promise<string[]>} learners, the longest waiting first */
    async pending() {
      const [rows] = await sequelize.query('select learner_id from erasures order by began_at limit 1000')
      return /** @type {{learner_id: string}[]} */ (rows).map(({ learner_id: id }) => id)
    },

    /** With what the limits counted under the learner's name. @param {string} learnerId */
    async end(learnerId) {
      await sequelize.query('delete from rate_limits where right(key, length($1)) = $1', {
        bind: [learnerId],
      })
      await sequelize.query('delete from erasures where learner_id = $1', { bind: [learnerId] })
    },

    /** What is deleted is found no more; this frees its room in the files. */
    async vacuum() {
      await sequelize.query(`vacuum (skip_locked) ${HELD}`)
    },
  }
}
