/** Erasures that have begun and not ended: their learner's row goes first, so nothing here refers to it. */

const UP = `
  create table erasures (
    learner_id text primary key,
    attempts integer not null default 0,
    began_at timestamptz not null);
`

const DOWN = 'drop table erasures;'

/** @type {import('../migrate.js').Migration} */
export const erasures = {
  name: '005-erasures',

  async up({ context: { sequelize } }) {
    await sequelize.query(UP)
  },

  async down({ context: { sequelize } }) {
    await sequelize.query(DOWN)
  },
}
