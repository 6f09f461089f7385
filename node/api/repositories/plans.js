/** Study plans as rows; written together with the end of their run (see runs.js), read here. */

/**
 * @typedef {{runId: string, learnerId: string, goal: string, by: string | null, feasible: boolean | null,
 *   plan: Record<string, any>, createdAt: Date}} Plan
 */
/** @typedef {ReturnType<typeof createPlansRepository>} PlansRepository */

/** @param {import('../db/connection.js').Database} database */
export function createPlansRepository({ models }) {
  return {
    /**
     * @param {string} runId
     * @returns {Promise<Plan | null>}
     */
    async find(runId) {
      const row = await models.Plan.findByPk(runId)
      return row && row.get({ plain: true })
    },
  }
}
