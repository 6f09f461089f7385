/**
 * A call's parameters as JSON text, or a named refusal. Owns what may leave this side: nothing that Python would have
 * to refuse without being able to say whose request it was, and nothing that JSON would change in silence (undefined members are
 * left out, as JSON has it).
 */
import { AgentRunnerError, protocolError } from '../errors.js'
import { findFlawWithin, isSurelySound, plainForm } from './jsonFlaw.js'
import { FlawError } from './jsonPieces.js'
import { LargeText } from './largeText.js'
import { isLarge } from './weight.js'

export { isWellFormed } from './jsonFlaw.js'

/**
 * @param {string} method
 * @param {unknown} params an object (by name), an array (by position), or nothing
 * @returns {string | LargeText} an object's or an array's text
 * @throws {AgentRunnerError} ERR_RUNNER_PROTOCOL naming the path
 */
export function encodeParams(method, params) {
  if (params === undefined || params === null) return '{}'
  return orRefusal(method, 'params', () => {
    const form = plainForm(params)
    if (typeof form !== 'object' || form === null) {
      const kind = form === null ? null : typeof form
      throw refusal(method, 'params', `should be an object or an array, and is ${kind}`)
    }
    if ('_meta' in form) {
      throw refusal(method, 'params._meta', "is the bridge's own: pass it as the `meta` option")
    }
    if (isLarge(form)) return new LargeText(form)
    return encode(method, 'params', form)
  })
}

/** What the bridge writes into the metadata itself, and where a caller says it. */
const ownMeta = Object.freeze(
  Object.entries({
    deadline_ms: 'pass `timeoutMs`',
    progress: 'use `stream()` or `onProgress`',
    window: "set the runner's `streamWindow`",
  }),
)

/**
 * @param {string} method
 * @param {object} meta
 * @returns {string} its members, without the braces
 * @throws {AgentRunnerError} ERR_RUNNER_PROTOCOL naming the path
 */
export function encodeMeta(method, meta) {
  return orRefusal(method, 'meta', () => {
    const form = plainForm(meta)
    if (typeof form !== 'object' || form === null || Array.isArray(form)) {
      throw refusal(method, 'meta', 'should be an object')
    }
    for (const [name, instead] of ownMeta) {
      if (name in form) throw refusal(method, `meta.${name}`, `is the bridge's own: ${instead}`)
    }
    return encode(method, 'meta', form).slice(1, -1)
  })
}

/**
 * @template T
 * @param {string} method
 * @param {string} root
 * @param {() => T} write
 */
function orRefusal(method, root, write) {
  try {
    return write()
  } catch (cause) {
    throw refusalOf(method, root, cause)
  }
}

/**
 * @param {string} method
 * @param {string} root
 * @param {unknown} cause what was thrown while it was written
 */
export function refusalOf(method, root, cause) {
  if (cause instanceof AgentRunnerError) return cause
  if (cause instanceof FlawError) return refusal(method, `${root}${cause.path}`, cause.reason)
  // A getter or a toJSON that throws, or text past what one string can hold.
  return protocolError(`${method}: ${root} cannot be written as JSON`, { method, phase: 'queued', cause })
}

/**
 * @param {string} method
 * @param {string} root what its path begins with
 * @param {object} params
 */
function encode(method, root, params) {
  const text = written(params)
  if (typeof text === 'string' && isSurelySound(params, text)) return text
  const flaw = findFlawWithin(params, [])
  if (flaw) throw refusal(method, `${root}${flaw.path}`, flaw.reason)
  if (typeof text === 'string') return text
  throw text.thrown
}

/**
 * @param {object} params
 * @returns {string | { thrown: unknown }}
 */
function written(params) {
  try {
    return JSON.stringify(params)
  } catch (thrown) {
    return { thrown }
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
