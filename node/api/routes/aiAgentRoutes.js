/** /api/ai-agents: every skill by its path, and the runs they became. */
import { Router } from 'express'
import { bodyFields, shown } from '../middleware/body.js'
import { problemDocument } from '../middleware/problems.js'
import { untilGone } from '../middleware/request.js'
import { invalidParams, notFound, SOON } from '../problem.js'
import { placeOf } from '../services/places.js'
import { callerOf } from './caller.js'
import { readerOf, sendEvents, wantsEvents } from './eventStream.js'
import { only } from './only.js'
import { isUuid } from '../uuid.js'

const SEQ = /^\d{1,15}$/

/** @typedef {import('express').Request} Request */

/**
 * @param {object} deps
 * @param {import('../services/skills.js').Skills} deps.skills
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @param {import('../services/runs.js').RunLists} deps.runLists
 * @param {number} [deps.lookMs] how often is looked whether who reads events still may
 * @returns {Router}
 */
export function aiAgentRoutes({ skills, orchestrator, runLists, lookMs }) {
  const router = Router()

  router
    .route('/')
    .get(async (_request, response) => void response.json(await skills.list()))
    .all(only('GET'))

  router
    .route('/runs')
    .get(async (request, response) => {
      response.json(await runLists.list(request.learnerId, placeOf(request.query)))
    })
    .all(only('GET'))

  router
    .route('/runs/:id')
    .get(async (request, response) => void response.json(await describedRun(request)))
    .delete(async (request, response) => {
      const id = `${request.params.id}`
      const outcome = isUuid(id) ? await orchestrator.cancelRun(id, request.learnerId) : null
      if (!outcome) throw notFound('run', id)
      const described = await describedRun(request)
      // One that is not stored may need a moment to end; one that had ended before stays as it is.
      response.json(outcome.cancelled ? { ...described, status: 'cancelled' } : described)
    })
    .all(only('GET', 'DELETE'))

  router
    .route('/runs/:id/events')
    .get(async (request, response) => {
      const id = `${request.params.id}`
      const reader = readerOf(response)
      // Who asks for the head alone reads nothing, and keeps nothing going.
      const signal = request.method === 'HEAD' ? AbortSignal.abort() : reader.signal
      const from = { after: lastSeqOf(request), signal }
      const reading = isUuid(id) ? await orchestrator.follow(id, request.learnerId, from) : null
      if (!reading) throw notFound('run', id)
      // So that a browser, which comes again by itself, does not.
      if (reading.isOver) return void response.status(204).end()
      await answerEvents(request, response, reading, reader)
    })
    .all(only('GET'))

  for (const pattern of ['/:path', '/:agent/:skill']) {
    router
      .route(pattern)
      .post(
        bodyFields(),
        async (/** @type {Request} */ request, /** @type {import('express').Response} */ response) => {
          const from = callerOf(request)
          const { fields, fromForm } = request
          const asked = { path: pathOf(request), fields, from, fromForm, key: request.idempotencyKey }
          if (wantsEvents(request)) {
            const reader = readerOf(response)
            const reading = await skills.stream(asked, reader)
            tellRepeated(response, reading)
            return answerEvents(request, response, reading, reader)
          }
          const outcome = await skills.perform(asked, { signal: untilGone(response) })
          tellRepeated(response, outcome)
          if (outcome.done) return void response.json(outcome.result)
          const href = `${request.baseUrl}/runs/${outcome.id}`
          response.status(202).set({ ...SOON, Location: href })
          response.json({ run_id: outcome.id, status: outcome.status, href })
        },
      )
      .all(async (request, response, next) => {
        await skills.find(pathOf(request))
        only('POST')(request, response, next)
      })
  }
  return router

  /**
   * @param {Request} request
   * @param {import('express').Response} response
   * @param {import('./eventStream.js').Reading} reading
   * @param {import('./eventStream.js').Reader} reader
   */
  function answerEvents(request, response, reading, reader) {
    const href = `${request.baseUrl}/runs/${reading.id}/events`
    // A run that is not stored ends with its last reader; a stored one is read on with a new token.
    const evenExpired = orchestrator.passingRun(reading.id, request.learnerId) !== null
    return sendEvents(request, response, reading, { href, reader, evenExpired, lookMs })
  }

  /** @param {Request} request */
  async function describedRun(request) {
    const id = `${request.params.id}`
    const passing = orchestrator.passingRun(id, request.learnerId)
    const description = passing ? describePassing(passing, request) : describe(await runOf(request))
    return { ...description, events: `${request.baseUrl}/runs/${id}/events` }
  }

  /** @param {Request} request */
  async function runOf(request) {
    const id = `${request.params.id}`
    const run = isUuid(id) ? await orchestrator.getRun(id, request.learnerId) : null
    if (!run) throw notFound('run', id)
    return run
  }
}

/**
 * After which entry the reader goes on; a browser says so by itself when it comes again.
 * @param {Request} request
 */
function lastSeqOf(request) {
  const header = request.get('last-event-id')
  const [field, given = '0'] = header ? ['Last-Event-ID', header] : ['after', request.query.after]
  if (typeof given === 'string' && SEQ.test(given)) return Number(given)
  throw invalidParams([{ field, expected: 'the number of an event', got: shown(given) }])
}

/** @param {import('express').Response} response @param {{isRepeated?: boolean}} outcome */
function tellRepeated(response, { isRepeated }) {
  if (isRepeated) response.set('Idempotent-Replayed', 'true')
}

/** @param {Request} request */
function pathOf({ params }) {
  return params.path === undefined ? `${params.agent}/${params.skill}` : `${params.path}`
}

/** @param {import('../../durableRuns.js').Run} run */
function describe({ id, method, params, status, attempts, result, error, createdAt, startedAt, finishedAt }) {
  return {
    run_id: id,
    method,
    params,
    status,
    attempts,
    created_at: createdAt,
    started_at: startedAt,
    finished_at: finishedAt,
    ...(status === 'done' && { result }),
    ...(error && { error }),
  }
}

/**
 * A run that is not stored: it is known as long as its events are.
 * @param {NonNullable<ReturnType<import('../../pythonOnlyOrchestrator.js').Orchestrator['passingRun']>>} run
 * @param {Request} request
 */
function describePassing({ id, ending }, request) {
  if (ending === null) return { run_id: id, status: 'running' }
  if (ending.type === 'result') return { run_id: id, status: 'done', result: JSON.parse(ending.data) }
  const { code, detail } = problemDocument(ending.error, request)
  return {
    run_id: id,
    status: code === 'cancelled' ? 'cancelled' : 'failed',
    error: { code, message: detail },
  }
}
