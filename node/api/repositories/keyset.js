/**
 * A learner's rows, newest first, page by page: each page goes on after the last row of the one before, whatever has been
 * added meanwhile. Where a page ends is told as `<microseconds since 1970>.<id>`, exact to PostgreSQL's own precision.
 */

const CURSOR = /^(\d{1,17})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/**
 * @template Row
 * @typedef {{rows: Row[], next: string | null}} Page `next`: what to give as `before` for the page that follows
 */
/** @typedef {{limit: number, before?: string}} Place `before`: the `next` of another page */

/** @param {string} text @returns {boolean} */
export function isCursor(text) {
  return CURSOR.test(text)
}

/**
 * @param {import('sequelize').Sequelize} sequelize
 * @param {{table: string, key: string, columns: string}} list in our own words, never in a caller's
 * @param {string} learnerId
 * @param {Place} place
 * @returns {Promise<Page<any>>}
 */
export async function readPage(sequelize, { table, key, columns }, learnerId, { limit, before }) {
  const [, at, id] = CURSOR.exec(before ?? '') ?? []
  const [found] = await sequelize.query(
    `select ${columns}, (extract(epoch from created_at) * 1000000)::bigint || '.' || ${key} as cursor
       from ${table}
      where learner_id = $1
        ${at ? `and (created_at, ${key}) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid)` : ''}
      order by created_at desc, ${key} desc limit $2`,
    { bind: at ? [learnerId, limit + 1, at, id] : [learnerId, limit + 1] },
  )
  const rows = /** @type {any[]} */ (found)
  const next = rows.length > limit ? rows[limit - 1].cursor : null
  return { rows: rows.slice(0, limit).map(({ cursor: _, ...row }) => row), next }
}
