/**
 * Runs as rows: accepted work and what became of it. A run is worked on by whoever holds its lease; every change
 * by a worker asks for the lease in the same statement, so that a server that lost it cannot write any more.
 * Plain objects in and out.
 */

import { createLearnersRepository } from './learners.js'

/** @typedef {import('../../durableRuns.js').Run} Run */
/** @typedef {import('../../durableRuns.js').RunError} RunError */

const PLAN_METHOD = 'orchestrator.study_plan'

/**
 * @param {import('../db/connection.js').Database} database
 * @returns {import('../../durableRuns.js').RunsRepository}
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
        await Run.create(row, { transaction: work })
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

/**
 * An answer without a schedule (help for a person in danger, a question back) is no plan.
 * @param {Run} run
 * @param {any} result
 */
function toPlan(run, result) {
  if (typeof result?.goal?.statement !== 'string' || typeof result.schedule !== 'object') return null
  return {
    runId: run.id,
    learnerId: run.learnerId,
    goal: result.goal.statement,
    by: result.goal.by ?? null,
    feasible: result.schedule?.feasible ?? null,
    plan: result,
    createdAt: new Date(),
  }
}
