/** Holds what came against what a transcript expects; the matchers are described in schemas/PROTOCOL.md. */

/** @type {Record<string, (value: unknown) => boolean>} */
const types = {
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  array: Array.isArray,
  object: isObject,
}

/**
 * @param {any} expected
 * @param {any} got
 * @returns {string | undefined} the first difference
 */
export function mismatch(expected, got, path = '$') {
  if (expected === '$any') return undefined
  if (typeof expected === 'string' && expected.startsWith('$type:'))
    return types[expected.slice(6)]?.(got)
      ? undefined
      : `${path}: expected ${expected}, got ${JSON.stringify(got)}`
  if (Array.isArray(expected) && Array.isArray(got) && expected.length === got.length)
    return firstOf(expected.map((value, index) => mismatch(value, got[index], `${path}[${index}]`)))
  if (isObject(expected) && isObject(got)) return objectMismatch(expected, got, path)
  return Object.is(expected, got)
    ? undefined
    : `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`
}

/** @param {Record<string, unknown>} expected @param {Record<string, unknown>} got @param {string} path */
function objectMismatch({ $more: allowsMore, ...expected }, got, path) {
  const missing = Object.keys(expected).find((name) => !(name in got))
  if (missing !== undefined) return `${path}.${missing}: missing in ${JSON.stringify(got)}`
  const unexpected = Object.keys(got).filter((name) => !(name in expected))
  if (unexpected.length > 0 && allowsMore !== true) return `${path}: unexpected ${unexpected}`
  return firstOf(
    Object.entries(expected).map(([name, value]) => mismatch(value, got[name], `${path}.${name}`)),
  )
}

/** @param {(string | undefined)[]} differences */
function firstOf(differences) {
  return differences.find((difference) => difference !== undefined)
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
