/**
 * A call's parameters as JSON text, or a named refusal. Owns what may leave this side: everything Python would
 * have to refuse without being able to say whose request it was (too deep, lone surrogates), and everything that
 * `JSON.stringify` would change in silence (NaN becomes null).
 */
import { protocolError } from './errors.js'

/** The depth the runner reads (PROTOCOL.md), less the request object and `params` around it. */
const maxDepth = 126
/** With the `u` flag a paired surrogate is one code point, and this finds only the unpaired. */
const loneSurrogate = /\p{Surrogate}/u

/**
 * @param {string} method
 * @param {unknown} params an object (by name), an array (by position), or nothing
 * @returns {string}
 * @throws {import('./errors.js').AgentRunnerError} ERR_RUNNER_PROTOCOL naming the path
 */
export function encodeParams(method, params) {
  if (params === undefined || params === null) return '{}'
  if (typeof params !== 'object') {
    throw refusal(method, 'params', `expected an object or an array, got ${typeof params}`)
  }
  if ('_meta' in params) {
    throw refusal(method, 'params._meta', "is the bridge's own: pass it as the `meta` option")
  }
  const flaw = findFlaw(params, [])
  if (flaw) throw refusal(method, `params${flaw.path}`, flaw.reason)
  try {
    return JSON.stringify(params)
  } catch (cause) {
    // A getter or a toJSON that throws, or text past what one string can hold.
    throw protocolError(`${method}: params cannot be written as JSON`, { method, phase: 'queued', cause })
  }
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
      return loneSurrogate.test(value) ? { path: '', reason: 'holds half of a surrogate pair' } : null
    case 'number':
      return Number.isFinite(value) ? null : { path: '', reason: `is ${value}, which JSON does not have` }
    case 'bigint':
      return { path: '', reason: 'is a BigInt, which JSON does not have' }
    case 'object':
      return value === null ? null : findFlawWithin(value, ancestors)
    default:
      return null
  }
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
  if ('toJSON' in container && typeof container.toJSON === 'function') return null
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
    if (loneSurrogate.test(key)) return { path: '', reason: 'has a key with half of a surrogate pair' }
    const flaw = findFlaw(members[key], ancestors)
    if (flaw) return { ...flaw, path: `.${key}${flaw.path}` }
  }
  return null
}
