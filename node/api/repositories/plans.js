/**
 * Study plans as rows. The first version is written together with the end of its run (see runs.js); here they are read,
 * listed, and replaced by a newer version. What a plan was before is kept, so many versions back.
 */
import { readPage } from './keyset.js'

/** @typedef {import('../db/connection.js').Transaction} Transaction */
/**
 * @typedef {{run_id: string, goal: string, by: string | null, feasible: boolean | null, created_at: Date,
 *   version: number}} PlanRow what a list shows
 */
/**
 * @typedef {object} Replacement
 * @property {string} runId
 * @property {string} learnerId
 * @property {number} version that is replaced: it has to be the newest still
 * @property {Record<string, any>} plan
 * @property {object} change what made one of the other
 * @property {(transaction: Transaction) => Promise<void>} [alongside] what is to be written with it, or not at all
 */
/** @typedef {ReturnType<typeof createPlansRepository>} PlansRepository */

/** Earlier versions that are kept of a plan. */
export const KEPT_VERSIONS = 50

/** @param {import('../db/connection.js').Database} database */
export function createPlansRepository({ sequelize, models: { Plan }, transaction }) {
  return {
    /**
     * @param {string} runId
     * @param {string} learnerId
     * @returns {Promise<{plan: Record<string, any>, version: number} | null>} null also when it is another learner's
     */
    async find(runId, learnerId) {
      // The page's most frequent question: making a model of so large a row takes as long as reading it.
      const [rows] = await sequelize.query(
        'select plan, version from plans where run_id = $1 and learner_id = $2',
        { bind: [runId, learnerId] },
      )
      return /** @type {{plan: Record<string, any>, version: number}[]} */ (rows)[0] ?? null
    },

    /**
     * The same, as the text it is stored as: to read it and write it again takes longer than all the rest.
     * @param {string} runId
     * @param {string} learnerId
     * @returns {Promise<{text: string, version: number} | null>}
     */
    async findText(runId, learnerId) {
      const [rows] = await sequelize.query(
        'select plan::text as text, version from plans where run_id = $1 and learner_id = $2',
        { bind: [runId, learnerId] },
      )
      return /** @type {{text: string, version: number} | undefined} */ (rows[0]) ?? null
    },

    /**
     * A plan as it was, or is.
     * @param {string} runId
     * @param {string} learnerId
     * @param {number} version
     * @returns {Promise<{plan: Record<string, any>, version: number} | null>} null also when it is no longer kept
     */
    async findVersion(runId, learnerId, version) {
      const [rows] = await sequelize.query(
        `select case when p.version = $3 then p.plan else v.plan end as plan, $3::int as version
           from plans p left join plan_versions v on v.run_id = p.run_id and v.version = $3
          where p.run_id = $1 and p.learner_id = $2 and (p.version = $3 or v.version is not null)`,
        { bind: [runId, learnerId, version] },
      )
      return /** @type {{plan: Record<string, any>, version: number}[]} */ (rows)[0] ?? null
    },

    /**
     * @param {string} learnerId
     * @returns {Promise<Record<string, any> | null>} the plan that was made last
     */
    async newest(learnerId) {
      const order = /** @type {[string, string][]} */ ([
        ['createdAt', 'DESC'],
        ['runId', 'DESC'],
      ])
      const row = await Plan.findOne({ where: { learnerId }, order, attributes: ['plan'] })
      return row && /** @type {Record<string, any>} */ (row.get('plan'))
    },

    /**
     * @param {string} learnerId
     * @param {import('./keyset.js').Place} place
     * @returns {Promise<import('./keyset.js').Page<PlanRow>>}
     */
    list(learnerId, place) {
      const columns = 'run_id, goal, by, feasible, created_at, version'
      return readPage(sequelize, { table: 'plans', key: 'run_id', columns }, learnerId, place)
    },

    /**
     * @param {Replacement} replacement
     * @returns {Promise<number | null>} the new version; null when somebody else has replaced it already
     */
    replace({ runId, learnerId, version, plan, change, alongside = async () => {} }) {
      return transaction(async (work) => {
        const [kept] = await sequelize.query(
          `insert into plan_versions (run_id, version, plan, change, replaced_at)
           select run_id, version, plan, $4, now() from plans
            where run_id = $1 and learner_id = $2 and version = $3 for update
           returning version`,
          { bind: [runId, learnerId, version, JSON.stringify(change)], transaction: work },
        )
        if (kept.length === 0) return null
        const { goal, by, feasible } = headOf(plan)
        await Plan.update(
          { plan, goal, by, feasible, version: version + 1 },
          { where: { runId }, transaction: work },
        )
        await sequelize.query('delete from plan_versions where run_id = $1 and version <= $2', {
          bind: [runId, version - KEPT_VERSIONS],
          transaction: work,
        })
        await alongside(work)
        return version + 1
      })
    },
  }
}

/**
 * An answer without a schedule (help for a person in danger, a question back) is no plan.
 * @param {any} answer
 */
export function isPlan(answer) {
  return typeof answer?.goal?.statement === 'string' && typeof answer.schedule === 'object'
}

/**
 * What a list shows of a plan.
 * @param {any} plan
 * @returns {{goal: string, by: string | null, feasible: boolean | null}}
 */
export function headOf({ goal, schedule }) {
  return { goal: goal.statement, by: goal.by ?? null, feasible: schedule?.feasible ?? null }
}
