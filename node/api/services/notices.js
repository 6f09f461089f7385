/** What was made for a learner at the times they set. */
import { notFound } from '../problem.js'
import { isUuid } from '../uuid.js'

/** @typedef {ReturnType<typeof createNotices>} Notices */

/** @param {{notices: Pick<import('../repositories/notices.js').NoticesRepository, 'list' | 'remove'>}} deps */
export function createNotices({ notices }) {
  return {
    /** @param {string} learnerId @param {import('../repositories/keyset.js').Place} place */
    async list(learnerId, place) {
      const { rows, next } = await notices.list(learnerId, place)
      return { notices: rows, next }
    },

    /** @param {string} id @param {string} learnerId */
    async remove(id, learnerId) {
      if (!isUuid(id) || !(await notices.remove(id, learnerId))) throw notFound('notice', id)
    },
  }
}
