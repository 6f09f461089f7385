/** Sends a request for a plan, and knows its run as soon as the server does. */
import { request, troubleOf } from '../reading/client.js'

/** Fields that a study plan is asked for with, beside the words. */
export const PLAN_FIELDS = Object.freeze(
  new Set([
    'user_input',
    'topic',
    'deadline',
    'minutes_per_day',
    'days_off',
    'level',
    'known',
    'timezone',
    'country',
    'start',
    'agents',
    'document_id',
  ]),
)

/**
 * @param {Record<string, unknown>} fields of `orchestrator.study_plan`
 * @param {string} key the same one again starts nothing new
 * @returns {Promise<string>} the run's id; the run goes on by itself
 * @throws {import('../reading/client.js').Trouble}
 */
export async function startPlan(fields, key) {
  const reading = new AbortController()
  const how = { key, accept: 'text/event-stream', signal: reading.signal }
  const response = await request('POST', '/api/ai-agents/study-plan', fields, how)
  if (!response.ok) throw await troubleOf(response)
  const id = response.headers.get('run-id') ?? (await response.json()).run_id
  reading.abort()
  return id
}
