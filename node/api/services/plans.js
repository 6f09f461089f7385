/**
 * The learner's study plans: listed, read in their newest version, and changed by hand. Whoever changes one says which
 * version they saw, or takes the newest; either way two changes at once do not undo each other.
 */
import { invalidParams, notFound, Problem, SOON } from '../problem.js'
import { isPlan } from '../repositories/plans.js'
import { isUuid } from '../uuid.js'

/**
 * @typedef {import('../../pythonOnlyOrchestrator.js').Caller} Caller
 * @typedef {import('../repositories/plans.js').PlansRepository} PlansRepository
 * @typedef {{id: string, fields: Record<string, unknown>, seen: number | null, from: Caller, fromForm?: boolean,
 *   key?: string}} Move `seen`: the version that was seen, if it is said
 * @typedef {{run_id: string, version: number, plan: Record<string, any>, moved: unknown[], conflicts: unknown[]}} Moved
 * @typedef {{type: 'plan.changed', run_id: string, version: number, moved: unknown[]}} PlanChanged
 * @typedef {ReturnType<typeof createPlans>} Plans
 */

const FIELDS = ['block_start', 'to']

/**
 * @param {object} deps
 * @param {Pick<PlansRepository, 'find' | 'findText' | 'findVersion' | 'list' | 'replace'>} deps.plans
 * @param {Pick<import('../../pythonOnlyOrchestrator.js').Orchestrator, 'getRun'>} deps.orchestrator
 * @param {import('./skills.js').Skills} deps.skills
 * @param {import('./idempotency.js').Idempotency} deps.idempotency
 * @param {(learnerId: string, event: PlanChanged) => void} [deps.publish]
 */
export function createPlans({ plans, orchestrator, skills, idempotency, publish = () => {} }) {
  return {
    read,
    move,

    /**
     * As `read`, where the plan is only handed on.
     * @param {string} id
     * @param {string} learnerId
     * @returns {Promise<{text: string, version: number | null}>} `text`: JSON on one line
     * @throws {Problem}
     */
    async readText(id, learnerId) {
      const kept = isUuid(id) ? await plans.findText(id, learnerId) : null
      if (kept) return kept
      const { plan, version } = await read(id, learnerId)
      return { text: JSON.stringify(plan), version }
    },

    /** @param {string} learnerId @param {import('../repositories/keyset.js').Place} place */
    async list(learnerId, place) {
      const { rows, next } = await plans.list(learnerId, place)
      return { plans: rows, next }
    },
  }

  /**
   * @param {string} id of the run that made it
   * @param {string} learnerId
   * @param {number | null} [wanted] an earlier version; null: the newest
   * @returns {Promise<{plan: Record<string, any>, version: number | null}>} `version` null: the run's answer is no plan
   * @throws {Problem} when there is none, or none yet
   */
  async function read(id, learnerId, wanted = null) {
    if (wanted !== null) {
      const kept = isUuid(id) ? await plans.findVersion(id, learnerId, wanted) : null
      if (kept) return kept
      throw notFound(`version ${wanted} of a study plan`, id)
    }
    const kept = isUuid(id) ? await plans.find(id, learnerId) : null
    if (kept) return kept
    const run = isUuid(id) ? await orchestrator.getRun(id, learnerId) : null
    if (!run) throw notFound('study plan', id)
    if (run.status === 'done') return { plan: /** @type {Record<string, any>} */ (run.result), version: null }
    if (run.status === 'failed' || run.status === 'cancelled')
      throw new Problem(409, 'skill_failed', `This plan was not made: ${run.error?.message}`)
    throw new Problem(409, 'not_ready', `This plan is not finished (${run.status}).`, {
      headers: { ...SOON },
    })
  }

  /**
   * Moves one block to another time; the agents say what else has to move for it.
   * @param {Move} asked
   * @param {{signal: AbortSignal}} how
   * @returns {Promise<{result: Moved, isRepeated: boolean}>}
   */
  function move({ id, fields, seen, from, fromForm, key }, { signal }) {
    const unknown = Object.keys(fields).filter((name) => !FIELDS.includes(name))
    if (unknown.length > 0) {
      const expected = `one of ${FIELDS.join(', ')}`
      throw invalidParams(unknown.map((field) => ({ field, expected, got: 'unknown field' })))
    }
    const { learnerId } = from
    const content = { move: id, fields, seen }
    return idempotency.once({ learnerId, key, content, signal }, async (keep) => {
      const { plan, version } = await read(id, learnerId)
      if (version === null) throw new Problem(404, 'not_found', 'This answer is no plan: it has no blocks.')
      if (seen !== null && seen !== version) throw changed(version)
      const { answer, isSame } = await moved(plan, { ...fields })
      if (isSame) return { run_id: id, version, ...answer, plan }

      const outcome = { run_id: id, version: version + 1, ...answer }
      const written = await plans.replace({
        runId: id,
        learnerId,
        version,
        plan: answer.plan,
        change: { ...fields, moved: answer.moved },
        alongside: (transaction) => keep(outcome, transaction),
      })
      if (written === null) throw changed(null)
      publish(learnerId, { type: 'plan.changed', run_id: id, version: written, moved: answer.moved })
      return outcome
    })

    /** @param {Record<string, any>} plan @param {Record<string, unknown>} wanted */
    async function moved(plan, wanted) {
      const request = { path: 'schedule/move', fields: { plan, ...wanted }, from, fromForm }
      const { result } = /** @type {{result: any}} */ (await skills.perform(request, { signal }))
      if (!isPlan(result?.plan)) throw new Error('schedule.move answered without a plan')
      const answer = /** @type {Pick<Moved, 'plan' | 'moved' | 'conflicts'>} */ (result)
      const isSame = answer.moved.length === 0 || JSON.stringify(answer.plan) === JSON.stringify(plan)
      return { answer, isSame }
    }
  }
}

/** @param {number | null} version that it has now, where that is known */
function changed(version) {
  const detail = 'The plan has been changed meanwhile: read it again.'
  return new Problem(409, 'conflict', detail, { more: version === null ? {} : { version } })
}
