/** Puts together what plans, settings, notices, jobs and lists are made of, for services.js of this folder. */
import { createIdempotencyKeysRepository } from '../repositories/idempotencyKeys.js'
import { createJobsRepository } from '../repositories/jobs.js'
import { createLearnerSettingsRepository } from '../repositories/learnerSettings.js'
import { createNoticesRepository } from '../repositories/notices.js'
import { createPlansRepository } from '../repositories/plans.js'
import { createHousekeeping } from '../services/housekeeping.js'
import { createJobs } from '../services/jobs.js'
import { createLearnerSettings } from '../services/learnerSettings.js'
import { createNotices } from '../services/notices.js'
import { createPlans } from '../services/plans.js'
import { createRunLists } from '../services/runs.js'

/** @typedef {ReturnType<typeof openPlanning>} Planning */

/**
 * @param {object} deps
 * @param {import('../db/connection.js').Database} deps.database
 * @param {{list: import('../repositories/runs.js').ListRuns}} deps.runs
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @param {import('../services/skills.js').Skills} deps.skills
 * @param {import('../services/idempotency.js').Idempotency} deps.idempotency
 * @param {import('pino').Logger} deps.log
 * @param {(learnerId: string, event: {type: string} & Record<string, unknown>) => void} [deps.publish] tells the learner
 *   who is connected: `{type: 'notice', …}`, `{type: 'plan.changed', run_id, version, moved}`
 */
export function openPlanning({ database, runs, orchestrator, skills, idempotency, log, publish }) {
  const plans = createPlansRepository(database)
  const notices = createNoticesRepository(database)
  const jobRows = createJobsRepository(database)
  const { callSkill } = orchestrator
  const jobs = createJobs({ jobs: jobRows, newestPlan: plans.newest, callSkill, publish, log })
  const stores = [
    { name: 'idempotency keys', purge: createIdempotencyKeysRepository(database).purge },
    { name: 'notices', purge: notices.purge },
    { name: 'jobs', purge: jobRows.purge },
  ]
  const housekeeping = createHousekeeping({ stores, log })
  return {
    plans: createPlans({ plans, orchestrator, skills, idempotency, publish }),
    learnerSettings: createLearnerSettings({ settings: createLearnerSettingsRepository(database) }),
    notices: createNotices({ notices }),
    runLists: createRunLists(runs),

    /** Works for learners at their times, and clears away what is old, from now on. */
    start() {
      jobs.start()
      housekeeping.start()
    },

    /** @param {number} drainMs for jobs that have been begun */
    async close(drainMs) {
      await Promise.all([jobs.close(drainMs), housekeeping.close()])
    },
  }
}
