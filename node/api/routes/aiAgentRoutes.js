/** /api/ai-agents: every skill by its path, the runs they became, and the plans they made. */
import { Router } from 'express'
import { bodyFields, shown } from '../middleware/body.js'
import { problemDocument } from '../middleware/problems.js'
import { untilGone } from '../middleware/request.js'
import { invalidParams, notFound, Problem } from '../problem.js'
import { callerOf } from './caller.js'
import { sendEvents, wantsEvents } from './eventStream.js'
import { only } from './only.js'

const RETRY_AFTER_S = 2
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SEQ = /^\d{1,15}$/

/** @typedef {import('express').Request} Request */

/**
 * @param {object} deps
 * @param {import('../services/skills.js').Skills} deps.skills
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @returns {Router}
 */
export function aiAgentRoutes({ skills, orchestrator }) {
  const router = Router()

  router
    .route('/')
    .get(async (_request, response) => void response.json(await skills.list()))
    .all(only('GET'))

  router
    .route('/runs/:id')
    .get(async (request, response) => {
      const id = `${request.params.id}`
      const passing = orchestrator.passingRun(id, request.learnerId)
      const description = passing ? describePassing(passing, request) : describe(await runOf(request))
      response.json({ ...description, events: `${request.baseUrl}/runs/${id}/events` })
    })
    .all(only('GET'))

  router
    .route('/runs/:id/events')
    .get(async (request, response) => {
      const id = `${request.params.id}`
      // Who asks for the head alone reads nothing, and keeps nothing going.
      const signal = request.method === 'HEAD' ? AbortSignal.abort() : untilGone(response)
      const from = { after: lastSeqOf(request), signal }
      const reading = UUID.test(id) ? await orchestrator.follow(id, request.learnerId, from) : null
      if (!reading) throw notFound('run', id)
      // So that a browser, which comes again by itself, does not.
      if (reading.isOver) return void response.status(204).end()
      await sendEvents(request, response, reading, { href: request.baseUrl + request.path })
    })
    .all(only('GET'))

  router
    .route('/study-plan/:id.ics')
    .get(async (request, response) => {
      const plan = await planOf(request)
      if (!hasBlocks(plan)) throw new Problem(404, 'not_found', 'This answer is no plan: it has no calendar.')
      const text = await skills.calendar(plan, callerOf(request), untilGone(response))
      const name = `attachment; filename="study-plan-${request.params.id}.ics"`
      response.type('text/calendar; charset=utf-8').set('Content-Disposition', name).send(text)
    })
    .all(only('GET'))

  router
    .route('/study-plan/:id')
    .get(async (request, response, next) => {
      if (!UUID.test(request.params.id)) return next('route')
      response.json(await planOf(request))
    })
    .all((request, response, next) =>
      UUID.test(`${request.params.id}`) ? only('GET')(request, response, next) : next(),
    )

  for (const pattern of ['/:path', '/:agent/:skill']) {
    router
      .route(pattern)
      .post(
        bodyFields(),
        async (/** @type {Request} */ request, /** @type {import('express').Response} */ response) => {
          const from = callerOf(request)
          const { fields, fromForm } = request
          const asked = { path: pathOf(request), fields, from, fromForm }
          const signal = untilGone(response)
          if (wantsEvents(request)) {
            const reading = await skills.stream(asked, { signal })
            const href = `${request.baseUrl}/runs/${reading.id}/events`
            return sendEvents(request, response, reading, { href })
          }
          const outcome = await skills.perform(asked, { signal })
          if (outcome.done) return void response.json(outcome.result)
          const href = `${request.baseUrl}/runs/${outcome.id}`
          response.status(202).set({ Location: href, 'Retry-After': `${RETRY_AFTER_S}` })
          response.json({ run_id: outcome.id, status: outcome.status, href })
        },
      )
      .all(async (request, response, next) => {
        await skills.find(pathOf(request))
        only('POST')(request, response, next)
      })
  }
  return router

  /** @param {Request} request */
  async function runOf(request) {
    const id = `${request.params.id}`
    const run = UUID.test(id) ? await orchestrator.getRun(id, request.learnerId) : null
    if (!run) throw notFound('run', id)
    return run
  }

  /** @param {Request} request @returns {Promise<Record<string, unknown>>} */
  async function planOf(request) {
    const run = await runOf(request)
    if (run.status === 'done') return /** @type {Record<string, unknown>} */ (run.result)
    if (run.status === 'failed')
      throw new Problem(409, 'skill_failed', `This plan was not made: ${run.error?.message}`)
    throw new Problem(409, 'not_ready', `This plan is not finished (${run.status}).`, {
      headers: { 'Retry-After': `${RETRY_AFTER_S}` },
    })
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

/** Help for a person in danger and a question back have none. @param {any} plan */
function hasBlocks(plan) {
  return Array.isArray(plan?.schedule?.blocks)
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
