/** Shorter names for Python's schemas: `agent_runner__agents__learning__models__Resource` is `LearningResource`. */

const LONG = /^agent_runner__(?:agents__)?([a-z]+)__(?:\w+__)?([A-Z]\w*)$/
const POINTER = '#/components/schemas/'

/**
 * @param {any} document its `components.schemas` are renamed, and whatever refers to them
 * @returns {any}
 */
export function shorten(document) {
  const names = Object.keys(document.components.schemas)
  const short = new Map(names.map((name) => [name, shortOf(name)]))
  const taken = [...short.values()]
  const nameOf = (/** @type {string} */ name) => {
    const wanted = short.get(name) ?? name
    return taken.filter((other) => other === wanted).length > 1 ? name : wanted
  }
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [nameOf(name), schema])
  const renamed = {
    ...document,
    components: { ...document.components, schemas: Object.fromEntries(schemas) },
  }
  return JSON.parse(JSON.stringify(renamed), (key, value) =>
    key === '$ref' && typeof value === 'string' && value.startsWith(POINTER)
      ? POINTER + nameOf(value.slice(POINTER.length))
      : value,
  )
}

/** @param {string} name */
function shortOf(name) {
  const [, owner, own] = LONG.exec(name) ?? []
  return owner && own
    ? `${owner[0]?.toUpperCase()}${owner.slice(1)}${own}`
    : name.replace(/-(Input|Output)$/, '$1')
}
