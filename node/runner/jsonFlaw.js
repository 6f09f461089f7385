/**
 * What `JSON.stringify` would change in silence (NaN becomes null) or the other end would refuse (too deep, lone
 * surrogates), found and named by its path. Looks; writes nothing.
 */

/** The depth the runner reads (PROTOCOL.md), less the request object around it. */
const maxDepth = 126
/** A text shorter than this has no room for brackets enough to be too deep. */
const minDeepLength = 2 * maxDepth

/** @param {string} text whether every surrogate in it is half of a pair */
export function isWellFormed(text) {
  // ES2024, which Node 20 has.
  return /** @type {{ isWellFormed(): boolean }} */ (/** @type {unknown} */ (text)).isWellFormed()
}

/**
 * Whether a value's own text shows that nothing can be wrong with it, which saves looking at the value: what JSON
 * lacks is written as null, half a surrogate pair as an escape.
 *
 * @param {string} text as `JSON.stringify` wrote it
 */
export function isSurelySound(text) {
  return text.length < minDeepLength && !text.includes('null') && !text.includes('\\ud')
}

/**
 * What JSON sees of a value: a Date, or any object with a `toJSON`, stands for something else.
 *
 * @param {unknown} value
 */
export function plainForm(value) {
  const hasForm = typeof value === 'object' && value !== null && 'toJSON' in value
  return hasForm && typeof value.toJSON === 'function' ? value.toJSON('') : value
}

/**
 * @typedef {{ path: string, reason: string }} Flaw its path grows from the leaf up, so that sound params build none
 *
 * @param {unknown} value
 * @param {object[]} ancestors
 * @returns {Flaw | null}
 */
export function findFlaw(value, ancestors) {
  switch (typeof value) {
    case 'string':
      return isWellFormed(value) ? null : { path: '', reason: 'holds half of a surrogate pair' }
    case 'number':
      return Number.isFinite(value) ? null : { path: '', reason: `is ${value}, which JSON does not have` }
    case 'bigint':
      return { path: '', reason: 'is a BigInt, which JSON does not have' }
    case 'object':
      return findFlawInForm(value, ancestors)
    default:
      return null
  }
}

/**
 * @param {object | null} value
 * @param {object[]} ancestors
 * @returns {Flaw | null}
 */
function findFlawInForm(value, ancestors) {
  const form = plainForm(value)
  if (typeof form !== 'object') return findFlaw(form, ancestors)
  return form === null ? null : findFlawWithin(form, ancestors)
}

/**
 * @param {object} container
 * @param {object[]} ancestors
 * @returns {Flaw | null}
 */
export function findFlawWithin(container, ancestors) {
  if (ancestors.length >= maxDepth) {
    const isCycle = ancestors.includes(container)
    return { path: '', reason: isCycle ? 'refers to itself' : `is nested deeper than ${maxDepth} levels` }
  }
  ancestors.push(container)
  const flaw = Array.isArray(container)
    ? findFlawInArray(container, ancestors)
    : findFlawInObject(/** @type {Record<string, unknown>} */ (container), ancestors)
  ancestors.pop()
  return flaw
}

/**
 * @param {unknown[]} list
 * @param {object[]} ancestors
 */
function findFlawInArray(list, ancestors) {
  for (let index = 0; index < list.length; index += 1) {
    const flaw = findFlaw(list[index], ancestors)
    if (flaw) return { ...flaw, path: `[${index}]${flaw.path}` }
  }
  return null
}

/**
 * @param {Record<string, unknown>} members
 * @param {object[]} ancestors
 */
function findFlawInObject(members, ancestors) {
  for (const key of Object.keys(members)) {
    if (!isWellFormed(key)) return { path: '', reason: 'has a key with half of a surrogate pair' }
    const flaw = findFlaw(members[key], ancestors)
    if (flaw) return { ...flaw, path: `.${key}${flaw.path}` }
  }
  return null
}
