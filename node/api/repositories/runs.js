/**
 * Runs as rows: accepted work and what became of it. A run is worked on by whoever holds its lease; every change
 * by a worker asks for the lease in the same statement, so that a server that lost it cannot write any more.
 * Plain objects in and out.
 */

import { readPage } from './keyset.js'
import { createLearnersRepository } from './learners.js'
import { headOf, isPlan } from './plans.js'

/** @typedef {import('../../durableRuns.js').Run} Run */
/** @typedef {import('../../durableRuns.js').RunError} RunError */

const PLAN_METHOD = 'orchestrator.study_plan'

/**
 * @typedef {{run_id: string, method: string, status: import('../../durableRuns.js').RunStatus, attempts: number,
 *   error: RunError | null, created_at: Date, started_at: Date | null, finished_at: Date | null}} RunRow what a list shows
 * @typedef {(learnerId: string, place: import('./keyset.js').Place) =>
 *   Promise<import('./keyset.js').Page<RunRow>>} ListRuns
 */

/**
 * @param {import('../db/connection.js').Database} database
 * @returns {import('../../durableRuns.js').RunsRepository & {list: ListRuns}}
 */
export function createRunsRepository(database) {
  const { sequelize, models, transaction } = database
  const { Run, Plan } = models
  const learners = createLearnersRepository(database)
  return {
    async accept(run) {
      await transaction(async (work) => {
        await learners.ensure(run.learnerId, { transaction: work })
        const row = { ...run, status: 'accepted', attempts: 0, createdAt: new Date() }
        await Run.bulkCreate([row], { transaction: work, ignoreDuplicates: true })
      })
    },

    find,

    async claim(id, owner, leaseMs) {
      const [rows] = await sequelize.query(
        `update runs set status = 'running', attempts = attempts + 1, lease_owner = $2,
                lease_until = now() + $3 * interval '1 millisecond', started_at = coalesce(started_at, now())
          where id = $1 and (status = 'accepted' or (status = 'running' and lease_until < now()))
          returning id`,
        { bind: [id, owner, leaseMs] },
      )
      return rows.length === 1 ? find(id) : null
    },

    async renew(id, owner, leaseMs) {
      const [rows] = await sequelize.query(
        `update runs set lease_until = now() + $3 * interval '1 millisecond'
          where id = $1 and status = 'running' and lease_owner = $2 returning id`,
        { bind: [id, owner, leaseMs] },
      )
      return rows.length === 1
    },

    async release(id, owner, { uncount }) {
      await sequelize.query(
        `update runs set status = 'accepted', lease_owner = null, lease_until = null, attempts = attempts - $3
          where id = $1 and status = 'running' and lease_owner = $2`,
        { bind: [id, owner, uncount ? 1 : 0] },
      )
    },

    finish(run, owner, result) {
      return transaction(async (work) => {
        const plan = run.method === PLAN_METHOD ? toPlan(run, result) : null
        const [count] = await Run.update(
          // A study plan is kept as a row of `plans`; every other result stays with its run.
          { ...ended('done'), result: plan ? null : result },
          { where: { id: run.id, status: 'running', leaseOwner: owner }, transaction: work },
        )
        if (count === 1 && plan) await Plan.create(plan, { transaction: work })
        return count === 1
      })
    },

    async fail(id, owner, error) {
      await Run.update({ ...ended('failed'), error }, { where: { id, status: 'running', leaseOwner: owner } })
    },

    async cancel(id, error) {
      const [count] = await Run.update(
        { ...ended('cancelled'), error },
        { where: { id, status: ['accepted', 'running'] } },
      )
      return count === 1
    },

    list(learnerId, place) {
      const columns = 'id as run_id, method, status, attempts, error, created_at, started_at, finished_at'
      return readPage(sequelize, { table: 'runs', key: 'id', columns }, learnerId, place)
    },

    async unfinished(limit) {
      const [rows] = await sequelize.query(
        `select id from runs
          where status = 'accepted' or (status = 'running' and lease_until < now())
          order by created_at limit $1`,
        { bind: [limit] },
      )
      return /** @type {{id: string}[]} */ (rows).map(({ id }) => id)
    },
  }

  /** @param {string} id */
  async function find(id) {
    const [row, plan] = await Promise.all([Run.findByPk(id), Plan.findByPk(id)])
    return row && toRun(row, plan)
  }
}

/** @param {import('../../durableRuns.js').RunStatus} status */
function ended(status) {
  return { status, finishedAt: new Date(), leaseOwner: null, leaseUntil: null }
}

/**
 * @param {import('sequelize').Model<any, any>} row
 * @param {import('sequelize').Model<any, any> | null} plan
 * @returns {Run}
 */
function toRun(row, plan) {
  const run = row.get({ plain: true })
  delete run.leaseOwner
  delete run.leaseUntil
  return plan ? { ...run, result: plan.get('plan') } : run
}

/** @param {Run} run @param {any} result */
function toPlan(run, result) {
  if (!isPlan(result)) return null
  const { id: runId, learnerId } = run
  return { runId, learnerId, ...headOf(result), plan: result, createdAt: new Date() }
}
