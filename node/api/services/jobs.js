/**
 * Works for learners at the times they set: makes jobs of what has become due, and does them. Servers on one database
 * share the jobs; what a dead one has begun is taken up when its lease has run out, and however that goes a learner gets
 * one notice of a kind for a period. Owns concurrency, retries and their bounds.
 */
import { randomUUID } from 'node:crypto'
import { AgentFault } from '../../pythonOnlyOrchestrator.js'
import { lastUntil, nextAfter } from './occurrences.js'

/**
 * @typedef {import('../repositories/jobs.js').Job} Job
 * @typedef {import('../repositories/jobs.js').Due} Due
 * @typedef {import('../repositories/jobs.js').JobsRepository} Repository
 * @typedef {import('./occurrences.js').Kind} Kind
 * @typedef {ReturnType<typeof createJobs>} Jobs
 */
/** @typedef {Pick<Repository, 'makeDue' | 'recover' | 'claim' | 'renew' | 'finish' | 'release' | 'fail'>} JobsStore */

/**
 * @typedef {object} Limits
 * @property {number} concurrency jobs in Python at the same time
 * @property {number} batch rows that are looked at, at once
 * @property {number} lookMs how often it is looked for what is due
 * @property {number} leaseMs
 * @property {number} maxAttempts
 * @property {number} retryDelayMs doubled with each attempt
 * @property {number} maxRetryDelayMs
 */

/** @type {Limits} */
export const DEFAULT_LIMITS = {
  concurrency: 2,
  batch: 100,
  lookMs: 2_000,
  leaseMs: 6_000,
  maxAttempts: 5,
  retryDelayMs: 30_000,
  maxRetryDelayMs: 15 * 60_000,
}

const HOUR_MS = 3_600_000
/** How late is too late, when no server was there, or no agents: the day is half over, the new week well begun. */
const GRACE_MS = Object.freeze({ daily_plan: 12 * HOUR_MS, weekly_review: 48 * HOUR_MS })

const PUT_OFF_MS = 24 * 3_600_000

const SKILLS = Object.freeze({
  daily_plan: Object.freeze({ method: 'schedule.today', idempotent: true }),
  weekly_review: Object.freeze({ method: 'motivation.week_review', idempotent: true }),
})

/**
 * @param {object} deps
 * @param {JobsStore} deps.jobs
 * @param {(learnerId: string) => Promise<Record<string, any> | null>} deps.newestPlan
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator['callSkill']} deps.callSkill
 * @param {(learnerId: string, event: {type: 'notice'} & Record<string, unknown>) => void} [deps.publish]
 * @param {Pick<import('pino').Logger, 'info' | 'warn' | 'error'>} deps.log
 * @param {Partial<Limits>} [deps.limits]
 */
export function createJobs({ jobs, newestPlan, callSkill, publish = () => {}, log, limits: given = {} }) {
  const limits = { ...DEFAULT_LIMITS, ...given }
  const owner = randomUUID()
  const stopping = new AbortController()
  /** @type {Map<string, Promise<void>>} */
  const active = new Map()
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  /** @type {Promise<void>} */
  let looking = Promise.resolve()

  return { start, look, close, stats: () => ({ active: active.size }) }

  /** Looks for work now, and from now on at intervals. */
  function start() {
    if (stopping.signal.aborted) return
    looking = look()
      .catch((error) => log.warn({ err: error }, 'jobs could not be read'))
      .then(() => {
        if (!stopping.signal.aborted) timer = setTimeout(start, limits.lookMs).unref()
      })
  }

  /** One look: what is due becomes jobs, and as many as there is room for are begun. */
  async function look() {
    while ((await jobs.makeDue(limits.batch, decideOrPutOff)) === limits.batch);
    await jobs.recover(limits.batch)
    await begin()
  }

  /** One that cannot be decided, such as in a time zone that is no longer known, does not hold up the others. */
  function decideOrPutOff(/** @type {Due} */ due, /** @type {number} */ now) {
    try {
      return decide(due, now)
    } catch (error) {
      log.error({ err: error, kind: due.kind, timezone: due.timezone }, 'it is not known when a job is due')
      return { job: null, nextAt: new Date(now + PUT_OFF_MS) }
    }
  }

  async function begin() {
    const room = limits.concurrency - active.size
    if (room <= 0 || stopping.signal.aborted) return
    for (const job of await jobs.claim(owner, room, limits.leaseMs)) {
      const work = perform(job)
        .catch((error) =>
          log.error({ err: error, job_id: job.id }, 'a job could not be written; it is taken up again'),
        )
        .finally(() => {
          active.delete(job.id)
          begin().catch((error) => log.warn({ err: error }, 'jobs could not be read'))
        })
      active.set(job.id, work)
    }
  }

  /** @param {Job} job */
  async function perform(job) {
    const given = refusalOf(job)
    if (given) return giveUp(job, { code: 'not_ready', message: `given up after ${given}` })
    const lost = new AbortController()
    const beat = setInterval(() => {
      jobs.renew(job, owner, limits.leaseMs).then(
        (kept) => kept || lost.abort(),
        (error) => log.warn({ err: error, job_id: job.id }, 'a lease could not be renewed'),
      )
    }, limits.leaseMs / 3)
    try {
      const signal = AbortSignal.any([lost.signal, stopping.signal])
      const outcome = await contentOf(job, signal).then(
        (content) => ({ content }),
        (failure) => ({ failure }),
      )
      if ('failure' in outcome) return await afterFailure(job, outcome.failure)
      const notice = await jobs.finish(job, owner, outcome.content)
      if (notice) publish(job.learnerId, { type: 'notice', ...notice })
    } finally {
      clearInterval(beat)
    }
  }

  /** Too often, or too late to be of use. @param {Job} job */
  function refusalOf({ kind, attempts, createdAt }) {
    if (attempts > limits.maxAttempts) return `${attempts - 1} attempts`
    const graceMs = GRACE_MS[/** @type {Kind} */ (kind)]
    return Date.now() - createdAt.getTime() > graceMs ? `${graceMs / HOUR_MS} hours` : null
  }

  /** @param {Job} job @param {AbortSignal} signal */
  async function contentOf({ kind, learnerId, period, timezone }, signal) {
    const plan = await newestPlan(learnerId)
    const params = { ...(plan && { plan }), ...(kind === 'weekly_review' && { week_start: period }) }
    const caller = { learnerId, ...(timezone && { timezone }) }
    return callSkill(SKILLS[/** @type {Kind} */ (kind)], params, caller, { signal })
  }

  /** @param {Job} job @param {unknown} failure */
  async function afterFailure(job, failure) {
    if (stopping.signal.aborted) return jobs.release(job, owner, { delayMs: 0, counts: false, error: null })
    const fault = failure instanceof AgentFault ? failure : null
    const error = {
      code: fault?.code ?? 'internal_error',
      message: fault?.message ?? 'something unforeseen went wrong',
    }
    // What is no fault of the agents is one of the database, which may be back the next time.
    const counts = fault?.reached ?? false
    if (fault?.final || (counts && job.attempts >= limits.maxAttempts)) return giveUp(job, error)
    const delayMs = Math.min(limits.retryDelayMs * 2 ** (job.attempts - 1), limits.maxRetryDelayMs)
    log.warn(
      { err: failure, job_id: job.id, attempt: job.attempts },
      'a job did not finish and is tried again',
    )
    return jobs.release(job, owner, { delayMs, counts, error })
  }

  /** @param {Job} job @param {{code: string, message: string}} error */
  async function giveUp(job, error) {
    log.error({ job_id: job.id, kind: job.kind, code: error.code, reason: error.message }, 'a job failed')
    await jobs.fail(job, owner, error)
  }

  /**
   * Lets active jobs finish within `drainMs`; the rest go back to be taken up by another server.
   * @param {number} drainMs
   */
  async function close(drainMs) {
    clearTimeout(timer)
    const ended = Promise.allSettled([looking, ...active.values()])
    const patience = setTimeout(() => stopping.abort(), drainMs)
    await ended
    clearTimeout(patience)
    stopping.abort()
    clearTimeout(timer)
    await Promise.allSettled(active.values())
  }
}

/**
 * What has become due is made, unless it is too late for it; what was missed before that is not made up for.
 * @param {Due} due
 * @param {number} now
 */
export function decide({ kind, at, day, timezone }, now) {
  const schedule = /** @type {import('./occurrences.js').Schedule} */ ({ kind, at, day, timezone })
  const { instant, period } = lastUntil(schedule, now)
  const isLate = now - instant > GRACE_MS[schedule.kind]
  return {
    job: isLate ? null : { period, dueAt: new Date(instant) },
    nextAt: new Date(nextAfter(schedule, now).instant),
  }
}
