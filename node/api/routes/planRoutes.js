/** /api/ai-agents/study-plan…: the plans that were made, as documents, as calendars and as a list; and their changes. */
import { Router } from 'express'
import { bodyFields, shown } from '../middleware/body.js'
import { untilGone } from '../middleware/request.js'
import { invalidParams, Problem } from '../problem.js'
import { placeOf } from '../services/places.js'
import { callerOf } from './caller.js'
import { only } from './only.js'
import { isUuid } from '../uuid.js'

const VERSION = /^(?:W\/)?"(\d{1,9})"$/

/** @typedef {import('express').Request} Request */
/** @typedef {import('express').Response} Response */

/**
 * @param {object} deps
 * @param {import('../services/plans.js').Plans} deps.plans
 * @param {import('../services/skills.js').Skills} deps.skills
 * @returns {Router}
 */
export function planRoutes({ plans, skills }) {
  const router = Router()

  router
    .route('/study-plans')
    .get(async (request, response) => {
      response.json(await plans.list(request.learnerId, placeOf(request.query)))
    })
    .all(only('GET'))

  router
    .route('/study-plan/:id.ics')
    .get(async (request, response) => {
      const { plan } = await plans.read(`${request.params.id}`, request.learnerId)
      if (!hasBlocks(plan)) throw new Problem(404, 'not_found', 'This answer is no plan: it has no calendar.')
      const text = await skills.calendar(plan, callerOf(request), untilGone(response))
      const name = `attachment; filename="study-plan-${request.params.id}.ics"`
      response.type('text/calendar; charset=utf-8').set('Content-Disposition', name).send(text)
    })
    .all(only('GET'))

  router
    .route('/study-plan/:id')
    .get(async (request, response, next) => {
      if (!isUuid(request.params.id)) return next('route')
      const { id } = request.params
      const wanted = versionWanted(request)
      response.vary('Accept')
      if (wanted !== null || !isForProgram(request)) {
        const { plan, version } = await plans.read(id, request.learnerId, wanted)
        return void tellVersion(response, version).json(plan)
      }
      const { text, version } = await plans.readText(id, request.learnerId)
      tellVersion(response, version).type('json').send(text)
    })
    .all((request, response, next) =>
      isUuid(`${request.params.id}`) ? only('GET')(request, response, next) : next(),
    )

  router
    .route('/study-plan/:id/move')
    .post(bodyFields(), async (/** @type {Request} */ request, /** @type {Response} */ response) => {
      const { fields, fromForm, idempotencyKey: key } = request
      const asked = { id: `${request.params.id}`, fields, fromForm, key, from: callerOf(request) }
      const signal = untilGone(response)
      const { result, isRepeated } = await plans.move({ ...asked, seen: versionSeen(request) }, { signal })
      if (isRepeated) response.set('Idempotent-Replayed', 'true')
      tellVersion(response, result.version).json(result)
    })
    .all(only('POST'))

  router
    .route('/study-plan/:id/restore')
    .post(bodyFields(), async (/** @type {Request} */ request, /** @type {Response} */ response) => {
      const { fields, idempotencyKey: key } = request
      const asked = { id: `${request.params.id}`, fields, key, from: callerOf(request) }
      const signal = untilGone(response)
      const { result, isRepeated } = await plans.restore({ ...asked, seen: versionSeen(request) }, { signal })
      if (isRepeated) response.set('Idempotent-Replayed', 'true')
      tellVersion(response, result.version).json(result)
    })
    .all(only('POST'))

  return router
}

/** Who asks for JSON by name needs no line breaks in it. @param {Request} request */
function isForProgram(request) {
  return request.get('accept')?.includes('application/json') === true
}

/** Nobody but the learner keeps it, and they ask whether it is still so. @param {Response} response @param {number | null} version */
function tellVersion(response, version) {
  if (version === null) return response
  return response.set({ ETag: `"${version}"`, 'Cache-Control': 'private, no-cache' })
}

/** @param {Request} request @returns {number | null} null: the newest */
function versionWanted({ query: { version } }) {
  if (version === undefined) return null
  if (typeof version === 'string' && /^[1-9]\d{0,8}$/.test(version)) return Number(version)
  throw invalidParams([
    { field: 'version', expected: 'a version of the plan, such as 1', got: shown(version) },
  ])
}

/** @param {Request} request @returns {number | null} null: any will do */
function versionSeen(request) {
  const given = request.get('if-match')
  if (given === undefined || given === '*') return null
  const [, version] = VERSION.exec(given) ?? []
  if (version) return Number(version)
  throw invalidParams([{ field: 'If-Match', expected: 'the ETag of a plan, such as "1"', got: shown(given) }])
}

/** Help for a person in danger and a question back have none. @param {any} plan */
function hasBlocks(plan) {
  return Array.isArray(plan?.schedule?.blocks)
}
