/**
 * What is kept about a learner, given out and erased, on both sides at once. An erasure is written down before it begins
 * and crossed out when it has ended, so that one that dies half-way is finished by the next server that starts.
 */
import { invalidParams, Problem } from '../problem.js'

const RETRY_MS = 10_000

/** @typedef {import('../../pythonOnlyOrchestrator.js').Caller} Caller */
/** @typedef {import('./askers.js').User} User */
/** @typedef {ReturnType<typeof createAccount>} Account */

/**
 * @param {object} deps
 * @param {ReturnType<typeof import('./accountExport.js').createAccountExport>} deps.accountExport
 * @param {import('../repositories/erasures.js').ErasuresRepository} deps.erasures
 * @param {Pick<import('../repositories/learners.js').LearnersRepository, 'remove'>} deps.learners
 * @param {(learnerId: string) => AsyncIterable<{id: string, finished_at: Date | null}>} deps.runsOf
 * @param {Pick<import('../../pythonOnlyOrchestrator.js').Orchestrator, 'callSkill' | 'cancelRun'>} deps.orchestrator
 * @param {Pick<import('./auth.js').Auth, 'verifyPassword' | 'deleteUser'>} deps.auth
 * @param {(learnerId: string) => void} deps.forget what is remembered of who a learner is
 * @param {import('pino').Logger} deps.log
 */
export function createAccount({
  accountExport,
  erasures,
  learners,
  runsOf,
  orchestrator,
  auth,
  forget,
  log,
}) {
  /** @type {NodeJS.Timeout | undefined} */
  let retrying
  return {
    export: accountExport.open,
    checkPassword,
    erase,
    finishErasures,

    /** Finishes what was begun before, now and from now on: Python may be away for a while. */
    async start() {
      retrying ??= setInterval(() => void finishErasures(), RETRY_MS).unref()
      await finishErasures()
    },

    stop: () => clearInterval(retrying),
  }

  /**
   * Before an account is erased; guests have none to give.
   * @param {User | null} user
   * @param {Record<string, unknown>} fields password
   * @throws {Problem}
   */
  async function checkPassword(user, fields) {
    const unknown = Object.keys(fields).filter((field) => field !== 'password')
    const errors = unknown.map((field) => ({ field, expected: 'password alone', got: 'another field' }))
    const { password } = fields
    const isMissing = password === undefined
    if (isMissing ? user : typeof password !== 'string')
      errors.push({
        field: 'password',
        expected: 'your password',
        got: isMissing ? 'nothing' : 'something else',
      })
    if (errors.length > 0) throw invalidParams(errors)
    if (user && !(await auth.verifyPassword(user.id, /** @type {string} */ (password))))
      throw new Problem(403, 'forbidden', 'The password is not right.')
  }

  /**
   * Everything of the learner: rows, sessions, runs under way, what Python keeps. Twice is once.
   * @param {{learnerId: string, user: User | null, address?: string}} who
   * @returns {Promise<{done: boolean}>} `done` false: it is out of reach already, and Python's part is deleted later
   */
  async function erase({ learnerId, user, address }) {
    await erasures.begin(learnerId)
    // First what lets somebody in and begin something new.
    const cancelled = await cancelRuns(learnerId)
    if (user) await auth.deleteUser(user.id, { address })
    await learners.remove(learnerId)
    forget(learnerId)
    log.info({ runs: cancelled }, 'a learner is being erased')
    return { done: await finish(learnerId) }
  }

  /** @returns {Promise<number>} how many are done now */
  async function finishErasures() {
    try {
      let done = 0
      for (const learnerId of await erasures.pending()) {
        await learners.remove(learnerId)
        if (await finish(learnerId)) done++
      }
      return done
    } catch (error) {
      log.warn({ err: error }, 'erasures could not be finished; they are tried again')
      return 0
    }
  }

  /** What is left when the rows are gone. @param {string} learnerId */
  async function finish(learnerId) {
    try {
      const skill = { method: 'personalization.erase', idempotent: true }
      await orchestrator.callSkill(skill, {}, { learnerId }, { takesLong: true })
    } catch (error) {
      log.warn({ err: error }, "Python's part of an erasure is still to be done")
      return false
    }
    // A run that ended meanwhile may have written a row for itself.
    await learners.remove(learnerId)
    await erasures.end(learnerId)
    await erasures.vacuum().catch((error) => log.warn({ err: error }, 'room of erased rows is not freed'))
    return true
  }

  /** @param {string} learnerId */
  async function cancelRuns(learnerId) {
    let cancelled = 0
    for await (const { id, finished_at: finishedAt } of runsOf(learnerId)) {
      if (finishedAt) continue
      const ended = await orchestrator.cancelRun(id, learnerId).catch(() => null)
      if (ended?.cancelled) cancelled++
    }
    return cancelled
  }
}
