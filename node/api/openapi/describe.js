/**
 * The words in which routes are described: shorthands for what OpenAPI says at length. Owns what every operation has in
 * common: how it is refused, who may call it, which headers it takes and gives.
 */
import { STATUS_CODES } from 'node:http'
import { withExamples } from './answerExamples.js'

/**
 * An error's code, with the status of schemas/error-codes.json or another one.
 * @typedef {string | [status: number, code: string]} Fault
 *
 * @typedef {object} Operation
 * @property {string} id unique, such as `getRun`
 * @property {string} summary a few words
 * @property {string} [description] Markdown
 * @property {object[]} [parameters]
 * @property {{content: Record<string, object>, required?: boolean}} [body]
 * @property {Record<number | string, Answer>} answers by status, without the problems
 * @property {Fault[]} [problems] beside those that every operation has
 * @property {'anyone' | 'learner' | 'user' | 'refresh'} [who] `anyone`: nobody is asked for; `learner` (the default): a user,
 *   or a guest where guests are allowed; `user`: who has an account; `refresh`: who has the cookie of a session
 *
 * @typedef {object} Answer
 * @property {string} description
 * @property {Record<string, object>} [content]
 * @property {Record<string, object>} [headers]
 * @property {Record<string, object>} [links] made by `linkTo`
 *
 * @typedef {Partial<Record<'get' | 'post' | 'put' | 'patch' | 'delete', Operation>>} PathItem
 *
 * @typedef {object} Area
 * @property {{name: string, description: string}} tag
 * @property {Record<string, PathItem>} paths
 * @property {Record<string, object>} [schemas] for `ref`
 *
 * @typedef {object} Surroundings what differs from one server to the next
 * @property {readonly import('../errorCodes.js').ErrorCode[]} errorCodes
 * @property {boolean} allowGuests
 *
 * @typedef {Map<string, object>} Responses those that several operations have, by name
 */

/** @param {string} schema a name of `components/schemas` */
export const ref = (schema) => ({ $ref: `#/components/schemas/${schema}` })

/**
 * @param {object} schema
 * @param {unknown} [example]
 * @param {string} [type]
 * @returns {Record<string, object>} content
 */
export const json = (schema, example, type = 'application/json') => ({
  [type]: { schema, ...(example !== undefined && { example }) },
})

/** @param {string} name @param {object} schema @param {string} description @param {unknown} example */
export const inPath = (name, schema, description, example) => ({
  ...{ name, in: 'path', required: true, description, schema, example },
})

/** @param {string} name @param {object} schema @param {string} description */
export const inQuery = (name, schema, description) => ({ name, in: 'query', description, schema })

/** @param {string} name @param {object} schema @param {string} description @param {string} example */
export const inHeader = (name, schema, description, example) => ({
  ...{ name, in: 'header', description, schema, example },
})

/**
 * What can be asked next of what was answered.
 * @param {string} operationId
 * @param {string} member of the body, that is the other's `id`
 * @returns {Record<string, object>}
 */
export const linkTo = (operationId, member) => ({
  [operationId]: { operationId, parameters: { id: `$response.body#/${member}` } },
})

/**
 * @param {Operation} operation
 * @param {string} tag
 * @param {Surroundings} surroundings
 * @param {Responses} shared gets the answers that are problems
 * @returns {object} as OpenAPI has it
 */
export function toOpenApi(operation, tag, { errorCodes, allowGuests }, shared) {
  const { id, summary, description, parameters, body, answers, problems = [], who = 'learner' } = operation
  const faults = [...problems, ...usual(operation)]
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(parameters?.length && { parameters }),
    ...(body && { requestBody: { required: true, ...body } }),
    responses: both(
      withHeaders(withExamples(id, answers)),
      problemAnswers(faults, errorCodes, shared),
      shared,
    ),
    security: securityOf(who, allowGuests),
  }
}

/** @param {Operation} operation @returns {Fault[]} */
function usual({ who, body, parameters }) {
  return [
    'invalid_request',
    ...(parameters?.length || body ? ['invalid_params'] : []),
    ...(body ? /** @type {Fault[]} */ (['parse_error', 'frame_too_large', [408, 'deadline_exceeded']]) : []),
    ...(body ? /** @type {Fault[]} */ ([[415, 'invalid_request']]) : []),
    ...(who === 'anyone' ? [] : ['unauthenticated']),
    ...['rate_limited', 'forbidden'],
    ...['internal_error', 'not_ready', 'shutting_down', 'overloaded'],
  ]
}

/** @param {NonNullable<Operation['who']>} who @param {boolean} allowGuests */
function securityOf(who, allowGuests) {
  if (who === 'anyone') return []
  if (who === 'refresh') return [{ refresh: [] }]
  if (who === 'user') return [{ bearer: [] }]
  return allowGuests ? [{}, { bearer: [] }, { guest: [] }] : [{ bearer: [] }]
}

/** @param {Record<string, Answer>} answers */
function withHeaders(answers) {
  const each = { 'X-Request-Id': { $ref: '#/components/headers/RequestId' } }
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [
      status,
      { ...answer, headers: { ...each, ...answer.headers } },
    ]),
  )
}

/**
 * A status that has an answer of its own, too, is described with both.
 * @param {Record<string, any>} answers
 * @param {Record<string, {$ref: string}>} problems
 * @param {Responses} shared
 */
function both(answers, problems, shared) {
  const merged = Object.entries(problems).map(([status, problem]) => {
    const own = answers[status]
    if (!own) return [status, problem]
    const other = /** @type {any} */ (shared.get(`${problem.$ref.split('/').at(-1)}`))
    return [status, { ...own, content: { ...own.content, ...other.content } }]
  })
  return { ...answers, ...Object.fromEntries(merged) }
}

/**
 * One answer for each status, which says what codes it may have.
 * @param {Fault[]} faults
 * @param {Surroundings['errorCodes']} errorCodes
 * @param {Responses} shared
 */
function problemAnswers(faults, errorCodes, shared) {
  /** @type {Map<number, Set<string>>} */
  const byStatus = new Map()
  for (const fault of faults) {
    const [status, code] = typeof fault === 'string' ? [statusOf(fault, errorCodes), fault] : fault
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code))
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const name = [status, ...codes].join('-')
      if (!shared.has(name)) shared.set(name, problemAnswer(status, [...codes]))
      return [status, { $ref: `#/components/responses/${name}` }]
    }),
  )
}

/** @param {number} status @param {string[]} codes */
function problemAnswer(status, codes) {
  const schema = {
    allOf: [ref('Problem'), { properties: { status: { const: status }, code: { enum: codes } } }],
  }
  const headers = {
    'X-Request-Id': { $ref: '#/components/headers/RequestId' },
    ...(status === 503 || status === 429
      ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
      : {}),
    ...(status === 401 && { 'WWW-Authenticate': { schema: { type: 'string' } } }),
  }
  const content = { 'application/problem+json': { schema, example: exampleOf(status, `${codes[0]}`) } }
  return { description: `${STATUS_CODES[status]}: ${codes.join(', ')}`, headers, content }
}

/** @param {number} status @param {string} code */
function exampleOf(status, code) {
  return {
    type: `urn:study-companion:error:${code}`,
    ...{
      title: STATUS_CODES[status],
      status,
      detail: DETAILS[code] ?? 'What was expected, and what came.',
      code,
    },
    instance: '/api/…',
    request_id: '3f0c8d0e-6a4b-4b57-9d53-1f7f3c9a2b11',
  }
}

/** @type {Record<string, string>} */
const DETAILS = {
  invalid_params: 'count: expected a number <= 30, got 99',
  invalid_request: 'The address is not valid UTF-8.',
  parse_error: 'The body is not valid UTF-8.',
  unauthenticated: 'Log in, and send the access token as "Authorization: Bearer …".',
  not_found: 'No run 00000000-0000-4000-8000-000000000000 of yours.',
  not_ready: 'The agents are away; they are being restarted.',
  overloaded: 'Too many files are being uploaded. Try again soon.',
  rate_limited: 'Too many requests. Try again in 30 seconds.',
  frame_too_large: 'The body is larger than 1000000 bytes.',
}

/** @param {string} code @param {Surroundings['errorCodes']} errorCodes */
function statusOf(code, errorCodes) {
  const known = errorCodes.find(({ name }) => name === code)
  if (!known) throw new Error(`schemas/error-codes.json has no ${code}`)
  return known.http
}
