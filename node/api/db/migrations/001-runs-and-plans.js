/** Runs: work that was accepted, from the moment it was. Plans: what a study-plan run made. */
import { DataTypes } from 'sequelize'

/** @type {import('../migrate.js').Migration} */
export const runsAndPlans = {
  name: '001-runs-and-plans',

  async up({ context: schema }) {
    await schema.createTable('runs', {
      id: { type: DataTypes.UUID, primaryKey: true },
      learner_id: { type: DataTypes.TEXT, allowNull: false },
      method: { type: DataTypes.TEXT, allowNull: false },
      params: { type: DataTypes.JSON, allowNull: false },
      meta: { type: DataTypes.JSON, allowNull: false },
      status: { type: DataTypes.TEXT, allowNull: false },
      attempts: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      result: { type: DataTypes.JSON },
      error: { type: DataTypes.JSON },
      lease_owner: { type: DataTypes.TEXT },
      lease_until: { type: DataTypes.DATE },
      created_at: { type: DataTypes.DATE, allowNull: false },
      started_at: { type: DataTypes.DATE },
      finished_at: { type: DataTypes.DATE },
    })
    await schema.sequelize.query(
      `alter table runs add constraint runs_status_known
         check (status in ('accepted', 'running', 'done', 'failed', 'cancelled'))`,
    )
    await schema.addIndex('runs', ['learner_id', 'created_at'])
    await schema.sequelize.query(
      `create index runs_unfinished on runs (created_at) where status in ('accepted', 'running')`,
    )
    await schema.createTable('plans', {
      run_id: {
        type: DataTypes.UUID,
        primaryKey: true,
        references: { model: 'runs', key: 'id' },
        onDelete: 'CASCADE',
      },
      learner_id: { type: DataTypes.TEXT, allowNull: false },
      goal: { type: DataTypes.TEXT, allowNull: false },
      by: { type: DataTypes.TEXT },
      feasible: { type: DataTypes.BOOLEAN },
      plan: { type: DataTypes.JSON, allowNull: false },
      created_at: { type: DataTypes.DATE, allowNull: false },
    })
    await schema.addIndex('plans', ['learner_id', 'created_at'])
  },

  async down({ context: schema }) {
    await schema.dropTable('plans')
    await schema.dropTable('runs')
  },
}
