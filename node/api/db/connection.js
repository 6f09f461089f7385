/**
 * The door to Sequelize: one pool, its models, a bounded question whether the database answers, and a way to work
 * in one transaction. What the tables mean belongs to the repositories.
 */
import pg from 'pg'
import { Sequelize } from 'sequelize'
import { defineModels } from './models.js'

const ACQUIRE_TIMEOUT_MS = 10_000
const STATEMENT_TIMEOUT_MS = 15_000
const PING_TIMEOUT_MS = 2_000

/** @typedef {import('./models.js').Models} Models */
/** @typedef {import('sequelize').Transaction} Transaction */
/**
 * @typedef {object} Database
 * @property {Sequelize} sequelize
 * @property {Models} models
 * @property {(sql: string, bind: unknown[]) => Promise<unknown[]>} rows of a statement
 * @property {<T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>} transaction
 * @property {() => Promise<{ok: true, latencyMs: number, version: string} | {ok: false, reason: string}>} ping
 * @property {() => Promise<void>} close
 */

/**
 * @param {{url: string, poolSize?: number}} options
 * @returns {Database}
 */
export function connectDatabase({ url, poolSize = 10 }) {
  const sequelize = new Sequelize(url, {
    dialect: 'postgres',
    dialectModule: { ...pg, Client: HeardClient },
    logging: false,
    pool: { max: poolSize, min: 0, acquire: ACQUIRE_TIMEOUT_MS, idle: 30_000 },
    dialectOptions: { application_name: 'study-companion', statement_timeout: STATEMENT_TIMEOUT_MS },
    retry: { max: 1 },
  })
  return {
    sequelize,
    models: defineModels(sequelize),
    rows: async (sql, bind) => (await sequelize.query(sql, { bind }))[0],
    transaction: (work) => sequelize.transaction(work),
    ping: () => ping(sequelize),
    close: () => sequelize.close(),
  }
}

/**
 * Sequelize listens for a connection's errors a turn after it is open. A PostgreSQL that goes in just that turn would
 * end this process; so it is listened to from the first. The connection is found to be useless when it is asked next.
 */
class HeardClient extends pg.Client {
  /** @param {ConstructorParameters<typeof pg.Client>} options */
  constructor(...options) {
    super(...options)
    this.on('error', () => {})
  }
}

/**
 * @param {Sequelize} sequelize
 * @returns {ReturnType<Database['ping']>}
 */
async function ping(sequelize) {
  const started = performance.now()
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PING_TIMEOUT_MS)
  })
  try {
    const asked = sequelize.query('show server_version', { plain: true })
    const row = /** @type {{server_version: string}} */ (await Promise.race([asked, tooLate]))
    return {
      ok: true,
      latencyMs: Math.round((performance.now() - started) * 10) / 10,
      version: row.server_version,
    }
  } catch {
    // The driver's words name hosts and accounts; the log has them, /health does not.
    return { ok: false, reason: `no answer within ${PING_TIMEOUT_MS} ms, or the connection was refused` }
  } finally {
    clearTimeout(timer)
  }
}
