/** /api/me: what the learner has set, and what was made for them because of it. */
import { Router } from 'express'
import { bodyFields } from '../middleware/body.js'
import { placeOf } from '../services/places.js'
import { callerOf } from './caller.js'
import { only } from './only.js'

/** @typedef {import('express').Request} Request */
/** @typedef {import('express').Response} Response */

/**
 * @param {object} deps
 * @param {import('../services/learnerSettings.js').LearnerSettings} deps.learnerSettings
 * @param {import('../services/notices.js').Notices} deps.notices
 * @returns {Router}
 */
export function meRoutes({ learnerSettings, notices }) {
  const router = Router()

  router
    .route('/settings')
    .get(async (request, response) => {
      response.json(await learnerSettings.read(request.learnerId, zoneOf(request)))
    })
    .put(bodyFields(), async (/** @type {Request} */ request, /** @type {Response} */ response) => {
      response.json(await learnerSettings.change(request.learnerId, request.fields, zoneOf(request)))
    })
    .all(only('GET', 'PUT'))

  router
    .route('/notices')
    .get(async (request, response) => {
      response.json(await notices.list(request.learnerId, placeOf(request.query)))
    })
    .all(only('GET'))

  router
    .route('/notices/:id')
    .delete(async (request, response) => {
      await notices.remove(`${request.params.id}`, request.learnerId)
      response.status(204).end()
    })
    .all(only('DELETE'))

  return router
}

/** @param {Request} request */
function zoneOf(request) {
  return /** @type {string} */ (callerOf(request).timezone)
}
