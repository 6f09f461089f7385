/**
 * All rows of a learner, whatever table they are in, for an export: read a page at a time, so that no learner has too
 * many. Secrets (hashes of passwords and tokens) stay where they are.
 */

const PAGE = 100

/** @typedef {ReturnType<typeof createBelongings>} Belongings */

/** @param {import('../db/connection.js').Database} database */
export function createBelongings({ sequelize }) {
  return { account, plans, versions, runs, events, notices, jobs, audit }

  /** @param {string} learnerId @returns {Promise<Record<string, any>>} */
  async function account(learnerId) {
    const [learner = null] = await rows('select id, kind, created_at from learners where id = $1', [
      learnerId,
    ])
    const [user = null] = await rows(
      'select id, email, name, created_at, password_changed_at from users where learner_id = $1',
      [learnerId],
    )
    const [settings = null] = await rows(
      'select timezone, updated_at from learner_settings where learner_id = $1',
      [learnerId],
    )
    return {
      learner,
      user,
      settings,
      schedules: await rows(
        'select kind, day, at, next_at from schedules where learner_id = $1 order by kind',
        [learnerId],
      ),
      sessions: await rows(
        `select created_at, expires_at, revoked_at from sessions
          where user_id = (select id from users where learner_id = $1) order by created_at`,
        [learnerId],
      ),
      repeatable_requests: await rows(
        'select key, run_id, answer, created_at from idempotency_keys where learner_id = $1 order by created_at',
        [learnerId],
      ),
    }
  }

  /** The plans' ids and times, without the plans. @param {string} learnerId */
  function plans(learnerId) {
    return rows(
      'select run_id, goal, version, created_at from plans where learner_id = $1 order by created_at, run_id',
      [learnerId],
    )
  }

  /** A plan as it is, and as it was. @param {string} runId @param {string} learnerId */
  async function versions(runId, learnerId) {
    const [now] = await rows('select plan from plans where run_id = $1 and learner_id = $2', [
      runId,
      learnerId,
    ])
    const earlier = now
      ? await rows(
          'select version, plan, change, replaced_at from plan_versions where run_id = $1 order by version',
          [runId],
        )
      : []
    return { plan: now?.plan ?? null, earlier }
  }

  /** @param {string} learnerId */
  function runs(learnerId) {
    const columns =
      'id, method, params, meta, status, attempts, result, error, created_at, started_at, finished_at'
    return paged('runs', 'id', columns, learnerId)
  }

  /** What runs said while they worked, as long as it is kept. @param {string} learnerId */
  async function* events(learnerId) {
    let after = ['00000000-0000-0000-0000-000000000000', 0]
    for (;;) {
      const found = await rows(
        `select e.run_id, e.seq, e.type, e.data, e.at from run_events e join runs r on r.id = e.run_id
          where r.learner_id = $1 and (e.run_id, e.seq) > ($2::uuid, $3::bigint)
          order by e.run_id, e.seq limit ${PAGE}`,
        [learnerId, ...after],
      )
      yield* found
      const last = found.at(-1)
      if (found.length < PAGE || !last) return
      after = [last.run_id, last.seq]
    }
  }

  /** @param {string} learnerId */
  function notices(learnerId) {
    return paged('notices', 'id', 'id, kind, period, content, created_at', learnerId)
  }

  /** @param {string} learnerId */
  function jobs(learnerId) {
    const columns = 'id, kind, period, state, due_at, attempts, error, created_at, finished_at'
    return paged('jobs', 'id', columns, learnerId)
  }

  /** @param {string} learnerId */
  function audit(learnerId) {
    return rows(
      `select at, what, address, details from audit_events
        where user_id = (select id from users where learner_id = $1) order by id`,
      [learnerId],
    )
  }

  /**
   * @param {string} table @param {string} key @param {string} columns all three in our own words
   * @param {string} learnerId
   */
  async function* paged(table, key, columns, learnerId) {
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const found = await rows(
        `select ${columns} from ${table} where learner_id = $1 and ${key} > $2::uuid order by ${key} limit ${PAGE}`,
        [learnerId, after],
      )
      yield* found
      const last = found.at(-1)
      if (found.length < PAGE || !last) return
      after = last[key]
    }
  }

  /** @param {string} sql @param {unknown[]} bind @returns {Promise<Record<string, any>[]>} */
  async function rows(sql, bind) {
    const [found] = await sequelize.query(sql, { bind })
    return /** @type {Record<string, any>[]} */ (found)
  }
}
