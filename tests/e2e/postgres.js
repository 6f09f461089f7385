/** A PostgreSQL of a test's own, with or without our tables, and no server around it. */
import { fileURLToPath } from 'node:url'
import { connectDatabase } from '../../node/api/db/connection.js'
import { startEmbeddedPostgres } from '../../node/api/db/embedded.js'
import { migrate } from '../../node/api/db/migrate.js'
import { dataFolder } from './server.js'

const projectDir = fileURLToPath(new URL('../../', import.meta.url))

/** @param {import('./server.js').Cleaning} cleaning */
export async function startPostgres(cleaning) {
  const dataDir = await dataFolder(cleaning)
  const postgres = await startEmbeddedPostgres({ dataDir, projectDir })
  cleaning.after(() => postgres.stop())
  const database = connectDatabase({ url: postgres.url })
  cleaning.after(() => database.close())
  await migrate(database)

  /** @param {string} sql @param {unknown[]} [bind] @returns {Promise<any[]>} */
  const rows = async (sql, bind = []) =>
    /** @type {any[]} */ ((await database.sequelize.query(sql, { bind }))[0])
  return { postgres, database, dataDir, rows }
}

/**
 * The tables with their columns, indexes and constraints: what a migration makes of it, to be held against another.
 * @param {import('../../node/api/db/connection.js').Database} database
 * @returns {Promise<string[]>}
 */
export async function layoutOf({ sequelize }) {
  const [rows] = await sequelize.query(`
    select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||
           coalesce(column_default, '') as line
      from information_schema.columns where table_schema = 'public'
    union all select indexdef from pg_indexes where schemaname = 'public'
    union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      from pg_constraint where connamespace = 'public'::regnamespace
    order by 1`)
  return /** @type {{line: string}[]} */ (rows).map(({ line }) => line)
}
