/** The agents' skills as operations, made of what `rpc.discover` says of them. */
import { atLeastOne } from './atLeastOne.js'
import { json, linkTo, ref } from './describe.js'
import { exampleOf } from './skillExamples.js'

/** @typedef {import('../services/catalogue.js').Skill} Skill */
/** @typedef {import('../services/catalogue.js').Catalogue} Catalogue */
/** @typedef {import('./describe.js').Operation} Operation */
/** @typedef {Record<string, any>} Schema */

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const SHORT_TEXT = { type: 'string', minLength: 1, maxLength: 200 }
/** Taken beside the parameters of every skill (services/skills.js). */
const LIFTED = {
  timezone: {
    anyOf: [ref('Timezone'), { type: 'null' }],
    description: 'Where you are; X-Timezone says it too',
  },
  locale: { anyOf: [{ ...SHORT_TEXT, examples: ['de-AT'] }, { type: 'null' }] },
  thread_id: { anyOf: [SHORT_TEXT, { type: 'null' }], description: 'Of a conversation' },
}
const TO_PLAN = Object.assign(
  {},
  ...['getRun', 'getStudyPlan', 'getStudyPlanCalendar', 'moveBlock'].map((id) => linkTo(id, 'run_id')),
)
/** @type {Record<string, string>} */
const DESCRIPTIONS = {
  orchestrator: 'Whole plans and free text, over all other agents. These runs outlive the request.',
  learning: 'What to learn in which order, explained, and asked of your own material.',
  assessment: 'Questions, answers, cards.',
  document: 'Your own material. Over HTTP it is uploaded at `/api/ai-agents/documents`.',
  schedule: 'Days and hours.',
  wellness: 'How you are, and how much is enough.',
  motivation: 'First steps, if-then plans, what you have done.',
  personalization: 'What is known of you, and that it is yours.',
}
const ACCEPTED = {
  type: 'object',
  required: ['run_id', 'status', 'href'],
  properties: {
    run_id: { type: 'string', format: 'uuid' },
    status: { const: 'accepted' },
    href: { type: 'string', description: 'Where the run is read' },
  },
}

/**
 * An area for each agent, the one that leads the others first.
 * @param {Catalogue} catalogue
 * @returns {import('./describe.js').Area[]}
 */
export function skillAreas(catalogue) {
  const agents = [...new Set(['orchestrator', ...catalogue.skills.map(({ agent }) => agent)])]
  const areas = agents.map((agent) => {
    const own = catalogue.skills.filter((skill) => skill.agent === agent)
    const paths = own.map((skill) => [
      `/api/ai-agents/${catalogue.pathTo(skill)}`,
      { post: operationOf(skill, catalogue) },
    ])
    const name = `Skills: ${agent}`
    return { tag: { name, description: DESCRIPTIONS[agent] ?? '' }, paths: Object.fromEntries(paths) }
  })
  const schemas = { ...catalogue.components.schemas, AcceptedRun: ACCEPTED }
  return areas.filter(({ paths }) => Object.keys(paths).length > 0).map((area) => ({ ...area, schemas }))
}

/** @param {Skill} skill @param {Catalogue} catalogue @returns {Operation} */
function operationOf(skill, { components }) {
  const schemas = components.schemas ?? {}
  /** @type {Operation['answers']} */
  const accepted = {
    202: {
      description: 'It takes longer than one waits for, and goes on; read it at `href`',
      content: json(ref('AcceptedRun')),
      headers: {
        Location: { $ref: '#/components/headers/Location' },
        'Retry-After': { $ref: '#/components/headers/RetryAfter' },
      },
      links: { ...linkTo('getRun', 'run_id'), ...linkTo('followRun', 'run_id') },
    },
  }
  return {
    id: skill.method.replaceAll('.', '_'),
    summary: skill.summary,
    description: [skill.description, `Also at \`/api/ai-agents/${skill.longPath}\`.`]
      .filter(Boolean)
      .join('\n\n'),
    parameters: [
      { $ref: '#/components/parameters/Timezone' },
      { $ref: '#/components/parameters/IdempotencyKey' },
    ],
    body: bodyOf(skill, schemas),
    answers: {
      200: {
        description: 'The result; or, if you take them, the events up to it',
        content: { ...json(skill.result), ...json(ref('ServerEvent'), undefined, 'text/event-stream') },
        ...(skill.method === 'orchestrator.study_plan' && { links: TO_PLAN }),
      },
      ...(skill.durable && accepted),
    },
    problems: [
      ...['not_found', 'skill_failed', 'deadline_exceeded', 'result_too_large', 'result_not_json'],
      ...['host_call_failed', 'conflict'],
    ],
  }
}

/** @param {Skill} skill @param {Record<string, Schema>} schemas @returns {NonNullable<Operation['body']>} */
function bodyOf(skill, schemas) {
  const example = exampleOf(skill, schemas)
  const schema = /** @type {Schema} */ (objectOf(skill, skill.params, (given) => given))
  const form = formOf(skill, schemas)
  const formExample = form && example && plain(example) ? { example } : {}
  return {
    required: 'required' in schema || 'anyOf' in schema,
    content: {
      [JSON_TYPE]: { schema, ...(example && { example }) },
      ...(form && { [FORM_TYPE]: { schema: form, ...formExample } }),
    },
  }
}

/**
 * @param {Skill} skill
 * @param {Skill['params']} params those it may have here
 * @param {(schema: Schema) => Schema} change
 * @returns {Schema | null} null: these are not enough
 */
function objectOf({ needs }, params, change) {
  const own = params.map(({ name, schema, description }) => [
    name,
    { ...change(schema), ...(description && !schema.description && { description }) },
  ])
  const properties = { ...LIFTED, ...Object.fromEntries(own), timezone: LIFTED.timezone }
  const oneOfThem = atLeastOne(needs, properties)
  if (!oneOfThem) return null
  const required = params.filter((param) => param.required).map(({ name }) => name)
  const needed = { ...oneOfThem, ...(required.length > 0 && { required }) }
  return { type: 'object', properties, ...needed, additionalProperties: false }
}

/**
 * What form fields can say: text and numbers, not objects. Null when that is not enough.
 * @param {Skill} skill
 * @param {Record<string, Schema>} schemas
 * @returns {Schema | null}
 */
function formOf(skill, schemas) {
  const fit = skill.params.filter(({ schema }) => plainPart(schema, schemas) !== null)
  if (skill.params.some((param) => param.required && !fit.includes(param))) return null
  const form = objectOf(skill, fit, (schema) => /** @type {Schema} */ (plainPart(schema, schemas)))
  if (!form) return null
  const plainest = Object.entries(form.properties).map(([name, schema]) => [
    name,
    plainPart(schema, schemas) ?? schema,
  ])
  return { ...form, properties: Object.fromEntries(plainest) }
}

/** @param {Schema} schema @param {Record<string, Schema>} schemas @returns {Schema | null} without null, lists and objects */
function plainPart(schema, schemas) {
  if (schema.$ref) {
    const target = schemas[schema.$ref.split('/').at(-1)]
    return target === undefined || plainPart(target, schemas) ? schema : null
  }
  if (schema.anyOf) {
    const { anyOf, ...rest } = schema
    if (rest.default === null) delete rest.default
    const parts = anyOf.map((/** @type {Schema} */ one) => plainPart(one, schemas)).filter(Boolean)
    if (parts.length === 0) return null
    return parts.length === 1 ? { ...parts[0], ...rest } : { ...rest, anyOf: parts }
  }
  return ['string', 'integer', 'number', 'boolean'].includes(schema.type) ? schema : null
}

/** @param {object} example */
function plain(example) {
  return Object.values(example).every((value) => typeof value !== 'object')
}
