/**
 * Learners, whom everything kept belongs to; those of them who have an account, with their sessions; what was noted for
 * security; and the counts of the rate limits that servers share.
 */
import { DataTypes } from 'sequelize'

const cascade = { onDelete: 'CASCADE' }
const time = { type: DataTypes.DATE, allowNull: false }

/** @type {import('../migrate.js').Migration} */
export const accounts = {
  name: '002-accounts',

  async up({ context: schema }) {
    const run = (/** @type {string} */ sql) => schema.sequelize.query(sql)
    await schema.createTable('learners', {
      id: { type: DataTypes.TEXT, primaryKey: true },
      kind: { type: DataTypes.TEXT, allowNull: false },
      created_at: time,
    })
    await run(`alter table learners add constraint learners_kind_known check (kind in ('user', 'guest'))`)
    await ownWork(schema)

    await schema.createTable('users', {
      id: { type: DataTypes.UUID, primaryKey: true },
      learner_id: {
        type: DataTypes.TEXT,
        allowNull: false,
        unique: true,
        references: { model: 'learners', key: 'id' },
        ...cascade,
      },
      email: { type: DataTypes.TEXT, allowNull: false, unique: true },
      name: { type: DataTypes.TEXT, allowNull: false },
      password_hash: { type: DataTypes.TEXT, allowNull: false },
      created_at: time,
      password_changed_at: time,
    })
    await run(`alter table users add constraint users_email_lower check (email = lower(email))`)

    const user = { model: 'users', key: 'id' }
    await schema.createTable('sessions', {
      id: { type: DataTypes.UUID, primaryKey: true },
      user_id: { type: DataTypes.UUID, allowNull: false, references: user, ...cascade },
      created_at: time,
      expires_at: time,
      revoked_at: { type: DataTypes.DATE },
    })
    await schema.addIndex('sessions', ['user_id'])
    await schema.addIndex('sessions', ['expires_at'])
    await schema.createTable('refresh_tokens', {
      hash: { type: DataTypes.TEXT, primaryKey: true },
      session_id: {
        type: DataTypes.UUID,
        allowNull: false,
        references: { model: 'sessions', key: 'id' },
        ...cascade,
      },
      // What its successor is made from, together with the token itself.
      seed: { type: DataTypes.TEXT, allowNull: false },
      created_at: time,
      used_at: { type: DataTypes.DATE },
    })
    await schema.addIndex('refresh_tokens', ['session_id'])

    await schema.createTable('audit_events', {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
      at: time,
      what: { type: DataTypes.TEXT, allowNull: false },
      // What an account's end leaves is nobody's.
      user_id: { type: DataTypes.UUID, references: user, onDelete: 'SET NULL' },
      address: { type: DataTypes.TEXT },
      details: { type: DataTypes.JSON },
    })
    await schema.addIndex('audit_events', ['at'])
    await schema.addIndex('audit_events', ['user_id', 'at'])

    // As rate-limiter-flexible reads it. It may be lost in a crash: the counts begin anew then.
    await run(`create unlogged table rate_limits (
      key varchar(255) primary key, points integer not null default 0, expire bigint)`)
  },

  async down({ context: schema }) {
    for (const table of ['rate_limits', 'audit_events', 'refresh_tokens', 'sessions', 'users'])
      await schema.dropTable(table)
    await schema.removeConstraint('plans', 'plans_learner')
    await schema.removeConstraint('runs', 'runs_learner')
    await schema.dropTable('learners')
  },
}

/**
 * Everyone who has work gets a row, and all work its owner. In one step, so that no server of before writes between.
 * @param {import('../migrate.js').QueryInterface} schema
 */
async function ownWork({ sequelize }) {
  await sequelize.transaction(async (transaction) => {
    const run = (/** @type {string} */ sql) => sequelize.query(sql, { transaction })
    await run('lock table runs, plans in share row exclusive mode')
    await run(`insert into learners (id, kind, created_at)
      select learner_id, 'guest', min(created_at)
        from (select learner_id, created_at from runs union all select learner_id, created_at from plans) as work
       group by learner_id`)
    for (const table of ['runs', 'plans']) {
      await run(`alter table ${table} add constraint ${table}_learner
        foreign key (learner_id) references learners (id) on delete cascade`)
    }
  })
}
