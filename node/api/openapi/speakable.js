/**
 * What every request is held to beside its own schema (middleware/body.js): no text in it holds U+0000, which neither
 * PostgreSQL nor many a program can keep. Said in the schemas of requests, so that whoever makes requests of them makes
 * none that is refused. And the names of time zones, which the skills' own schemas do not list.
 */

const POINTER = '#/components/schemas/'
const ZONE = { $ref: `${POINTER}Timezone` }
const TEXT = '^[^\\u0000]*$'
/** Patterns that let it through, and what they are without it. */
const STRICTER = new Map([['\\S', '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$']])

/** @typedef {Record<string, any>} Schema */

/** Any JSON without it. */
export const JSON_VALUE = Object.freeze({
  description: 'Any JSON, without U+0000',
  anyOf: [
    { type: ['number', 'boolean', 'null'] },
    { type: 'string', pattern: TEXT },
    { type: 'array', items: { $ref: `${POINTER}JsonValue` } },
    {
      type: 'object',
      propertyNames: { pattern: TEXT },
      additionalProperties: { $ref: `${POINTER}JsonValue` },
    },
  ],
})

/** @param {any} document OpenAPI @returns {any} a copy */
export function speakable(document) {
  const copy = structuredClone(document)
  copy.components.schemas.JsonValue = JSON_VALUE
  /** @type {string[]} */
  const referred = []
  for (const item of Object.values(copy.paths)) {
    for (const { requestBody } of Object.values(/** @type {Record<string, any>} */ (item))) {
      for (const content of Object.values(/** @type {Record<string, any>} */ (requestBody?.content ?? {}))) {
        content.schema = strict(content.schema, referred)
      }
    }
  }
  const done = new Set(['JsonValue'])
  for (let name = referred.pop(); name !== undefined; name = referred.pop()) {
    if (done.has(name)) continue
    done.add(name)
    copy.components.schemas[name] = strict(copy.components.schemas[name], referred)
  }
  return copy
}

/** @param {any} schema @param {string[]} referred gets the names of schemas it refers to @returns {any} */
function strict(schema, referred) {
  if (typeof schema !== 'object' || schema === null) return schema
  if (schema.$ref) referred.push(schema.$ref.slice(POINTER.length))
  const inner = (/** @type {any} */ one) => strict(one, referred)
  if (schema.format === 'timezone')
    return { ...(schema.default !== undefined && { default: schema.default }), ...ZONE }
  const own = { ...schema }
  for (const name of ['anyOf', 'oneOf', 'allOf']) if (own[name]) own[name] = own[name].map(inner)
  if (own.items) own.items = inner(own.items)
  if (own.properties) {
    own.properties = Object.fromEntries(
      Object.entries(own.properties).map(([name, one]) => [name, inner(one)]),
    )
  }
  if (isText(own)) own.pattern = STRICTER.get(own.pattern) ?? own.pattern ?? TEXT
  if (own.type === 'object' && own.additionalProperties !== false) {
    const others = own.additionalProperties
    const isAnything = others === undefined || others === true || Object.keys(others).length === 0
    own.additionalProperties = isAnything ? { $ref: `${POINTER}JsonValue` } : inner(others)
    own.propertyNames = { pattern: TEXT, ...own.propertyNames }
  }
  return own
}

/** @param {Schema} schema */
function isText({ type, format, enum: values, const: value }) {
  return [type].flat().includes('string') && !format && !values && value === undefined
}
