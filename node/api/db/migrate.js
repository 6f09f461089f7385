/** Brings the database to the newest layout, or back. One server at a time: an advisory lock lets others wait. */
import { SequelizeStorage, Umzug } from 'umzug'
import { runsAndPlans } from './migrations/001-runs-and-plans.js'
import { accounts } from './migrations/002-accounts.js'
import { plansAndJobs } from './migrations/003-plans-and-jobs.js'
import { runEvents } from './migrations/004-run-events.js'
import { erasures } from './migrations/005-erasures.js'

const LOCK_KEY = 72_330_117 // any number; it names this lock among all users of the database

/** @typedef {import('sequelize').QueryInterface} QueryInterface */
/** @typedef {{name: string, up: (step: {context: QueryInterface}) => Promise<void>,
 *   down: (step: {context: QueryInterface}) => Promise<void>}} Migration */

/** In the order they are run. @type {Migration[]} */
const MIGRATIONS = [runsAndPlans, accounts, plansAndJobs, runEvents, erasures]

/**
 * @param {import('./connection.js').Database} database
 * @returns {Promise<string[]>} names of the migrations that were run now
 */
export function migrate(database) {
  return locked(database, async (umzug) => (await umzug.up()).map(({ name }) => name))
}

/**
 * Undoes migrations, newest first: what their tables held is lost.
 * @param {import('./connection.js').Database} database
 * @param {string} [to] the oldest that is undone; without it all are
 * @returns {Promise<string[]>} names of the migrations that were undone
 */
export function unmigrate(database, to) {
  return locked(database, async (umzug) => (await umzug.down({ to: to ?? 0 })).map(({ name }) => name))
}

/**
 * @template T
 * @param {import('./connection.js').Database} database
 * @param {(umzug: Umzug<QueryInterface>) => Promise<T>} work
 */
function locked({ sequelize, transaction }, work) {
  return transaction(async (holder) => {
    await sequelize.query('select pg_advisory_xact_lock($1)', { bind: [LOCK_KEY], transaction: holder })
    const umzug = new Umzug({
      migrations: MIGRATIONS,
      context: sequelize.getQueryInterface(),
      storage: new SequelizeStorage({ sequelize, tableName: 'migrations' }),
      logger: undefined,
    })
    return work(umzug)
  })
}
