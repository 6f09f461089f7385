/** Puts together what the export and the erasure of an account are made of, for services.js of this folder. */
import { createBelongings } from '../repositories/belongings.js'
import { createErasuresRepository } from '../repositories/erasures.js'
import { createAccount } from '../services/account.js'
import { createAccountExport } from '../services/accountExport.js'

/**
 * @param {object} deps
 * @param {import('../db/connection.js').Database} deps.database
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @param {import('../services/skills.js').Skills} deps.skills
 * @param {ReturnType<typeof import('./accounts.js').openAccounts>} deps.accounts
 * @param {import('pino').Logger} deps.log
 */
export function openAccountData({ database, orchestrator, skills, accounts, log }) {
  const belongings = createBelongings(database)
  return createAccount({
    accountExport: createAccountExport({ belongings, orchestrator, skills }),
    erasures: createErasuresRepository(database),
    learners: accounts.learners,
    runsOf: (learnerId) => /** @type {any} */ (belongings.runs(learnerId)),
    orchestrator,
    auth: accounts.auth,
    forget: accounts.askers.forget,
    log,
  })
}
