/**
 * What durable runs say, as rows; in the same statement the other servers are told. A server stores for those runs alone
 * whose lease it holds: the lease is asked for, and held fast, where the rows are written. Plain objects in and out.
 */

/** @typedef {import('../../runEventStore.js').RunEventStore} RunEventStore */
/** @typedef {import('../../runEventStore.js').Notice} Notice */

const EVENTS = 'run_events'
const ENDED = 'runs_ended'
/** PostgreSQL takes 8,000 bytes; a run's id with its number takes 60 at most. */
const RUNS_IN_NOTICE = 100
/** Of one look for old ones. */
const PRUNE_RUNS = 1_000

/**
 * What comes just before the end of a run need not be on the disk by itself: the end is, a moment later, and everything
 * before it.
 */
const APPEND = `
  with held as (
    select id from runs where id = any($1::uuid[]) and lease_owner = $2 and status = 'running'
     order by id for share),
  said as (
    select * from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[]) as e (run_id, seq, type, data)
      join held on held.id = e.run_id),
  stored as (
    insert into run_events (run_id, seq, type, data)
    select run_id, seq, type, data::json from said on conflict do nothing),
  latest as (
    select run_id, max(seq) as seq, (row_number() over () - 1) / ${RUNS_IN_NOTICE} as part from said group by run_id),
  told as (
    select pg_notify('${EVENTS}', json_object_agg(run_id, seq)::text) as sent from latest group by part)
  select id, (select count(sent) from told) as notices, 
    case when $7 then set_config('synchronous_commit', 'off', true) end as commit
    from held`

/** The last number stays, so that nobody gets the end of a run twice. */
const PRUNE = `
  with old as (
    select distinct run_id from run_events
     where type <> 'pruned' and at < now() - $1 * interval '1 millisecond'
       and exists (select from runs where id = run_id and finished_at < now() - $1 * interval '1 millisecond')
     limit ${PRUNE_RUNS}),
  latest as (
    select run_id, max(seq) as seq from run_events where run_id in (select run_id from old) group by run_id),
  gone as (
    delete from run_events as e using latest where e.run_id = latest.run_id and e.seq < latest.seq)
  update run_events as e set type = 'pruned', data = '{"reason":"the events are no longer kept"}'
    from latest where e.run_id = latest.run_id and e.seq = latest.seq`

/**
 * @param {import('../db/connection.js').Database} database
 * @param {import('../db/listener.js').Listener} listener
 * @returns {RunEventStore}
 */
export function createRunEventsRepository({ sequelize }, listener) {
  return {
    async last(runId) {
      const [rows] = await sequelize.query(
        `select coalesce(max(seq), 0) as seq, coalesce(sum(octet_length(data::text)), 0) as bytes
           from run_events where run_id = $1`,
        { bind: [runId] },
      )
      const [{ seq, bytes }] = /** @type {[{seq: string, bytes: string}]} */ (rows)
      return { seq: Number(seq), bytes: Number(bytes) }
    },

    async append(owner, events, { isBeforeEnd = false } = {}) {
      if (events.length === 0) return new Set()
      const column = (/** @type {'runId' | 'seq' | 'type' | 'data'} */ name) =>
        events.map((event) => event[name])
      const ids = [...new Set(column('runId'))]
      const bind = [ids, owner, column('runId'), column('seq'), column('type'), column('data'), isBeforeEnd]
      const [rows] = await sequelize.query(APPEND, { bind })
      return new Set(/** @type {{id: string}[]} */ (rows).map(({ id }) => id))
    },

    async read(runId, after, limit) {
      const [rows] = await sequelize.query(
        `select seq, type, data::text as data from run_events
          where run_id = $1 and seq > $2 order by seq limit $3`,
        { bind: [runId, after, limit] },
      )
      return /** @type {{seq: string, type: string, data: string}[]} */ (rows).map(({ seq, type, data }) => ({
        seq: Number(seq),
        type: type === 'progress' ? 'progress' : 'gap',
        data,
      }))
    },

    async trim(runId, upTo) {
      await sequelize.query('delete from run_events where run_id = $1 and seq <= $2', { bind: [runId, upTo] })
    },

    async prune(keepMs) {
      const [, count] = await sequelize.query(PRUNE, { bind: [keepMs] })
      return Number(/** @type {any} */ (count)?.rowCount ?? count ?? 0)
    },

    async tellEnded(runId) {
      await sequelize.query('select pg_notify($1, $2)', { bind: [ENDED, runId] })
    },

    listen(tell) {
      const ends = [
        listener.listen(EVENTS, (payload) => {
          for (const [runId, seq] of Object.entries(JSON.parse(payload)))
            tell({ kind: 'events', runId, seq: Number(seq) })
        }),
        listener.listen(ENDED, (runId) => tell({ kind: 'ended', runId })),
        listener.onMissed(() => tell({ kind: 'missed' })),
      ]
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
