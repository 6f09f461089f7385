/**
 * What Python may call here: the methods of an allow-list, each call with a signal and a bound on how many run. Owns
 * the requests of one child; answers each of them once, whatever its handler does.
 */
import { findFlaw, plainForm } from '../calls/jsonFlaw.js'
import { FlawError } from '../calls/jsonPieces.js'
import { LargeText } from '../calls/largeText.js'
import { isLarge } from '../calls/weight.js'
import { maxTimerMs } from '../clock.js'
import { mostHostCalls } from '../options.js'

/**
 * @typedef {import('../options.js').HostMethod} HostMethod
 * @typedef {import('../options.js').HostCallContext} HostCallContext
 * @typedef {string | number} HostCallId
 *
 * @typedef {object} HostCall
 * @property {AbortController} controller
 * @property {import('../clock.js').Timer | null} timer
 *
 * @typedef {{ code: number, message: string, data?: unknown }} WireError
 * @typedef {{ result: string } | { error: WireError }} Outcome the result is JSON text
 * @typedef {(id: HostCallId | null, outcome: Outcome | { large: LargeText }) => void} Answer
 *
 * @typedef {{ id?: unknown, method: string, params?: any }} HostRequest
 */

export class HostMethods {
  #methods
  #clock
  #answer
  #running = 0
  /** Those that Python waits for. @type {Map<HostCallId, HostCall>} */ #open = new Map()

  /**
   * @param {Readonly<Record<string, HostMethod>>} methods
   * @param {import('../clock.js').Clock} clock
   * @param {Answer} answer
   */
  constructor(methods, clock, answer) {
    this.#methods = methods
    this.#clock = clock
    this.#answer = answer
  }

  get names() {
    return Object.keys(this.#methods)
  }

  /** @param {unknown} id whether it may be that of a host call, as yet unheard of */
  mayAsk(id) {
    const isId = typeof id === 'string' || typeof id === 'number'
    return isId && this.names.length > 0 && !this.#open.has(id)
  }

  /** @param {HostRequest} request */
  serve({ id, method, params }) {
    if (typeof id !== 'string' && typeof id !== 'number') return this.#refuse(null, -32600, 'Invalid request')
    if (this.#open.has(id)) return this.#refuse(id, -32011, 'This id is in flight already')
    const handler = Object.hasOwn(this.#methods, method) ? this.#methods[method] : undefined
    if (!handler) return this.#refuse(id, -32601, 'Method not found', { method })
    if (this.#running >= mostHostCalls)
      return this.#refuse(id, -32004, 'Too many host calls are running', { limit: mostHostCalls })
    void this.#run(id, method, handler, params)
  }

  /** @param {unknown} id as `$/cancelRequest` names it */
  cancel(id) {
    const reason = new Error('Python cancelled the host call')
    this.#end(/** @type {HostCallId} */ (id), reason, { code: -32800, message: 'Request cancelled' })
  }

  /** @param {string} why the child is gone, and nobody waits for an answer */
  close(why) {
    const reason = new Error(why)
    for (const id of [...this.#open.keys()]) this.#take(id)?.controller.abort(reason)
  }

  /**
   * @param {HostCallId} id
   * @param {string} method
   * @param {HostMethod} handler
   * @param {any} params
   */
  async #run(id, method, handler, params) {
    const { _meta: meta, ...named } = isObject(params) ? params : { _meta: undefined }
    const call = this.#accept(id, meta)
    const context = contextOf(meta, call.controller.signal)
    this.#running += 1
    try {
      const result = await handler(Array.isArray(params) ? params : named, context)
      if (this.#open.get(id) === call) this.#deliver(id, call, method, result)
    } catch (thrown) {
      if (this.#open.get(id) !== call) return
      this.#take(id)
      this.#answer(id, { error: failed(method, thrown) })
    } finally {
      this.#running -= 1
    }
  }

  /**
   * @param {HostCallId} id
   * @param {any} meta
   */
  #accept(id, meta) {
    /** @type {HostCall} */
    const call = { controller: new AbortController(), timer: null }
    this.#open.set(id, call)
    const deadlineMs = meta?.deadline_ms
    if (!Number.isFinite(deadlineMs)) return call
    const delayMs = Math.min(Math.max(0, deadlineMs), maxTimerMs)
    call.timer = this.#clock.setTimeout(() => this.#expire(id), delayMs)
    call.timer.unref?.()
    return call
  }

  /** @param {HostCallId} id */
  #expire(id) {
    const message = 'The deadline of the host call has passed'
    this.#end(id, new DOMException(message, 'TimeoutError'), { code: -32003, message })
  }

  /**
   * @param {HostCallId} id
   * @param {Error} reason for the handler's signal
   * @param {WireError} error
   */
  #end(id, reason, error) {
    const call = this.#take(id)
    if (!call) return
    this.#answer(id, { error })
    call.controller.abort(reason)
  }

  /**
   * @param {HostCallId} id
   * @param {HostCall} call
   * @param {string} method
   * @param {unknown} result
   */
  #deliver(id, call, method, result) {
    const form = plainForm(result)
    const isLong = typeof form === 'string' || (typeof form === 'object' && form !== null)
    if (isLong && isLarge(form)) return this.#deliverLarge(id, call, method, form)
    const outcome = encodeResult(method, result)
    this.#take(id)
    this.#answer(id, outcome)
  }

  /**
   * @param {HostCallId} id
   * @param {HostCall} call
   * @param {string} method
   * @param {object | string} form
   */
  #deliverLarge(id, call, method, form) {
    const isAwaited = () => this.#open.get(id) === call
    const deliver = (/** @type {Outcome | { large: LargeText }} */ outcome) => {
      this.#take(id)
      this.#answer(id, outcome)
    }
    const fail = (/** @type {unknown} */ thrown) => deliver(failureOf(method, thrown))
    try {
      const large = new LargeText(form)
      large.whenWritten(() => deliver({ large }))
      large.begin(isAwaited, fail)
    } catch (thrown) {
      fail(thrown)
    }
  }

  /** @param {HostCallId} id of the call that is over from here on */
  #take(id) {
    const call = this.#open.get(id)
    if (!call) return undefined
    this.#open.delete(id)
    if (call.timer !== null) this.#clock.clearTimeout(call.timer)
    return call
  }

  /**
   * @param {HostCallId | null} id
   * @param {number} code
   * @param {string} message
   * @param {unknown} [data]
   */
  #refuse(id, code, message, data) {
    this.#answer(id, { error: { code, message, ...(data !== undefined && { data }) } })
  }
}

/**
 * @param {HostCallId | null} id
 * @param {{ result: string } | { error: WireError }} outcome
 * @returns {string} the response, without a newline
 */
export function answerText(id, outcome) {
  const body =
    'result' in outcome
      ? `"result":${outcome.result}`
      : `"error":${JSON.stringify(outcome.error, wellFormed)}`
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${body}}`
}

/**
 * @param {HostCallId | null} id
 * @param {LargeText} result
 * @returns {string} the response up to what is in the result's pieces
 */
export function answerHead(id, result) {
  return `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${result.opening}`
}

/**
 * @param {any} meta
 * @param {AbortSignal} signal
 * @returns {HostCallContext}
 */
function contextOf(meta, signal) {
  const { call_id: callId = null, deadline_ms: deadlineMs, traceparent } = meta ?? {}
  return {
    ...{ signal, callId },
    ...(Number.isFinite(deadlineMs) && { deadlineMs }),
    ...(typeof traceparent === 'string' && { traceparent }),
  }
}

/**
 * @param {string} method
 * @param {unknown} result
 * @returns {Outcome}
 */
function encodeResult(method, result) {
  const flaw = result === undefined ? null : findFlaw(result, [])
  const text = flaw ? undefined : JSON.stringify(result ?? null)
  if (text !== undefined) return { result: text }
  return notJson(method, flaw ?? { path: '', reason: `is a ${typeof result}` })
}

/**
 * @param {string} method
 * @param {unknown} thrown while a result was written
 * @returns {Outcome}
 */
function failureOf(method, thrown) {
  if (thrown instanceof FlawError) return notJson(method, thrown)
  return { error: failed(method, thrown) }
}

/**
 * @param {string} method
 * @param {{ path: string, reason: string }} flaw
 * @returns {Outcome}
 */
function notJson(method, flaw) {
  const { reason } = flaw
  const path = flaw.path.replace(/^\./, '')
  const message = `Result of ${method} is not JSON: ${path || 'it'} ${reason}`
  return { error: { code: -32007, message, data: { path, reason } } }
}

/**
 * @param {string} method
 * @param {unknown} thrown
 * @returns {WireError}
 */
function failed(method, thrown) {
  return { code: -32013, message: `The host method ${method} failed`, data: { method, name: nameOf(thrown) } }
}

/** @param {unknown} thrown the name alone is told: a message may hold what is the host's own */
function nameOf(thrown) {
  try {
    const name = thrown instanceof Error ? thrown.name : typeof thrown
    return typeof name === 'string' ? name.slice(0, 100) : 'Error'
  } catch {
    return 'Error' // Its name is a getter that throws in its turn.
  }
}

/**
 * Half a character is no JSON for the other side, and an error must arrive.
 *
 * @param {string} _key
 * @param {unknown} value
 */
function wellFormed(_key, value) {
  return typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value
}

/** @param {any} value @returns {value is Record<string, any>} */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
