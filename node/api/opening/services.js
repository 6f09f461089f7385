/** Puts the services together, over a database and a Python that are there. What they mean is known by each of them. */
import { createOrchestrator } from '../../pythonOnlyOrchestrator.js'
import { readErrorCodes } from '../errorCodes.js'
import { followPython, hasModel } from '../python.js'
import { createIdempotencyKeysRepository } from '../repositories/idempotencyKeys.js'
import { createPlansRepository } from '../repositories/plans.js'
import { createRunEventsRepository } from '../repositories/runEvents.js'
import { createRunsRepository } from '../repositories/runs.js'
import { createApiDescription } from '../services/apiDescription.js'
import { createCatalogue } from '../services/catalogue.js'
import { createDocuments } from '../services/documents.js'
import { createHealth } from '../services/health.js'
import { createIdempotency } from '../services/idempotency.js'
import { createOps } from '../services/ops.js'
import { createSkills } from '../services/skills.js'
import { openAccountData } from './accountData.js'
import { openAccounts } from './accounts.js'
import { openPlanning } from './planning.js'

/** @typedef {Awaited<ReturnType<typeof openServices>>} Services */

/**
 * @param {object} deps
 * @param {import('../settings.js').Settings} deps.settings
 * @param {import('./storage.js').Storage} deps.storage
 * @param {import('../python.js').Runner} deps.runner
 * @param {import('../services/keys.js').Keys} deps.keys of access tokens
 * @param {string} deps.version of this project
 * @param {{publish: (learnerId: string, event: any) => void, count: () => number}} deps.connected who is connected live
 * @param {import('./opened.js').Opened} deps.opened
 * @param {import('pino').Logger} deps.log
 */
export async function openServices({ settings, storage, runner, keys, version, connected, opened, log }) {
  const { production, operators, allowGuests } = settings
  const { database, listener } = storage
  const errorCodes = await readErrorCodes()
  const runs = createRunsRepository(database)
  const orchestrator = createOrchestrator({
    runner,
    runs,
    eventStore: createRunEventsRepository(database, listener),
    errorCodes,
    log: (level, message, fields) => log[level](fields, message),
  })
  opened.add(() => orchestrator.close(0))
  const catalogue = createCatalogue({ discover: orchestrator.discover, log })
  await followPython(runner, catalogue, log)

  const idempotency = createIdempotency({ keys: createIdempotencyKeysRepository(database) })
  const skills = createSkills({
    ...{ orchestrator, catalogue, idempotency },
    newestPlan: createPlansRepository(database).newest,
    waitMs: settings.httpWaitMs,
  })
  const planning = openPlanning({
    ...{ database, runs, orchestrator, skills, idempotency, log },
    publish: connected.publish,
  })
  opened.add(() => planning.close(0))
  const accounts = openAccounts({ database, settings, keys, log })
  opened.add(accounts.stop)
  const account = openAccountData({ database, orchestrator, skills, accounts, log })
  opened.add(account.stop)
  const connections = connected.count
  const ops = createOps({ orchestrator, database, connections, operators, production, version })
  opened.add(ops.close)

  const modelConfigured = hasModel(settings.model)
  const facts = { version, embeddedDatabase: storage.isEmbedded, modelConfigured }
  const { auth, askers, limits } = accounts
  return {
    ...{ orchestrator, skills, planning, auth, askers, limits, account, ops },
    documents: createDocuments({ skills }),
    health: createHealth({ database, orchestrator, catalogue, facts }),
    apiDescription: createApiDescription({ catalogue, errorCodes, allowGuests, version }),

    /** What is done now and then is done no more. */
    rest() {
      accounts.stop()
      account.stop()
      ops.close()
    },
  }
}
