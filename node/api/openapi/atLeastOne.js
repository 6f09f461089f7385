/** What a skill needs of its parameters though each by itself may be left out (`x-needs` in OpenRPC), as a schema says it. */

/**
 * @param {string[][]} needs groups of names, of which one is to be given whole
 * @param {Record<string, any>} properties the schemas of its parameters
 * @returns {{anyOf?: object[]} | null} to be added to the schema of the body; null: what is needed is not among them
 */
export function atLeastOne(needs, properties) {
  if (needs.length === 0) return {}
  const groups = needs.filter((names) => names.every((name) => properties[name]))
  if (groups.length === 0) return null
  return {
    anyOf: groups.map((names) => ({
      required: names,
      properties: Object.fromEntries(names.map((name) => [name, present(properties[name])])),
    })),
  }
}

/** Neither null nor blank nor an empty list. @param {any} schema */
function present(schema) {
  const parts = (schema.anyOf ?? [schema])
    .filter((/** @type {any} */ { type }) => type !== 'null')
    .map((/** @type {any} */ part) => {
      if (part.type === 'array') return { minItems: 1, ...part }
      return part.type === 'string' && !part.pattern ? { ...part, pattern: '\\S' } : part
    })
  return parts.length === 1 ? parts[0] : { anyOf: parts }
}
