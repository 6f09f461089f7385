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
 * @typedef {Omit<Move, 'fromForm'>} Restoring
 * @typedef {{run_id: string, version: number, plan: Record<string, any>, moved: unknown[], conflicts: unknown[]}} Moved
 * @typedef {{run_id: string, version: number, plan: Record<string, any>}} Restored
 * @typedef {{type: 'plan.changed', run_id: string, version: number, moved: unknown[]}} PlanChanged
 * @typedef {ReturnType<typeof createPlans>} Plans
 */

const MOVE_FIELDS = ['block_start', 'to']
const RESTORE_FIELDS = ['version']

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
    restore,

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
    refuseOthers(fields, MOVE_FIELDS)
    const { learnerId } = from
    const content = { move: id, fields, seen }
    return idempotency.once({ learnerId, key, content, signal }, async (keep) => {
      const { plan, version } = await newest({ id, learnerId, seen })
      const { answer, isSame } = await moved(plan, { ...fields })
      if (isSame) return { run_id: id, version, ...answer, plan }

      const outcome = { run_id: id, version: version + 1, ...answer }
      const change = { ...fields, moved: answer.moved }
      await replace({ outcome, learnerId, change, moved: answer.moved, keep })
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

  /**
   * Makes an earlier version the newest one again; what came after it stays among the earlier ones.
   * @param {Restoring} asked
   * @param {{signal: AbortSignal}} how
   * @returns {Promise<{result: Restored, isRepeated: boolean}>}
   */
  async function restore({ id, fields, seen, from, key }, { signal }) {
    refuseOthers(fields, RESTORE_FIELDS)
    const wanted = versionIn(fields.version)
    const { learnerId } = from
    const content = { restore: id, fields, seen }
    return idempotency.once({ learnerId, key, content, signal }, async (keep) => {
      const { version } = await newest({ id, learnerId, seen })
      const { plan } = await read(id, learnerId, wanted)
      if (wanted === version) return { run_id: id, version, plan }

      const outcome = { run_id: id, version: version + 1, plan }
      await replace({ outcome, learnerId, change: { restored: wanted }, moved: [], keep })
      return outcome
    })
  }

  /**
   * The plan that is to be changed.
   * @param {{id: string, learnerId: string, seen: number | null}} asked
   * @throws {Problem} when it is none, or not the one that was seen
   */
  async function newest({ id, learnerId, seen }) {
    const { plan, version } = await read(id, learnerId)
    if (version === null) throw new Problem(404, 'not_found', 'This answer is no plan: it has no blocks.')
    if (seen !== null && seen !== version) throw changed(version)
    return { plan, version }
  }

  /**
   * @param {object} how
   * @param {Restored} how.outcome the plan as it is to be, with the version after the present one
   * @param {string} how.learnerId
   * @param {object} how.change
   * @param {unknown[]} how.moved
   * @param {(outcome: any, transaction: import('../db/connection.js').Transaction) => Promise<unknown>} how.keep
   */
  async function replace({ outcome, learnerId, change, moved, keep }) {
    const { run_id: runId, version, plan } = outcome
    const alongside = async (/** @type {import('../db/connection.js').Transaction} */ transaction) => {
      await keep(outcome, transaction)
    }
    const written = await plans.replace({ runId, learnerId, version: version - 1, plan, change, alongside })
    if (written === null) throw changed(null)
    publish(learnerId, { type: 'plan.changed', run_id: runId, version: written, moved })
  }
}

/** @param {Record<string, unknown>} fields @param {string[]} names */
function refuseOthers(fields, names) {
  const unknown = Object.keys(fields).filter((name) => !names.includes(name))
  if (unknown.length === 0) return
  const expected = names.length > 1 ? `one of ${names.join(', ')}` : `only ${names}`
  throw invalidParams(unknown.map((field) => ({ field, expected, got: 'unknown field' })))
}

/** Of JSON, or of a form. @param {unknown} version @returns {number} */
function versionIn(version) {
  const isOne = typeof version === 'number' || typeof version === 'string'
  if (isOne && /^[1-9]\d{0,8}$/.test(`${version}`)) return Number(version)
  const got = version === undefined ? 'nothing' : 'something else'
  throw invalidParams([{ field: 'version', expected: 'a version of the plan, such as 1', got }])
}

/** @param {number | null} version that it has now, where that is known */
function changed(version) {
  const detail = 'The plan has been changed meanwhile: read it again.'
  return new Problem(409, 'conflict', detail, { more: version === null ? {} : { version } })
}
