/** Puts together what accounts are made of, for services.js of this folder; and clears away what has run out, once a while. */
import { createAuditRepository } from '../repositories/audit.js'
import { createLearnersRepository } from '../repositories/learners.js'
import { createSessionsRepository } from '../repositories/sessions.js'
import { createUsersRepository } from '../repositories/users.js'
import { createAccessTokens } from '../services/accessTokens.js'
import { createAskers } from '../services/askers.js'
import { createAudit } from '../services/audit.js'
import { createAuth } from '../services/auth.js'
import { createLimits, ratesOf } from '../services/limits.js'
import { createPasswords } from '../services/passwords.js'

const CLEAR_MS = 6 * 3_600_000

/**
 * @param {object} deps
 * @param {import('../db/connection.js').Database} deps.database
 * @param {import('../settings.js').Settings} deps.settings
 * @param {import('../services/keys.js').Keys} deps.keys
 * @param {import('pino').Logger} deps.log
 */
export function openAccounts({ database, settings, keys, log }) {
  const { production, allowGuests, accessTokenMinutes, refreshTokenDays } = settings
  const events = createAuditRepository(database)
  const learners = createLearnersRepository(database)
  const sessions = createSessionsRepository(database)
  const audit = createAudit({ events, log })
  const auth = createAuth({
    users: createUsersRepository(database),
    sessions,
    learners,
    transaction: database.transaction,
    passwords: createPasswords(),
    tokens: createAccessTokens({ keys, minutes: accessTokenMinutes }),
    note: audit.note,
    refreshDays: refreshTokenDays,
    onUser: (learnerId) => askers.forget(learnerId),
  })
  const { authenticate, goesOn } = auth
  const askers = createAskers({ authenticate, goesOn, learners, allowGuests, production })
  const rates = ratesOf(settings.rateLimits)
  const limits = createLimits({ rates, store: database.sequelize, note: audit.note })

  const clear = () =>
    Promise.all([events.prune(settings.auditDays), sessions.prune(), limits.prune()]).catch((error) =>
      log.warn({ err: error }, 'what has run out could not be cleared away'),
    )
  void clear()
  const clearing = setInterval(clear, CLEAR_MS).unref()
  return { auth, askers, limits, audit, events, learners, stop: () => clearInterval(clearing) }
}
