/** Opens the database: starts the PostgreSQL that comes along where none is given, keeps it alive, migrates, listens. */
import { connectDatabase } from '../db/connection.js'
import { prepareEmbeddedPostgres } from '../db/embedded.js'
import { createListener } from '../db/listener.js'
import { migrate } from '../db/migrate.js'

const WATCH_MS = 5_000

/**
 * @typedef {object} Storage
 * @property {import('../db/connection.js').Database} database
 * @property {import('../db/listener.js').Listener} listener
 * @property {boolean} isEmbedded
 * @property {() => Promise<void>} close
 */

/**
 * Before it is opened: where the PostgreSQL that comes along will answer; null where another one is given.
 * @param {import('../settings.js').Settings} settings
 */
export function prepareStorage({ databaseUrl, dataDir, root }) {
  return databaseUrl ? null : prepareEmbeddedPostgres({ dataDir, projectDir: root })
}

/**
 * @param {object} deps
 * @param {import('../settings.js').Settings} deps.settings
 * @param {Awaited<ReturnType<typeof prepareStorage>>} deps.prepared
 * @param {import('./opened.js').Opened} deps.opened
 * @param {import('pino').Logger} deps.log
 * @param {(line: string) => void} deps.say
 * @returns {Promise<Storage>}
 * @throws {Error} in one sentence with its fix
 */
export async function openStorage({ settings: { databaseUrl }, prepared, opened, log, say }) {
  const began = performance.now()
  const embedded = prepared && (await prepared.start())
  const url = databaseUrl ?? /** @type {string} */ (embedded?.url)
  const database = connectDatabase({ url })
  opened.add(database.close)
  const found = await database.ping()
  if (!found.ok) {
    throw new Error(
      'The database of DATABASE_URL does not answer. Start it, or leave DATABASE_URL out to use the embedded one.',
    )
  }
  await migrate(database)
  const ms = Math.round(performance.now() - began)
  const where = embedded
    ? `embedded, port ${embedded.port}${embedded.takenOver ? ', was running already' : ''}`
    : 'DATABASE_URL'
  say(`PostgreSQL  ${found.version} (${where}) · ${ms} ms`)
  for (const note of embedded?.notes ?? []) say(`            ${note}`)

  const listener = createListener({ url, log })
  opened.add(listener.close)
  await listener.ready
  const watching = embedded && watch(embedded, database, log)
  opened.add(() => clearInterval(watching ?? undefined))

  return {
    database,
    listener,
    isEmbedded: embedded !== null,
    async close() {
      clearInterval(watching ?? undefined)
      await listener.close()
      await database.close()
      if (embedded && !(await embedded.stop()))
        say('PostgreSQL  left running: another server of this folder uses it')
    },
  }
}

/**
 * The embedded PostgreSQL is ours to keep alive: one that was killed is started again, on the port it had.
 * @param {import('../db/embedded.js').EmbeddedPostgres} embedded
 * @param {import('../db/connection.js').Database} database
 * @param {import('pino').Logger} log
 */
function watch(embedded, database, log) {
  let busy = false
  return setInterval(async () => {
    if (busy) return
    busy = true
    try {
      if (!(await database.ping()).ok && (await embedded.revive()))
        log.warn('PostgreSQL was gone and is back')
    } catch (error) {
      log.error({ reason: String(error) }, 'PostgreSQL is gone and does not come back')
    } finally {
      busy = false
    }
  }, WATCH_MS).unref()
}
