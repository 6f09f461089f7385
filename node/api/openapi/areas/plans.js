/** Lists of runs and plans, changes of a plan, and what a learner has set to be done for them. */
import { BLOCK_START, BLOCK_TO, RUN_ID } from '../exampleIds.js'
import { inHeader, inPath, inQuery, json, ref } from '../describe.js'

const time = { type: 'string', format: 'date-time' }
const timeOrNull = { anyOf: [time, { type: 'null' }] }
const text = { type: 'string' }
const id = { ...text, format: 'uuid' }
const AT = { ...text, pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', examples: ['07:00'] }
const DAY = { enum: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] }
const KIND = { enum: ['daily_plan', 'weekly_review'] }
const CURSOR = '^\\d{1,17}\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
const RUN = inPath('id', id, 'Of the run that made it', RUN_ID)
const NOTICE = inPath('id', id, 'Of the notice', RUN_ID)
const TIMEZONE = { $ref: '#/components/parameters/Timezone' }
const BASE = '/api/ai-agents'

const PAGE = [
  inQuery('limit', { type: 'integer', minimum: 1, maximum: 100, default: 20 }, 'How many at most'),
  inQuery('before', { ...text, pattern: CURSOR }, 'The `next` of the page before'),
]
const NEXT = {
  description: 'What to give as `before` for the page that follows; null: this is the last',
  anyOf: [text, { type: 'null' }],
}
const SEEN = inHeader(
  'If-Match',
  { anyOf: [{ const: '*' }, { ...text, pattern: '^(W/)?"\\d{1,9}"$' }] },
  'The `ETag` of the plan you saw',
  '"1"',
)
const VERSION = { type: 'integer', minimum: 1, maximum: 999_999_999 }
const ETAG = { ETag: { description: 'The version, in quotes', schema: text } }

/** @param {Record<string, object>} properties */
function whole(properties) {
  return { type: 'object', required: Object.keys(properties), properties }
}

/** @param {Record<string, object>} properties @param {Record<string, object>} options */
function exactly(properties, options = {}) {
  return { ...whole(properties), additionalProperties: false, ...options }
}

/** @param {object} schema */
const orNull = (schema) => ({ anyOf: [schema, { type: 'null' }] })

/** @type {import('../describe.js').Area} */
export const plans = {
  tag: {
    name: 'Plans and settings',
    description:
      'Your plans and runs as lists, a plan changed by hand, and what is done for you at your times.',
  },
  schemas: {
    RunPage: whole({
      runs: {
        type: 'array',
        items: {
          ...whole({
            run_id: id,
            method: text,
            status: { enum: ['accepted', 'running', 'done', 'failed', 'cancelled'] },
            attempts: { type: 'integer', minimum: 0 },
            created_at: time,
            started_at: timeOrNull,
            finished_at: timeOrNull,
          }),
        },
      },
      next: NEXT,
    }),
    PlanPage: whole({
      plans: {
        type: 'array',
        items: whole({
          run_id: id,
          goal: text,
          by: orNull(text),
          feasible: orNull({ type: 'boolean' }),
          created_at: time,
          version: { type: 'integer', minimum: 1 },
        }),
      },
      next: NEXT,
    }),
    MovedPlan: whole({
      run_id: id,
      version: { type: 'integer', minimum: 1, description: 'As before, when nothing had to change' },
      plan: ref('StudyPlan'),
      moved: {
        description: 'What moved, from where, and why; first the block itself',
        type: 'array',
        items: { type: 'object' },
      },
      conflicts: { description: 'Why it could not be, if so', type: 'array', items: {} },
    }),
    RestoredPlan: whole({ run_id: id, version: VERSION, plan: ref('StudyPlan') }),
    Settings: whole({
      timezone: text,
      daily_plan: orNull(whole({ at: AT })),
      weekly_review: orNull(whole({ day: DAY, at: AT })),
    }),
    NoticePage: whole({
      notices: {
        type: 'array',
        items: whole({
          id,
          kind: KIND,
          period: { ...text, format: 'date', description: 'The day, or the Monday of the week' },
          content: { type: 'object', description: 'As schedule.today or motivation.week_review answers' },
          created_at: time,
        }),
      },
      next: NEXT,
    }),
  },
  paths: {
    [`${BASE}/runs`]: {
      get: {
        id: 'listRuns',
        summary: 'Your runs, newest first',
        parameters: PAGE,
        answers: { 200: { description: 'A page of them', content: json(ref('RunPage')) } },
      },
    },
    [`${BASE}/study-plans`]: {
      get: {
        id: 'listStudyPlans',
        summary: 'Your plans, newest first',
        parameters: PAGE,
        answers: { 200: { description: 'A page of them', content: json(ref('PlanPage')) } },
      },
    },
    [`${BASE}/study-plan/{id}/move`]: {
      post: {
        id: 'moveBlock',
        summary: 'Put a block of a plan to another time',
        description:
          'The plan is remade with the fewest changes, and says what moved. With `If-Match`, only if it is still the version you saw.',
        parameters: [RUN, SEEN, TIMEZONE, { $ref: '#/components/parameters/IdempotencyKey' }],
        body: {
          content: json(exactly({ block_start: time, to: time }), {
            block_start: BLOCK_START,
            to: BLOCK_TO,
          }),
        },
        answers: {
          200: { description: 'The plan as it is now', content: json(ref('MovedPlan')), headers: ETAG },
        },
        problems: [
          'not_found',
          'conflict',
          [409, 'not_ready'],
          [409, 'skill_failed'],
          'skill_failed',
          'deadline_exceeded',
        ],
      },
    },
    [`${BASE}/study-plan/{id}/restore`]: {
      post: {
        id: 'restorePlan',
        summary: 'Take back what was changed in a plan',
        description:
          'An earlier version is the newest one again; what came after it stays among the earlier ones. With `If-Match`, only if the plan is still the version you saw.',
        parameters: [RUN, SEEN, { $ref: '#/components/parameters/IdempotencyKey' }],
        body: { content: json(exactly({ version: VERSION }), { version: 1 }) },
        answers: {
          200: { description: 'The plan as it is now', content: json(ref('RestoredPlan')), headers: ETAG },
        },
        problems: ['not_found', 'conflict', [409, 'not_ready'], [409, 'skill_failed']],
      },
    },
    '/api/me/settings': {
      get: {
        id: 'getSettings',
        summary: 'What you have set',
        parameters: [TIMEZONE],
        answers: { 200: { description: 'All of it', content: json(ref('Settings')) } },
      },
      put: {
        id: 'changeSettings',
        summary: 'Set what is done for you, and when',
        description: 'What you do not name stays as it is; null turns off.',
        parameters: [TIMEZONE],
        body: {
          required: false,
          content: json(
            {
              type: 'object',
              additionalProperties: false,
              properties: {
                timezone: ref('Timezone'),
                daily_plan: orNull(exactly({ at: AT })),
                weekly_review: orNull(exactly({ day: DAY, at: AT })),
              },
            },
            {
              timezone: 'Europe/Berlin',
              daily_plan: { at: '07:00' },
              weekly_review: { day: 'SU', at: '18:00' },
            },
          ),
        },
        answers: { 200: { description: 'All of it, as it is now', content: json(ref('Settings')) } },
      },
    },
    '/api/me/notices': {
      get: {
        id: 'listNotices',
        summary: 'What was made for you, newest first',
        description: 'Kept for 90 days.',
        parameters: PAGE,
        answers: { 200: { description: 'A page of them', content: json(ref('NoticePage')) } },
      },
    },
    '/api/me/notices/{id}': {
      delete: {
        id: 'deleteNotice',
        summary: 'Put a notice away',
        parameters: [NOTICE],
        answers: { 204: { description: 'It is gone' } },
        problems: ['not_found'],
      },
    },
  },
}
