/**
 * Learners as rows: whom everything that is kept belongs to. Whoever writes a row for one calls `ensure` first, in the
 * same transaction; to remove one removes all their rows.
 */

/** @typedef {import('../db/connection.js').Transaction} Transaction */
/** @typedef {'user' | 'guest'} Kind */
/** @typedef {ReturnType<typeof createLearnersRepository>} LearnersRepository */

/** @param {import('../db/connection.js').Database} database */
export function createLearnersRepository({ sequelize, models: { Learner } }) {
  return {
    /**
     * @param {string} id
     * @param {{kind?: Kind, transaction?: Transaction}} [options]
     */
    async ensure(id, { kind = 'guest', transaction } = {}) {
      await sequelize.query(
        `insert into learners (id, kind, created_at) values ($1, $2, now()) on conflict do nothing`,
        { bind: [id, kind], transaction },
      )
    },

    /**
     * @param {string} id
     * @returns {Promise<Kind | null>} null: nothing was ever kept for this id
     */
    async kindOf(id) {
      const row = await Learner.findByPk(id, { attributes: ['kind'] })
      return row && /** @type {Kind} */ (row.get('kind'))
    },

    /**
     * With all that hangs on them: account, sessions, runs, plans …
     * @param {string} id
     * @param {Transaction} [transaction]
     * @returns {Promise<boolean>} false: there was none
     */
    async remove(id, transaction) {
      return (await Learner.destroy({ where: { id }, transaction })) === 1
    },
  }
}
