/** What runs say while they work, and what is too large to be told from one server to the sockets of another. */

const UP = `
  create table run_events (
    run_id uuid not null references runs (id) on delete cascade,
    seq bigint not null check (seq > 0),
    type text not null check (type in ('progress', 'gap', 'pruned')),
    data json not null,
    at timestamptz not null default now(),
    primary key (run_id, seq));
  create index run_events_kept on run_events (at) where type <> 'pruned';

  -- Its form is that of @socket.io/postgres-adapter, which empties it by itself.
  create unlogged table socket_io_attachments (
    id bigserial unique, created_at timestamptz default now(), payload bytea);
`

const DOWN = 'drop table socket_io_attachments, run_events;'

/** @type {import('../migrate.js').Migration} */
export const runEvents = {
  name: '004-run-events',

  async up({ context: { sequelize } }) {
    await sequelize.transaction((transaction) => sequelize.query(UP, { transaction }))
  },

  async down({ context: { sequelize } }) {
    await sequelize.transaction((transaction) => sequelize.query(DOWN, { transaction }))
  },
}
