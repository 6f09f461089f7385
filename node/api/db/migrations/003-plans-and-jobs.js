/**
 * Versions of plans; what a learner wishes to be done for them and when, with the jobs and notices that come of it; and
 * the keys by which a request that is sent twice is known. All of it or nothing: one transaction.
 */

const UP = `
  -- The newest version of a plan is in plans; here is what it was before, and what changed it.
  alter table plans add column version integer not null default 1;
  create table plan_versions (
    run_id uuid not null references plans (run_id) on delete cascade,
    version integer not null,
    plan json not null,
    change json not null,
    replaced_at timestamptz not null,
    primary key (run_id, version));

  -- A learner's lists are read newest first, page by page: where two have the same time, the key decides.
  create index runs_of_learner on runs (learner_id, created_at, id);
  drop index runs_learner_id_created_at;
  create index plans_of_learner on plans (learner_id, created_at, run_id);
  drop index plans_learner_id_created_at;

  create table learner_settings (
    learner_id text primary key references learners (id) on delete cascade,
    timezone text not null,
    updated_at timestamptz not null);
  create table schedules (
    learner_id text not null references learner_settings (learner_id) on delete cascade,
    kind text not null,
    day text,
    at text not null check (at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    next_at timestamptz not null,
    primary key (learner_id, kind),
    check (kind = 'daily_plan' and day is null
      or kind = 'weekly_review' and day in ('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')));
  create index schedules_next on schedules (next_at);

  create table jobs (
    id uuid primary key,
    learner_id text not null references learners (id) on delete cascade,
    kind text not null check (kind in ('daily_plan', 'weekly_review')),
    period text not null,
    state text not null check (state in ('waiting', 'working', 'done', 'failed')),
    due_at timestamptz not null,
    attempts integer not null default 0,
    lease_owner text,
    lease_until timestamptz,
    error json,
    created_at timestamptz not null,
    finished_at timestamptz,
    unique (learner_id, kind, period),
    check ((state = 'working') = (lease_until is not null)));
  create index jobs_waiting on jobs (due_at) where state = 'waiting';
  create index jobs_working on jobs (lease_until) where state = 'working';
  create index jobs_finished on jobs (finished_at) where finished_at is not null;

  create table notices (
    id uuid primary key,
    learner_id text not null references learners (id) on delete cascade,
    job_id uuid unique references jobs (id) on delete set null,
    kind text not null,
    period text not null,
    content json not null,
    created_at timestamptz not null);
  create index notices_of_learner on notices (learner_id, created_at, id);
  create index notices_created on notices (created_at);

  create table idempotency_keys (
    learner_id text not null references learners (id) on delete cascade,
    key text not null,
    fingerprint text not null,
    run_id uuid not null,
    lease_owner text,
    lease_until timestamptz,
    answer json,
    created_at timestamptz not null,
    primary key (learner_id, key));
  create index idempotency_keys_created on idempotency_keys (created_at);
`

const DOWN = `
  drop table idempotency_keys, notices, jobs, schedules, learner_settings;
  create index plans_learner_id_created_at on plans (learner_id, created_at);
  drop index plans_of_learner;
  create index runs_learner_id_created_at on runs (learner_id, created_at);
  drop index runs_of_learner;
  drop table plan_versions;
  alter table plans drop column version;
`

/** @type {import('../migrate.js').Migration} */
export const plansAndJobs = {
  name: '003-plans-and-jobs',

  async up({ context: { sequelize } }) {
    await sequelize.transaction((transaction) => sequelize.query(UP, { transaction }))
  },

  async down({ context: { sequelize } }) {
    await sequelize.transaction((transaction) => sequelize.query(DOWN, { transaction }))
  },
}
