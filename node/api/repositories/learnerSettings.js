/** What a learner has set: their time zone, and what is to be done for them when. */
import { createLearnersRepository } from './learners.js'

/** @typedef {import('../db/connection.js').Transaction} Transaction */
/** @typedef {{kind: string, at: string, day: string | null}} Wish */
/** @typedef {{timezone: string, wishes: Wish[]}} LearnerSettings */
/** @typedef {ReturnType<typeof createLearnerSettingsRepository>} LearnerSettingsRepository */

/** @param {import('../db/connection.js').Database} database */
export function createLearnerSettingsRepository(database) {
  const { sequelize, models, transaction } = database
  const learners = createLearnersRepository(database)
  return {
    /**
     * @param {string} learnerId
     * @returns {Promise<LearnerSettings | null>} null: nothing was ever set
     */
    find: (learnerId) => find(learnerId),

    /**
     * Changes what is set, from what it is at that moment: two changes at once both count.
     * @param {string} learnerId
     * @param {(now: LearnerSettings | null) => {timezone: string, wishes: (Wish & {nextAt: Date})[]}} change
     */
    async update(learnerId, change) {
      await transaction(async (work) => {
        await learners.ensure(learnerId, { transaction: work })
        // Whoever else changes them waits here; whoever writes other rows of theirs does not.
        await sequelize.query('select 1 from learners where id = $1 for no key update', {
          bind: [learnerId],
          transaction: work,
        })
        const { timezone, wishes } = change(await find(learnerId, work))
        const row = { learnerId, timezone, updatedAt: new Date() }
        await models.LearnerSettings.upsert(row, { transaction: work })
        await models.Schedule.destroy({ where: { learnerId }, transaction: work })
        await models.Schedule.bulkCreate(
          wishes.map((wish) => ({ ...wish, learnerId })),
          { transaction: work },
        )
      })
    },
  }

  /** @param {string} learnerId @param {Transaction} [work] @returns {Promise<LearnerSettings | null>} */
  async function find(learnerId, work) {
    const settings = await models.LearnerSettings.findByPk(learnerId, { transaction: work })
    if (!settings) return null
    const rows = await models.Schedule.findAll({ where: { learnerId }, transaction: work })
    const wishes = rows.map((row) => /** @type {Wish & object} */ (row.get({ plain: true })))
    return {
      timezone: `${settings.get('timezone')}`,
      wishes: wishes.map(({ kind, at, day }) => ({ kind, at, day })),
    }
  }
}
