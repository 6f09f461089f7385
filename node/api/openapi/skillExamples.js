/** A request for each skill that somebody may want to try as it stands. */
import { BLOCK_START, BLOCK_TO, DOCUMENT_ID, PLAN, QUIZ_ID, RUN_ID } from './exampleIds.js'

/** @typedef {import('../services/catalogue.js').Skill} Skill */

const document_id = DOCUMENT_ID
/** What such a parameter is of any skill. @type {Record<string, unknown>} */
const OWN_THINGS = { document_id: DOCUMENT_ID, run_id: RUN_ID, quiz_id: QUIZ_ID, plan: PLAN }
const BLOCKS = [
  {
    ...{ start: '2026-03-02T17:00:00+01:00', end: '2026-03-02T17:25:00+01:00' },
    ...{ kind: 'learn', concept: 'calculus/limits' },
  },
]
const PATH = [
  { concept: 'calculus/limits', minutes: 60 },
  { concept: 'calculus/derivatives', minutes: 90, prerequisites: ['calculus/limits'] },
]

/** @type {Record<string, object>} */
const EXAMPLES = {
  'assessment.quiz': { topic: 'genetics', count: 3 },
  'assessment.placement': { topic: 'calculus', count: 4 },
  'assessment.grade': { quiz_id: QUIZ_ID, answers_in_order: ['DNA'] },
  'assessment.cards': { document_id, count: 10 },
  'assessment.export_cards': { document_id },
  'assessment.checkpoints': { path: [{ concept: 'calculus/limits' }], start: '2026-03-02', by: '2026-03-20' },
  'document.list': {},
  'document.get': { document_id },
  'document.page': { document_id, page: 1 },
  'document.delete': { document_id },
  'document.analyze': { document_id },
  'learning.path': { topic: 'linear algebra', level: 'student' },
  'learning.generic_path': { topic: 'pottery', minutes_budget: 600 },
  'learning.explain': { concept: 'gradient descent', level: 'novice' },
  'learning.ask': { question: 'What is osmosis?' },
  'learning.summarize': { document_id, length: 'short' },
  'learning.glossary': { document_id, limit: 10 },
  'learning.topics': {},
  'motivation.if_then': { blocks: BLOCKS, place: 'at my desk' },
  'motivation.first_step': { title: 'Limits', objectives: ['Say what a limit is'] },
  'motivation.encourage': { topic: 'calculus', mood: 3 },
  'motivation.goal_check': { goal: 'Solve 8 of 10 integrals by 20 March' },
  'motivation.log_session': { minutes: 25, concept: 'calculus/limits', kept: true },
  'motivation.forget': {},
  'personalization.profile': {},
  'personalization.update': { minutes_per_day: 45, days_off: ['sunday'] },
  'personalization.share': { documents: false },
  'personalization.forget': { field: 'goals' },
  'personalization.recall': {},
  'personalization.next_best_action': { minutes: 30 },
  'schedule.plan': {
    ...{ path: PATH, start: '2026-03-02T08:00:00+01:00', deadline: '2026-03-20' },
    ...{ minutes_per_day: 45, timezone: 'Europe/Berlin' },
  },
  'schedule.plan_week': { tasks: [{ title: 'Essay', minutes: 90 }], start: '2026-03-02T08:00:00+01:00' },
  'schedule.move': { plan: PLAN, block_start: BLOCK_START, to: BLOCK_TO },
  'schedule.calendar': { blocks: BLOCKS, timezone: 'Europe/Berlin' },
  'wellness.guard': { text: 'I have an exam tomorrow' },
  'wellness.check_in': { mood: 4, sleep_hours: 7.5, stress: 2 },
  'wellness.daily_cap': { requested_minutes_per_day: 120 },
  'wellness.history': { limit: 10 },
  'wellness.forget': {},
  'orchestrator.study_plan': { user_input: 'Help me study machine learning', minutes_per_day: 45 },
  'orchestrator.chat': { user_input: 'Quiz me on genetics and tell me when to study' },
  'orchestrator.resume': { run_id: RUN_ID },
}

/** @param {Skill} skill @param {Record<string, any>} schemas @returns {object | undefined} of one's own skill too, where it is plain */
export function exampleOf({ method, params }, schemas) {
  if (EXAMPLES[method]) return EXAMPLES[method]
  const required = params.filter((param) => param.required)
  const values = required.map(({ name, schema }) => [name, OWN_THINGS[name] ?? valueOf(schema, schemas)])
  return values.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(values)
}

/** @param {any} schema @param {Record<string, any>} schemas @returns {unknown} */
function valueOf(schema, schemas) {
  if (schema.$ref) return valueOf(schemas[schema.$ref.split('/').at(-1)] ?? {}, schemas)
  if (schema.examples) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  return schema.const ?? schema.enum?.[0]
}
