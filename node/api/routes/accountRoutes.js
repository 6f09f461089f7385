/** /api/account: everything that is kept about whoever asks, given out and erased; for guests too. */
import { pipeline } from 'node:stream/promises'
import { Router } from 'express'
import { bodyFields } from '../middleware/body.js'
import { setGuest, setRefreshToken } from '../middleware/cookies.js'
import { untilGone } from '../middleware/request.js'
import { counted, shortened } from '../services/addresses.js'
import { callerOf } from './caller.js'
import { only } from './only.js'

const BODY_LIMIT_BYTES = 10_000

/** @typedef {import('express').Request} Request */
/** @typedef {import('express').Response} Response */

/**
 * @param {object} deps
 * @param {import('../services/account.js').Account} deps.account
 * @param {import('../services/limits.js').Limits} deps.limits
 * @returns {Router}
 */
export function accountRoutes({ account, limits }) {
  const router = Router()
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })

  router
    .route('/export')
    .get(async (request, response) => {
      const zip = await account.export(callerOf(request), untilGone(response))
      const name = `study-companion-${new Date().toISOString().slice(0, 10)}.zip`
      response.type('application/zip').set('Content-Disposition', `attachment; filename="${name}"`)
      // What fails from here on cannot be said any more: the answer breaks off, and the zip has no end.
      await pipeline(zip, response).catch((error) => request.log?.warn({ err: error }, 'an export broke off'))
    })
    .all(only('GET'))

  router
    .route('/')
    .delete(
      bodyFields({ limitBytes: BODY_LIMIT_BYTES }),
      async (/** @type {Request} */ request, /** @type {Response} */ response) => {
        const { learnerId, user } = request
        const counts = user && { account: user.email, address: counted(request.ip) }
        const address = shortened(request.ip)
        const succeeded = counts ? await limits.logIn(counts, { address }) : async () => {}
        await account.checkPassword(user, request.fields)
        await succeeded()
        const { done } = await account.erase({ learnerId, user, address })
        setRefreshToken(request, response, '', 0)
        setGuest(request, response, '')
        if (done) response.status(204).end()
        else response.status(202).json({ status: 'accepted', text: LATER })
      },
    )
    .all(only('DELETE'))

  return router
}

const LATER = 'Your account is gone. What the agents keep of you is deleted as soon as they can be reached.'
