/** The tables as Sequelize sees them; the migrations make them. */
import { DataTypes } from 'sequelize'
import { definePlanning } from './planningModels.js'

/** @typedef {import('sequelize').ModelStatic<import('sequelize').Model<any, any>>} Table */
/**
 * @typedef {{Run: Table, Plan: Table, Learner: Table, User: Table, Session: Table, RefreshToken: Table,
 *   AuditEvent: Table} & import('./planningModels.js').PlanningModels} Models
 */

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
      version: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 1 },
      createdAt: { type: DataTypes.DATE, allowNull: false },
    },
    { tableName: 'plans', underscored: true, timestamps: false },
  )
  return { Run, Plan, ...defineAccounts(sequelize), ...definePlanning(sequelize) }
}

/** @param {import('sequelize').Sequelize} sequelize */
function defineAccounts(sequelize) {
  const options = { underscored: true, timestamps: false }
  const Learner = sequelize.define(
    'learner',
    {
      id: { type: DataTypes.TEXT, primaryKey: true },
      kind: { type: DataTypes.TEXT, allowNull: false },
      createdAt: { type: DataTypes.DATE, allowNull: false },
    },
    { ...options, tableName: 'learners' },
  )
  const User = sequelize.define(
    'user',
    {
      id: { type: DataTypes.UUID, primaryKey: true },
      learnerId: { type: DataTypes.TEXT, allowNull: false },
      email: { type: DataTypes.TEXT, allowNull: false },
      name: { type: DataTypes.TEXT, allowNull: false },
      passwordHash: { type: DataTypes.TEXT, allowNull: false },
      createdAt: { type: DataTypes.DATE, allowNull: false },
      passwordChangedAt: { type: DataTypes.DATE, allowNull: false },
    },
    { ...options, tableName: 'users' },
  )
  const Session = sequelize.define(
    'session',
    {
      id: { type: DataTypes.UUID, primaryKey: true },
      userId: { type: DataTypes.UUID, allowNull: false },
      createdAt: { type: DataTypes.DATE, allowNull: false },
      expiresAt: { type: DataTypes.DATE, allowNull: false },
      revokedAt: { type: DataTypes.DATE },
    },
    { ...options, tableName: 'sessions' },
  )
  const RefreshToken = sequelize.define(
    'refreshToken',
    {
      hash: { type: DataTypes.TEXT, primaryKey: true },
      sessionId: { type: DataTypes.UUID, allowNull: false },
      seed: { type: DataTypes.TEXT, allowNull: false },
      createdAt: { type: DataTypes.DATE, allowNull: false },
      usedAt: { type: DataTypes.DATE },
    },
    { ...options, tableName: 'refresh_tokens' },
  )
  const AuditEvent = sequelize.define(
    'auditEvent',
    {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
      at: { type: DataTypes.DATE, allowNull: false },
      what: { type: DataTypes.TEXT, allowNull: false },
      userId: { type: DataTypes.UUID },
      address: { type: DataTypes.TEXT },
      details: { type: DataTypes.JSON },
    },
    { ...options, tableName: 'audit_events' },
  )
  return { Learner, User, Session, RefreshToken, AuditEvent }
}
