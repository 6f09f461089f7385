/**
 * How often who may do what. What guards accounts and costs a model is counted in the database, so that servers share it;
 * plain requests are counted by each server for itself. Without the database each server counts alone. Sole door to
 * rate-limiter-flexible.
 */
import { createHash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible'
import { Problem } from '../problem.js'

const TABLE = 'rate_limits'
const MINUTE_S = 60

/** @typedef {{points: number, seconds: number, shared: boolean}} Rate `points` 0: no limit */
/** @typedef {'addresses' | 'requests' | 'calls' | 'logins' | 'loginAddresses' | 'loginAccounts' | 'registrations'} Name */
/** @typedef {{address?: string}} From `address`: to be noted, already shortened */
/** @typedef {{name: Name, points: number, seconds: number, remaining: number, resetS: number}} Standing */
/** @typedef {ReturnType<typeof createLimits>} Limits */

/** Where an overrun is a matter of security: those of accounts, and any address that floods. @type {ReadonlySet<Name>} */
const NOTED = new Set(['addresses', 'logins', 'loginAddresses', 'loginAccounts', 'registrations'])

/**
 * @param {{requests: number, calls: number, logins: number, registrations: number}} numbers of the settings; 0: no limit
 * @returns {Record<Name, Rate>}
 */
export function ratesOf({ requests, calls, logins, registrations }) {
  return {
    // Behind one address there may be a school.
    addresses: { points: requests * 10, seconds: MINUTE_S, shared: false },
    requests: { points: requests, seconds: MINUTE_S, shared: false },
    calls: { points: calls, seconds: MINUTE_S, shared: true },
    logins: { points: logins, seconds: 15 * MINUTE_S, shared: true },
    loginAddresses: { points: logins * 10, seconds: 15 * MINUTE_S, shared: true },
    loginAccounts: { points: logins * 10, seconds: 60 * MINUTE_S, shared: true },
    registrations: { points: registrations, seconds: 60 * MINUTE_S, shared: true },
  }
}

/**
 * @param {object} options
 * @param {Record<Name, Rate>} options.rates
 * @param {object | null} options.store Sequelize; null: everything is counted here
 * @param {(event: import('../repositories/audit.js').AuditEvent) => Promise<void>} [options.note] never fails; is told
 *   once that somebody overran a limit, not of each request after that until the time is over
 */
export function createLimits({ rates, store, note = async () => {} }) {
  const limiters = new Map(
    Object.entries(rates)
      .filter(([, { points }]) => points > 0)
      .map(([name, rate]) => [name, limiterOf(name, rate, store)]),
  )
  return { take, logIn, prune }

  /**
   * @param {Name} name
   * @param {string} key who is counted
   * @param {From} [from]
   * @returns {Promise<Standing | null>} null: there is no such limit
   * @throws {Problem} 429
   */
  async function take(name, key, { address } = {}) {
    const limiter = limiters.get(name)
    if (!limiter) return null
    const { points, seconds } = rates[name]
    try {
      const left = await limiter.consume(keyOf(key))
      return { name, points, seconds, remaining: left.remainingPoints, resetS: inSeconds(left.msBeforeNext) }
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal
      const { msBeforeNext, consumedPoints } = /** @type {import('rate-limiter-flexible').RateLimiterRes} */ (
        refusal
      )
      const isFirst = consumedPoints === points + 1
      if (isFirst && NOTED.has(name)) await note({ what: 'limit_reached', address, details: { limit: name } })
      const resetS = inSeconds(msBeforeNext)
      throw tooMany({ name, points, seconds, remaining: 0, resetS })
    }
  }

  /**
   * Before a password is looked at: by account from one address, by address, by account from everywhere. A right password
   * takes its own attempt back; wrong ones of others stay counted.
   * @param {{account: string, address: string}} who
   * @param {From} [from]
   * @returns {Promise<() => Promise<void>>} to be called when it was right
   * @throws {Problem} 429
   */
  async function logIn({ account, address }, from) {
    /** @type {[Name, string][]} */
    const counts = [
      ['loginAddresses', address],
      ['logins', `${account} ${address}`],
      ['loginAccounts', account],
    ]
    for (const [name, key] of counts) await take(name, key, from)
    return async () => {
      for (const [name, key] of counts) await limiters.get(name)?.reward(keyOf(key))
    }
  }

  /** Counts that have run out, of all limits: they share a table. */
  async function prune() {
    const shared = [...limiters.values()].find((limiter) => limiter instanceof RateLimiterPostgres)
    // Its declarations leave this one out.
    await /** @type {any} */ (shared)?.clearExpired(Date.now())
  }
}

/** @param {string} name @param {Rate} rate @param {object | null} store */
function limiterOf(name, { points, seconds, shared }, store) {
  const options = { keyPrefix: name, points, duration: seconds }
  const alone = new RateLimiterMemory(options)
  if (!shared || store === null) return alone
  return new RateLimiterPostgres({
    ...options,
    storeClient: store,
    storeType: 'sequelize',
    tableName: TABLE,
    tableCreated: true,
    clearExpiredByTimeout: false,
    insuranceLimiter: alone,
  })
}

/** Nobody's email stands in the table. @param {string} key */
function keyOf(key) {
  return createHash('sha256').update(key).digest('base64url').slice(0, 32)
}

/** @param {number} ms */
function inSeconds(ms) {
  return Math.max(1, Math.ceil(ms / 1_000))
}

/** @param {Standing} standing @returns {Record<string, string>} as draft-ietf-httpapi-ratelimit-headers writes them */
export function headersOf({ name, points, seconds, remaining, resetS }) {
  const label = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return {
    'RateLimit-Policy': `"${label}";q=${points};w=${seconds}`,
    RateLimit: `"${label}";r=${remaining};t=${resetS}`,
  }
}

/** @type {ReadonlySet<Name>} */
const OF_PASSWORDS = new Set(['logins', 'loginAddresses', 'loginAccounts'])

/** @param {Standing} standing */
function tooMany(standing) {
  const headers = { ...headersOf(standing), 'Retry-After': `${standing.resetS}` }
  const detail = OF_PASSWORDS.has(standing.name)
    ? `Too many wrong passwords. Try again in ${inMinutes(standing.resetS)}.`
    : `Too many requests: come again in ${standing.resetS} s.`
  return new Problem(429, 'rate_limited', detail, { headers })
}

/** @param {number} seconds */
function inMinutes(seconds) {
  const minutes = Math.ceil(seconds / MINUTE_S)
  return minutes === 1 ? '1 minute' : `${minutes} minutes`
}
