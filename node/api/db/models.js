/** The tables as Sequelize sees them; the migrations make them. */
import { DataTypes } from 'sequelize'

/** @typedef {import('sequelize').ModelStatic<import('sequelize').Model<any, any>>} Table */
/** @typedef {{Run: Table, Plan: Table}} Models */

/**
 * JSON columns are `json`, not `jsonb`: an answer read back has the bytes it was first given with, its members in
 * the order a reader expects.
 * @param {import('sequelize').Sequelize} sequelize
 * @returns {Models}
 */
export function defineModels(sequelize) {
  const Run = sequelize.define(
    'run',
    {
      id: { type: DataTypes.UUID, primaryKey: true },
      learnerId: { type: DataTypes.TEXT, allowNull: false },
      method: { type: DataTypes.TEXT, allowNull: false },
      params: { type: DataTypes.JSON, allowNull: false },
      meta: { type: DataTypes.JSON, allowNull: false },
      status: { type: DataTypes.TEXT, allowNull: false },
      attempts: { type: DataTypes.INTEGER, allowNull: false },
      result: { type: DataTypes.JSON },
      error: { type: DataTypes.JSON },
      leaseOwner: { type: DataTypes.TEXT },
      leaseUntil: { type: DataTypes.DATE },
      createdAt: { type: DataTypes.DATE, allowNull: false },
      startedAt: { type: DataTypes.DATE },
      finishedAt: { type: DataTypes.DATE },
    },
    { tableName: 'runs', underscored: true, timestamps: false },
  )
  const Plan = sequelize.define(
    'plan',
    {
      runId: { type: DataTypes.UUID, primaryKey: true },
      learnerId: { type: DataTypes.TEXT, allowNull: false },
      goal: { type: DataTypes.TEXT, allowNull: false },
      by: { type: DataTypes.TEXT },
      feasible: { type: DataTypes.BOOLEAN },
      plan: { type: DataTypes.JSON, allowNull: false },
      createdAt: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'plans', underscored: true, timestamps: false },
  )
  return { Run, Plan }
}
