/**
 * /api/auth: coming in, going on, going out. What needs no access token, then what does. The refresh token travels in a
 * cookie of these addresses alone; SameSite and middleware/origin.js keep other sites' pages from using it.
 */
import { Router } from 'express'
import { bodyFields } from '../middleware/body.js'
import { guestIn, refreshTokenIn, setGuest, setRefreshToken } from '../middleware/cookies.js'
import { usersOnly, welcome } from '../middleware/identity.js'
import { byAddress, limit } from '../middleware/limit.js'
import { counted, shortened } from '../services/addresses.js'
import { normalEmail } from '../services/credentials.js'
import { only } from './only.js'

const BODY_LIMIT_BYTES = 10_000

/** @typedef {import('express').Request} Request */
/** @typedef {import('express').Response} Response */
/** @typedef {import('../services/auth.js').LoggedIn} LoggedIn */

/**
 * @param {object} deps
 * @param {import('../services/auth.js').Auth} deps.auth
 * @param {import('../services/askers.js').Askers} deps.askers
 * @param {import('../services/limits.js').Limits} deps.limits
 * @param {import('express').RequestHandler} deps.identified says who asks, or refuses
 * @returns {Router}
 */
export function authRoutes({ auth, askers, limits, identified }) {
  const router = Router()
  const fields = bodyFields({ limitBytes: BODY_LIMIT_BYTES })
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })

  router
    .route('/register')
    .post(
      fields,
      // What is mistyped is no registration, and is not counted as one.
      checked((request) => auth.checkRegistration(request.fields)),
      limit(limits, 'registrations', byAddress),
      async (/** @type {Request} */ request, /** @type {Response} */ response) => {
        const guest = await askers.guestOf(guestIn(request.get('cookie')))
        const loggedIn = await auth.register(request.fields, { guest, ...from(request) })
        if (guest) setGuest(request, response, '')
        sendPair(request, response.status(201), loggedIn)
      },
    )
    .all(only('POST'))

  router
    .route('/login')
    .post(fields, async (/** @type {Request} */ request, /** @type {Response} */ response) => {
      const account = normalEmail(`${request.fields.email}`)
      const succeeded = await limits.logIn({ account, address: counted(request.ip) }, from(request))
      const loggedIn = await auth.logIn(request.fields, from(request))
      await succeeded()
      sendPair(request, response, loggedIn)
    })
    .all(only('POST'))

  // A page whose session is over goes on as a guest of its own.
  const asGuest = welcome({ askers })
  router
    .route('/refresh')
    .post(asGuest, async (request, response) => {
      const token = refreshTokenIn(request.get('cookie'))
      const loggedIn = await auth.refresh(token, from(request)).catch((error) => {
        if (token && error.status === 401) setRefreshToken(request, response, '', 0)
        throw error
      })
      sendPair(request, response, loggedIn)
    })
    .all(only('POST'))

  router
    .route('/logout')
    .post(asGuest, async (request, response) => {
      await auth.logOut(refreshTokenIn(request.get('cookie')), from(request))
      setRefreshToken(request, response, '', 0)
      response.status(204).end()
    })
    .all(only('POST'))

  router
    .route('/me')
    .get(identified, usersOnly, (request, response) => {
      response.json({ user: publicPart(request.user) })
    })
    .all(only('GET'))

  router
    .route('/password')
    .post(
      identified,
      usersOnly,
      fields,
      checked((request) => auth.checkPasswords(userOf(request), request.fields)),
      async (/** @type {Request} */ request, /** @type {Response} */ response) => {
        const who = { user: userOf(request), sid: request.sid }
        const counts = { account: who.user.email, address: counted(request.ip) }
        const succeeded = await limits.logIn(counts, from(request))
        await auth.changePassword(who, request.fields, from(request))
        await succeeded()
        response.status(204).end()
      },
    )
    .all(only('POST'))

  return router
}

/** @param {(request: Request) => void} check throws what is wrong @returns {import('express').RequestHandler} */
function checked(check) {
  return (request, _response, next) => {
    check(request)
    next()
  }
}

/** Behind `usersOnly`. @param {Request} request */
function userOf({ user }) {
  return /** @type {import('../services/askers.js').User} */ (user)
}

/** @param {Request} request @param {Response} response @param {LoggedIn} loggedIn */
function sendPair(request, response, { user, accessToken, expiresInS, refreshToken, refreshForS }) {
  setRefreshToken(request, response, refreshToken, refreshForS)
  response.json({ user: publicPart(user), access_token: accessToken, expires_in: expiresInS })
}

/** @param {Request} request */
function from(request) {
  return { address: shortened(request.ip) }
}

/** @param {any} user */
function publicPart({ id, email, name }) {
  return { id, email, name }
}
