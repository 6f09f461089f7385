/**
 * From a path and a request's fields to an answer: finds the skill, checks the fields, starts a run or makes a call.
 */
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { invalidParams, Problem } from '../problem.js'
import { createParameterCheck } from './parameters.js'

/** Fields that may stand in the body of any request and are told to Python beside the skill's own parameters. */
const LIFTED = /** @type {const} */ (['timezone', 'locale', 'thread_id'])
const LIFTED_MAX_CHARACTERS = 200
/** Skills that look at a plan, and are told of the learner's newest where none is named. */
const OF_NEWEST_PLAN = new Set(['schedule.today', 'motivation.progress', 'motivation.week_review'])

/** @typedef {import('../../pythonOnlyOrchestrator.js').Caller} Caller */
/** @typedef {ReturnType<typeof createSkills>} Skills */
/**
 * @typedef {object} Request
 * @property {string} path
 * @property {Record<string, unknown>} fields
 * @property {Caller} from who asks; the fields may say more about where
 * @property {boolean} [fromForm]
 * @property {boolean} [isInternal] the server asks, not somebody outside; it may ask for every skill
 * @property {string} [key] by which the request is known when it is sent again
 * @property {unknown} [content] what has to be the same then; without it, all of its parameters
 */
/**
 * @typedef {{done: true, result: unknown, isRepeated: boolean}
 *   | {done: false, id: string, status: string, isRepeated: boolean}} Outcome
 *   `isRepeated`: it is what came of the same request before
 */

/**
 * @param {object} deps
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @param {{current: () => Promise<import('./catalogue.js').Catalogue>}} deps.catalogue
 * @param {import('./idempotency.js').Idempotency} deps.idempotency
 * @param {(learnerId: string) => Promise<Record<string, any> | null>} deps.newestPlan
 * @param {number} deps.waitMs how long a request waits for a durable run
 */
export function createSkills({ orchestrator, catalogue, idempotency, newestPlan, waitMs }) {
  const check = createParameterCheck()
  return { list, find, perform, stream, calendar }

  async function list() {
    const { skills, live, pathTo } = await catalogue.current()
    return {
      live,
      skills: skills.map((skill) => ({
        path: `/api/ai-agents/${pathTo(skill)}`,
        also: `/api/ai-agents/${skill.longPath}`,
        method: skill.method,
        agent: skill.agent,
        summary: skill.summary,
        durable: skill.durable,
        params: skill.params.map(({ name, required = false, description }) => ({
          name,
          required,
          description,
        })),
      })),
    }
  }

  /**
   * @param {string} path
   * @param {{isInternal?: boolean}} [asker] who else asks is not told that there are skills for the server alone
   * @returns {Promise<import('./catalogue.js').Skill>}
   */
  async function find(path, { isInternal = false } = {}) {
    const known = await catalogue.current()
    const skill = isInternal ? known.findInternal(path) : known.find(path)
    if (skill) return skill
    if (known.skills.length === 0)
      throw new Problem(503, 'not_ready', 'Python is away and has not said which skills it has.')
    const near = known.near(path).map((name) => `/api/ai-agents/${name}`)
    const hint = near.length > 0 ? ` Near: ${near.join(', ')}.` : ''
    throw new Problem(
      404,
      'method_not_found',
      `No skill has the path ${path}.${hint} GET /api/ai-agents lists all.`,
      {
        more: { near },
      },
    )
  }

  /**
   * @param {Request} request
   * @param {{signal: AbortSignal, takesLong?: boolean}} how
   * @returns {Promise<Outcome>}
   */
  async function perform(request, { signal, takesLong }) {
    const { skill, params, caller, asked } = await checked(request, signal)
    if (!skill.durable) {
      const how = { signal, takesLong }
      const work = () => orchestrator.callSkill(skill, params, caller, how)
      return { done: true, ...(await idempotency.once(asked, work)) }
    }
    const wait = { waitMs, signal, id: await idempotency.runOf(asked) }
    const { id, run, isRepeated } = await orchestrator.startRun(skill.method, params, caller, wait)
    if (run === null) return { done: false, id, status: 'accepted', isRepeated }
    if (run.status !== 'done') throw orchestrator.faultOfRun(run)
    return { done: true, result: run.result, isRepeated }
  }

  /**
   * The same, to be read as it goes; there is no wait that it is too long for.
   * @param {Request} request
   * @param {{signal: AbortSignal}} how
   * @returns {Promise<import('../../pythonOnlyOrchestrator.js').Reading & {finished?: Promise<void>, isRepeated?: boolean}>}
   */
  async function stream(request, { signal }) {
    const { skill, params, caller, asked } = await checked(request, signal)
    if (skill.durable) {
      const id = await idempotency.runOf(asked)
      return orchestrator.streamRun(skill.method, params, caller, { signal, id })
    }
    const turn = await idempotency.begin(asked)
    if (turn.answer) return { ...repeated(turn.answer), isRepeated: true }
    const reading = orchestrator.streamSkill(skill, params, caller, { signal })
    return { ...reading, entries: kept(reading.entries, turn) }
  }

  /** @param {Request} request @param {AbortSignal} signal */
  async function checked({ path, fields, from, fromForm = false, isInternal, key, content }, signal) {
    const skill = await find(path, { isInternal })
    const { params, caller } = lift(skill, fields, from)
    const errors = check(await catalogue.current(), skill, params, fromForm)
    if (errors.length > 0) throw invalidParams(errors)
    const same = content ?? { params, timezone: caller.timezone, thread: caller.threadId }
    const asked = { learnerId: from.learnerId, key, content: { method: skill.method, same }, signal }
    return { skill, params: await withPlan(skill, params, from.learnerId), caller, asked }
  }

  /**
   * The agents keep no plans: who looks at the day or back at the week and names none means the newest.
   * @param {import('./catalogue.js').Skill} skill
   * @param {Record<string, unknown>} params
   * @param {string} learnerId
   */
  async function withPlan({ method }, params, learnerId) {
    if (!OF_NEWEST_PLAN.has(method) || params.plan !== undefined) return params
    const plan = await newestPlan(learnerId)
    return plan ? { ...params, plan } : params
  }

  /**
   * @param {Record<string, unknown>} plan
   * @param {Caller} caller
   * @param {AbortSignal} signal
   * @returns {Promise<string>} RFC 5545 text
   */
  async function calendar(plan, caller, signal) {
    const skill = { method: 'schedule.calendar', idempotent: true }
    const answer = /** @type {{ics: string}} */ (
      await orchestrator.callSkill(skill, { plan }, caller, { signal })
    )
    return answer.ics
  }
}

/**
 * What a request was answered before, to be read as if it had just been.
 * @param {{result: unknown}} answer
 * @returns {import('../../pythonOnlyOrchestrator.js').Reading}
 */
function repeated({ result }) {
  /** @type {import('../../pythonOnlyOrchestrator.js').RunEntry} */
  const entry = { seq: 1, type: 'result', data: JSON.stringify(result) }
  return { id: randomUUID(), entries: Readable.from([entry]) }
}

/**
 * Keeps the answer before it is given.
 * @param {AsyncIterable<import('../../pythonOnlyOrchestrator.js').RunEntry>} entries
 * @param {Awaited<ReturnType<import('./idempotency.js').Idempotency['begin']>>} turn
 * @returns {AsyncGenerator<import('../../pythonOnlyOrchestrator.js').RunEntry>}
 */
async function* kept(entries, turn) {
  try {
    for await (const entry of entries) {
      if (entry.type === 'result') await turn.keep(JSON.parse(entry.data))
      yield entry
    }
  } finally {
    await turn.end()
  }
}

/**
 * @param {import('./catalogue.js').Skill} skill
 * @param {Record<string, unknown>} fields
 * @param {Caller} from
 */
function lift({ params }, fields, from) {
  const own = { ...fields }
  /** @type {Record<string, string>} */
  const lifted = {}
  const errors = []
  for (const name of LIFTED) {
    const value = own[name]
    if (value === undefined) continue
    const expected = value === null ? null : expectationOf(name, value)
    if (expected) errors.push({ field: name, expected, got: JSON.stringify(value).slice(0, 60) })
    else if (value !== null) lifted[name] = /** @type {string} */ (value)
    if (!params.some((param) => param.name === name)) delete own[name]
  }
  if (errors.length > 0) throw invalidParams(errors)
  const { timezone = from.timezone, locale = from.locale, thread_id: threadId } = lifted
  return { params: own, caller: { ...from, timezone, locale, threadId } }
}

/** @param {typeof LIFTED[number]} name @param {unknown} value @returns {string | null} null when it is well */
function expectationOf(name, value) {
  if (typeof value !== 'string' || value === '' || value.length > LIFTED_MAX_CHARACTERS) {
    return `text of 1 to ${LIFTED_MAX_CHARACTERS} characters`
  }
  return name === 'timezone' && !isTimezone(value) ? 'an IANA time zone such as Europe/Berlin' : null
}

/** @param {string} name */
export function isTimezone(name) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return !/^[+-]/.test(name)
  } catch {
    return false
  }
}
