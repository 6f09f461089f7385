/** Says who asks (services/askers.js), or refuses. Nothing behind it is reached by nobody. */
import { Problem } from '../problem.js'
import { guestIn, setGuest } from './cookies.js'

const REALM = 'Bearer realm="study-companion"'

/** @typedef {import('../services/askers.js').Askers} Askers */

/**
 * @param {{askers: Askers}} deps
 * @returns {import('express').RequestHandler} leaves `learnerId`, `user`, `sid` and `refusal` at the request
 */
export function identity({ askers }) {
  return async (request, response, next) => {
    const known = await askerOf(request, response, askers)
    const { learnerId, user, sid } = known.asker
    Object.assign(request, { learnerId, user, sid })
    request.refusal = (how) => askers.refusalOf(known, how)
    // What is one's own is for no cache on the way; the browser's own asks whether it is still so.
    response.set('Cache-Control', 'private, no-cache')
    next()
  }
}

/**
 * Behind `identity`: guests have no account.
 * @type {import('express').RequestHandler}
 */
export const usersOnly = (request, _response, next) => {
  if (!request.user) throw unauthenticated('This is for those who have an account. Log in.')
  next()
}

/**
 * A browser that opens the page is a guest of its own from then on.
 * @param {{askers: Askers}} deps
 * @returns {import('express').RequestHandler}
 */
export function welcome({ askers }) {
  return async (request, response, next) => {
    if (askers.allowGuests) {
      // The page itself comes without the database too; who its reader is, the next request finds out.
      const known = await askers.guestOf(guestIn(request.get('cookie'))).catch(() => 'not known')
      if (known === null) setGuest(request, response, askers.newGuest().value)
    }
    next()
  }
}

/**
 * @param {import('express').Request} request
 * @returns {string | undefined} the access token
 */
export function bearerOf(request) {
  const header = request.get('authorization')
  if (header === undefined) return undefined
  const [, token] = /^Bearer +([^ ]+) *$/i.exec(header) ?? []
  if (token === undefined) throw unauthenticated('Authorization: expected "Bearer" and an access token.')
  return token
}

/** @param {import('express').Request} request @param {import('express').Response} response @param {Askers} askers */
async function askerOf(request, response, askers) {
  const shown = { token: bearerOf(request), guest: guestIn(request.get('cookie')) }
  const asker = await askers.identify(shown)
  if (asker) return { shown, asker }
  if (!askers.allowGuests)
    throw unauthenticated('Log in, and send the access token as "Authorization: Bearer …".')
  const fresh = askers.newGuest()
  setGuest(request, response, fresh.value)
  return { shown: { guest: fresh.value }, asker: fresh.asker }
}

/** @param {string} detail */
export function unauthenticated(detail) {
  return new Problem(401, 'unauthenticated', detail, { headers: { 'WWW-Authenticate': REALM } })
}
