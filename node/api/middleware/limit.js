/** Counts requests by who sends them, says how many are left, and refuses the rest (services/limits.js). */
import { counted, shortened } from '../services/addresses.js'
import { headersOf } from '../services/limits.js'

/** @typedef {import('express').Request} Request */
/** @typedef {import('../services/limits.js').Name} Name */

/**
 * @param {import('../services/limits.js').Limits} limits
 * @param {Name} name
 * @param {(request: Request) => string} keyOf
 * @param {{methods?: string[]}} [options] `methods`: those that count; without it all do
 * @returns {import('express').RequestHandler}
 */
export function limit(limits, name, keyOf, { methods } = {}) {
  return async (request, response, next) => {
    if (!methods || methods.includes(request.method)) {
      const standing = await limits.take(name, keyOf(request), { address: shortened(request.ip) })
      if (standing) response.set(headersOf(standing))
    }
    next()
  }
}

/** @param {Request} request */
export function byAddress(request) {
  return counted(request.ip)
}

/** A guest could be another one with each request: guests are counted by where they come from. @param {Request} request */
export function byAsker(request) {
  return request.user ? request.user.learnerId : counted(request.ip)
}
