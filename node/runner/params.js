/**
 * A call's parameters as JSON text, or a named refusal. Owns what may leave this side: everything Python would
 * have to refuse without being able to say whose request it was (too deep, lone surrogates), and everything that
 * `JSON.stringify` would change in silence (NaN becomes null).
 */
import { AgentRunnerError, protocolError } from './errors.js'

/** The depth the runner reads (PROTOCOL.md), less the request object around it. */
const maxDepth = 126
/** With the `u` flag a paired surrogate is one code point, and this finds only the unpaired. */
const loneSurrogate = /\p{Surrogate}/u

/**
 * @param {string} method
 * @param {unknown} params an object (by name), an array (by position), or nothing
 * @returns {string} an object's or an array's text
 * @throws {AgentRunnerError} ERR_RUNNER_PROTOCOL naming the path
 */
export function encodeParams(method, params) {
  if (params === undefined || params === null) return '{}'
  try {
    return encode(method, plainForm(params))
  } catch (cause) {
    if (cause instanceof AgentRunnerError) throw cause
    // A getter or a toJSON that throws, or text past what one string can hold.
    throw protocolError(`${method}: params cannot be written as JSON`, { method, phase: 'queued', cause })
  }
}

/** @param {string} text */
export function isWellFormed(text) {
  return !loneSurrogate.test(text)
}

/**
 * @param {string} method
 * @param {unknown} params
 */
function encode(method, params) {
  if (typeof params !== 'object' || params === null) {
    throw refusal(
      method,
      'params',
      `should be an object or an array, and is ${params === null ? null : typeof params}`,
    )
  }
  if ('_meta' in params) {
    throw refusal(method, 'params._meta', "is the bridge's own: pass it as the `meta` option")
  }
  const flaw = findFlawWithin(params, [])
  if (flaw) throw refusal(method, `params${flaw.path}`, flaw.reason)
  return JSON.stringify(params)
}

/**
 * What JSON sees of a value: a Date, or any object with a `toJSON`, stands for something else.
 *
 * @param {unknown} value
 */
function plainForm(value) {
  const hasForm = typeof value === 'object' && value !== null && 'toJSON' in value
  return hasForm && typeof value.toJSON === 'function' ? value.toJSON('') : value
}

/**
 * @param {string} method
 * @param {string} path
 * @param {string} reason
 */
function refusal(method, path, reason) {
  return protocolError(`${method}: ${path} ${reason}`, { method, phase: 'queued', data: { path, reason } })
}

/**
 * @typedef {{ path: string, reason: string }} Flaw its path grows from the leaf up, so that sound params build none
 *
 * @param {unknown} value
 * @param {object[]} ancestors
 * @returns {Flaw | null}
 */
function findFlaw(value, ancestors) {
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
function findFlawWithin(container, ancestors) {
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
