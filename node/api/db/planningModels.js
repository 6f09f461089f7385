/** What belongs to plans, jobs and repeated requests, as Sequelize sees it; migration 003 makes the tables. */
import { DataTypes } from 'sequelize'

/** @typedef {import('./models.js').Table} Table */
/**
 * @typedef {{PlanVersion: Table, LearnerSettings: Table, Schedule: Table, Job: Table, Notice: Table,
 *   IdempotencyKey: Table}} PlanningModels
 */

// Each a new one: what Sequelize is given, it writes the column's name into.
const text = () => ({ type: DataTypes.TEXT, allowNull: false })
const time = () => ({ type: DataTypes.DATE, allowNull: false })
const json = () => ({ type: DataTypes.JSON, allowNull: false })
const count = () => ({ type: DataTypes.INTEGER, allowNull: false })

/** @param {import('sequelize').Sequelize} sequelize @returns {PlanningModels} */
export function definePlanning(sequelize) {
  const table = (/** @type {string} */ tableName) => ({ tableName, underscored: true, timestamps: false })
  return {
    PlanVersion: sequelize.define(
      'planVersion',
      {
        runId: { type: DataTypes.UUID, primaryKey: true },
        version: { ...count(), primaryKey: true },
        plan: json(),
        change: json(),
        replacedAt: time(),
      },
      table('plan_versions'),
    ),
    LearnerSettings: sequelize.define(
      'learnerSettings',
      { learnerId: { ...text(), primaryKey: true }, timezone: text(), updatedAt: time() },
      table('learner_settings'),
    ),
    Schedule: sequelize.define(
      'schedule',
      {
        learnerId: { ...text(), primaryKey: true },
        kind: { ...text(), primaryKey: true },
        day: { type: DataTypes.TEXT },
        at: text(),
        nextAt: time(),
      },
      table('schedules'),
    ),
    Job: sequelize.define(
      'job',
      {
        id: { type: DataTypes.UUID, primaryKey: true },
        learnerId: text(),
        kind: text(),
        period: text(),
        state: text(),
        dueAt: time(),
        attempts: count(),
        leaseOwner: { type: DataTypes.TEXT },
        leaseUntil: { type: DataTypes.DATE },
        error: { type: DataTypes.JSON },
        createdAt: time(),
        finishedAt: { type: DataTypes.DATE },
      },
      table('jobs'),
    ),
    Notice: sequelize.define(
      'notice',
      {
        id: { type: DataTypes.UUID, primaryKey: true },
        learnerId: text(),
        jobId: { type: DataTypes.UUID },
        kind: text(),
        period: text(),
        content: json(),
        createdAt: time(),
      },
      table('notices'),
    ),
    IdempotencyKey: sequelize.define(
      'idempotencyKey',
      {
        learnerId: { ...text(), primaryKey: true },
        key: { ...text(), primaryKey: true },
        fingerprint: text(),
        runId: { type: DataTypes.UUID, allowNull: false },
        leaseOwner: { type: DataTypes.TEXT },
        leaseUntil: { type: DataTypes.DATE },
        answer: { type: DataTypes.JSON },
        createdAt: time(),
      },
      table('idempotency_keys'),
    ),
  }
}
