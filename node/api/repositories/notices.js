/** What was made for a learner without their asking at that moment: written with the end of its job (see jobs.js). */
import { readPage } from './keyset.js'

/**
 * @typedef {{id: string, kind: string, period: string, content: unknown, created_at: Date}} NoticeRow
 * @typedef {ReturnType<typeof createNoticesRepository>} NoticesRepository
 */

/** How long a notice is kept that nobody has deleted. */
export const KEPT_DAYS = 90

/** @param {import('../db/connection.js').Database} database */
export function createNoticesRepository({ sequelize, models: { Notice } }) {
  return {
    /**
     * @param {string} learnerId
     * @param {import('./keyset.js').Place} place
     * @returns {Promise<import('./keyset.js').Page<NoticeRow>>}
     */
    list(learnerId, place) {
      const columns = 'id, kind, period, content, created_at'
      return readPage(sequelize, { table: 'notices', key: 'id', columns }, learnerId, place)
    },

    /**
     * @param {string} id
     * @param {string} learnerId
     * @returns {Promise<boolean>} false: there is none of this learner's
     */
    async remove(id, learnerId) {
      return (await Notice.destroy({ where: { id, learnerId } })) === 1
    },

    /** @param {number} limit @returns {Promise<number>} how many of those that are too old are gone now */
    async purge(limit) {
      const [rows] = await sequelize.query(
        `delete from notices where id in (
           select id from notices where created_at < now() - interval '${KEPT_DAYS} days'
            order by created_at limit $1 for update skip locked)
         returning 1`,
        { bind: [limit] },
      )
      return rows.length
    },
  }
}
