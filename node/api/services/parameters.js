/**
 * Holds a request's fields against the skill's JSON Schema before anything is accepted, and says of each wrong one
 * what was expected and what came. Python validates again, strictly; this is so that bad input never becomes a run.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { distance } from './distance.js'

/** @typedef {import('./catalogue.js').Skill} Skill */
/** @typedef {import('./catalogue.js').Catalogue} Catalogue */
/** @typedef {import('../problem.js').FieldError} FieldError */
/** @typedef {import('ajv').ErrorObject} AjvError */

const SHOWN_CHARACTERS = 60

export function createParameterCheck() {
  const strict = makeAjv(false)
  const lenient = makeAjv('array')
  /** Compiled once for each catalogue, so that a new Python process brings new schemas. */
  /** @type {WeakMap<Skill, Map<boolean, import('ajv').ValidateFunction>>} */
  const compiled = new WeakMap()

  /**
   * @param {Catalogue} catalogue
   * @param {Skill} skill
   * @param {Record<string, unknown>} fields changed to the schema's types when they come from a form
   * @param {boolean} fromForm
   * @returns {FieldError[]} none when all is well
   */
  return function check(catalogue, skill, fields, fromForm) {
    const known = compiled.get(skill) ?? new Map()
    compiled.set(skill, known)
    const asked = fromForm ? withoutNull(skill) : skill
    const validate = known.get(fromForm) ?? (fromForm ? lenient : strict).compile(schemaOf(catalogue, asked))
    known.set(fromForm, validate)
    if (fromForm) leaveOutEmpty(fields, skill)
    return validate(fields) ? [] : describe(validate.errors ?? [], fields, skill)
  }
}

/** @param {false | 'array'} coerceTypes */
function makeAjv(coerceTypes) {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    coerceTypes,
    verbose: true,
    validateFormats: true,
  })
  // @ts-expect-error the package's types describe its CommonJS face
  addFormats(ajv)
  return ajv
}

/**
 * Null cannot be said in a form; were it left in the schema, a field of 0 would be read as null.
 * @param {Skill} skill
 * @returns {Skill}
 */
function withoutNull({ params, ...rest }) {
  const plain = params.map(({ schema, ...param }) => {
    const parts = schema.anyOf?.filter((/** @type {{type?: string}} */ { type }) => type !== 'null')
    return { ...param, schema: parts ? { ...schema, anyOf: parts } : schema }
  })
  return { ...rest, params: plain }
}

/** What is left empty in a form is not given. @param {Record<string, unknown>} fields @param {Skill} skill */
function leaveOutEmpty(fields, { params }) {
  for (const { name, schema } of params) {
    const isOptional = schema.anyOf?.some((/** @type {{type?: string}} */ { type }) => type === 'null')
    if (isOptional && fields[name] === '') delete fields[name]
  }
}

/** @param {Catalogue} catalogue @param {Skill} skill */
function schemaOf({ components }, { params }) {
  return {
    type: 'object',
    properties: Object.fromEntries(params.map(({ name, schema }) => [name, schema])),
    required: params.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
    components,
  }
}

/** @param {AjvError[]} errors @param {object} fields @param {Skill} skill @returns {FieldError[]} */
function describe(errors, fields, skill) {
  /** @type {Map<string, {expected: Set<string>, got: string}>} */
  const byField = new Map()
  for (const error of errors) {
    // `anyOf` only repeats that none of its branches, reported each, fits.
    if (error.keyword === 'anyOf' && errors.some((other) => other !== error && isWithin(other, error)))
      continue
    const field = fieldOf(error) || 'body'
    const known = byField.get(field) ?? { expected: new Set(), got: gotOf(error) }
    known.expected.add(expectationOf(error, skill))
    byField.set(field, known)
  }
  return [...byField].map(([field, { expected, got }]) => {
    const wanted = [...expected].join(' or ')
    return { field, expected: wanted, got, message: `${field}: expected ${wanted}, got ${got}` }
  })
}

/** @param {AjvError} inner @param {AjvError} outer */
function isWithin(inner, outer) {
  return inner.instancePath.startsWith(outer.instancePath) && inner.schemaPath !== outer.schemaPath
}

/** `/blocks/0/start` → `blocks[0].start`. @param {AjvError} error */
function fieldOf({ instancePath, params }) {
  const steps = instancePath.split('/').slice(1).map(unescape)
  const last = params.missingProperty ?? params.additionalProperty
  if (last !== undefined) steps.push(last)
  return steps.reduce(
    (path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path ? `${path}.${step}` : step),
    '',
  )
}

/** @param {string} step of a JSON Pointer */
function unescape(step) {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** @param {AjvError} error */
function gotOf({ keyword, data }) {
  if (keyword === 'required') return 'nothing'
  if (keyword === 'additionalProperties') return 'unknown field'
  const text = JSON.stringify(data) ?? String(data)
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS - 1)}…` : text
}

/** @param {AjvError} error @param {Skill} skill @returns {string} */
function expectationOf({ keyword, params, message = '', instancePath }, skill) {
  switch (keyword) {
    case 'required':
      return 'a value (it is required)'
    case 'additionalProperties':
      return instancePath === '' ? knownNames(params.additionalProperty, skill) : 'no such field'
    case 'type':
      return [params.type].flat().join(' or ')
    case 'enum':
      return `one of ${params.allowedValues.map((/** @type {unknown} */ value) => JSON.stringify(value)).join(', ')}`
    case 'const':
      return JSON.stringify(params.allowedValue)
    case 'pattern':
      return params.pattern === '\\S' ? 'text that is not blank' : `text that matches ${params.pattern}`
    case 'minLength':
      return `at least ${params.limit} character${params.limit === 1 ? '' : 's'}`
    case 'maxLength':
      return `at most ${params.limit} characters`
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `a number ${params.comparison} ${params.limit}`
    case 'minItems':
      return `at least ${params.limit} item${params.limit === 1 ? '' : 's'}`
    case 'maxItems':
      return `at most ${params.limit} items`
    case 'format':
      return `a ${params.format}`
    default:
      return message.replace(/^must (be |have |NOT )?/, (lead) => (lead === 'must NOT ' ? 'not to ' : ''))
  }
}

/** @param {string} field @param {Skill} skill */
function knownNames(field, { params }) {
  const names = params.map(({ name }) => name)
  const near = names.find((name) => distance(field.toLowerCase(), name) <= Math.max(1, name.length / 3))
  if (near) return `${near} (did you mean it?)`
  return names.length > 0 ? `one of ${names.join(', ')}` : 'no fields'
}
