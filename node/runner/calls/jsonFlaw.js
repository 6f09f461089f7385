/**
 * What `JSON.stringify` would change in silence (NaN becomes null, a Map {}) or the other end would refuse (too deep,
 * lone surrogates), found and named by its path. Looks; writes nothing. A member that is undefined is no member, as in
 * JSON; a Date, or whatever else has a `toJSON`, is what that gives.
 */

/** The depth the runner reads (PROTOCOL.md), less the request object around it. */
const maxDepth = 126
/** A text shorter than this has no room for brackets enough to be too deep. */
const minDeepLength = 2 * maxDepth

/** Of which there is no more to say. @type {Readonly<Record<'item' | 'key' | 'date', Flaw>>} */
export const flaws = Object.freeze({
  item: { path: '', reason: 'is undefined, which JSON does not have' },
  key: { path: '', reason: 'has a key with half of a surrogate pair' },
  date: { path: '', reason: 'is a Date of no time' },
})

/** @param {string} text whether every surrogate in it is half of a pair */
export function isWellFormed(text) {
  // ES2024, which Node 20 has.
  return /** @type {{ isWellFormed(): boolean }} */ (/** @type {unknown} */ (text)).isWellFormed()
}

/**
 * Whether a look at a value and its own text shows that nothing can be wrong with it, which saves looking closer: most
 * of what JSON lacks is written as null, half a surrogate pair as an escape, and the rest is plain to see.
 *
 * @param {object} value
 * @param {string} text as `JSON.stringify` wrote it, and so of no cycle
 */
export function isSurelySound(value, text) {
  return text.length < minDeepLength && !text.includes('null') && !text.includes('\\ud') && isPlain(value)
}

/** @param {any} value whether it is of nothing but objects without a class, lists and what is no object */
function isPlain(value) {
  if (Array.isArray(value)) return value.every(isPlainMember)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  for (const key in value) if (!isPlainMember(value[key])) return false
  return true
}

/** @param {unknown} value */
function isPlainMember(value) {
  if (typeof value === 'object') return value === null || isPlain(value)
  return typeof value !== 'function' && typeof value !== 'symbol'
}

/**
 * What JSON sees of a value: a Date, or any object with a `toJSON`, stands for something else.
 *
 * @param {unknown} value
 */
export function plainForm(value) {
  return formOf(value, '')
}

/**
 * @param {unknown} value
 * @param {string} key under which it stands
 */
export function formOf(value, key) {
  const hasForm = typeof value === 'object' && value !== null && 'toJSON' in value
  return hasForm && typeof value.toJSON === 'function' ? value.toJSON(key) : value
}

/**
 * @typedef {{ path: string, reason: string, isCycle?: boolean }} Flaw its path grows from the leaf up, so that sound params build none
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
    case 'function':
    case 'symbol':
      return { path: '', reason: `is a ${typeof value}, which JSON does not have` }
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
  if (form !== null) return findFlawWithin(form, ancestors)
  return value instanceof Date ? flaws.date : null
}

/**
 * @param {object} container
 * @param {object[]} ancestors
 * @returns {Flaw | null}
 */
export function findFlawWithin(container, ancestors) {
  const ownFlaw = containerFlaw(container, ancestors)
  if (ownFlaw) return ownFlaw
  ancestors.push(container)
  const flaw = Array.isArray(container)
    ? findFlawInArray(container, ancestors)
    : findFlawInObject(/** @type {Record<string, unknown>} */ (container), ancestors)
  ancestors.pop()
  // The last to say so is the one that is nearest: where the first container stands a second time.
  if (flaw?.isCycle && ancestors.includes(container)) return { ...flaw, path: '' }
  return flaw
}

/**
 * @param {object} container
 * @param {object[]} ancestors
 * @returns {Flaw | null} what is wrong with it, whatever it holds
 */
export function containerFlaw(container, ancestors) {
  if (ancestors.length >= maxDepth) {
    return cycleFlaw(container, ancestors) ?? { path: '', reason: `is nested deeper than ${maxDepth} levels` }
  }
  if (!isEmptied(container)) return null
  return { path: '', reason: `is of the class ${tagOf(container)}, which JSON does not have` }
}

/**
 * @param {object} container
 * @param {object[]} ancestors
 * @returns {Flaw | null}
 */
export function cycleFlaw(container, ancestors) {
  return ancestors.includes(container) ? { path: '', isCycle: true, reason: 'refers to itself' } : null
}

/** Of whose objects JSON writes what they are. */
const written = new Set(['Object', 'Array', 'Number', 'String', 'Boolean', 'Arguments'])

/** @param {object} container whether JSON writes nothing of what it holds (Map, Set, Error), or its bytes as members */
function isEmptied(container) {
  const prototype = Object.getPrototypeOf(container)
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) return false
  const tag = tagOf(container)
  if (written.has(tag)) return false
  return tag === 'Error' || ArrayBuffer.isView(container) || Object.keys(container).length === 0
}

/** @param {object} container */
function tagOf(container) {
  return Object.prototype.toString.call(container).slice('[object '.length, -1)
}

/**
 * @param {unknown[]} list
 * @param {object[]} ancestors
 */
function findFlawInArray(list, ancestors) {
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index]
    const flaw = item === undefined ? flaws.item : findFlaw(item, ancestors)
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
    if (!isWellFormed(key)) return flaws.key
    const flaw = findFlaw(members[key], ancestors)
    if (flaw) return { ...flaw, path: `.${key}${flaw.path}` }
  }
  return null
}
