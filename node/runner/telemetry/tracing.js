/**
 * Traces through the bridge: a span for each call when OpenTelemetry is there, and the W3C `traceparent` that joins it
 * to what Python does. Sole door to `@opentelemetry/api`, which is not a dependency: whoever traces has it installed,
 * and without it there is no `Tracing` and nothing is done.
 *
 * The attributes carry the names of the present semantic conventions for JSON-RPC and those that were theirs until 1.37,
 * which most viewers know.
 */
import { createRequire } from 'node:module'

const name = 'agent_runner'
const traceparentForm = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/

/**
 * @typedef {typeof import('@opentelemetry/api')} Api
 * @typedef {import('@opentelemetry/api').Span} Span
 * @typedef {import('../calls/call.js').CallOptions} CallOptions
 * @typedef {Readonly<Record<string, import('../options.js').HostMethod>>} HostMethods
 *
 * @typedef {object} Trace of one call
 * @property {string} traceparent for Python
 * @property {<Options extends CallOptions>(options?: Options) => Options} join makes it part of a call's options
 * @property {(error?: { code?: string, rpcCode?: number, message: string }) => void} end
 */

/**
 * @param {() => Api | null} [load] for tests
 * @returns {Tracing | null} null when the API is not installed
 */
export function openTracing(load = loadApi) {
  const api = load()
  return api && new Tracing(api)
}

/**
 * @param {HostMethods} methods
 * @param {Tracing | null} tracing
 * @returns {HostMethods} each under a span of its own
 */
export function traced(methods, tracing) {
  if (tracing === null) return methods
  const wrapped = Object.entries(methods).map(([name, method]) => {
    /** @type {import('../options.js').HostMethod} */
    const underSpan = (params, context) =>
      tracing.serve(name, context.traceparent, async () => method(params, context))
    return [name, underSpan]
  })
  return Object.freeze(Object.fromEntries(wrapped))
}

export class Tracing {
  #api
  /** @type {import('@opentelemetry/api').Tracer | null} */ #tracer = null

  /** @param {Api} api */
  constructor(api) {
    this.#api = api
  }

  /**
   * Begins the span of a call: a child of the active one, else of the caller's own `traceparent`, else a root.
   *
   * @param {string} method
   * @param {string} [traceparent] of the caller
   * @returns {Trace | null} null when nobody traces: the caller's `traceparent` then goes on as it is
   */
  begin(method, traceparent) {
    const tracer = this.#findTracer()
    if (tracer === null) return null
    const active = this.#api.context.active()
    const parent = this.#api.trace.getSpan(active) ? active : this.#remote(active, traceparent)
    const span = start(tracer, method, this.#api.SpanKind.CLIENT, parent)
    const { traceId, spanId, traceFlags } = span.spanContext()
    const flags = traceFlags.toString(16).padStart(2, '0')
    return traceOf(`00-${traceId}-${spanId}-${flags}`, (error) => this.#end(span, error))
  }

  /**
   * Runs a method of the host that Python calls, under a span of its own.
   *
   * @template T
   * @param {string} method
   * @param {string | undefined} traceparent that came with the call
   * @param {() => Promise<T>} run
   * @returns {Promise<T>}
   */
  async serve(method, traceparent, run) {
    const tracer = this.#findTracer()
    if (tracer === null) return run()
    const parent = this.#remote(this.#api.context.active(), traceparent)
    const span = start(tracer, method, this.#api.SpanKind.SERVER, parent)
    try {
      const result = await this.#api.context.with(this.#api.trace.setSpan(parent, span), run)
      this.#end(span)
      return result
    } catch (thrown) {
      const { message = String(thrown), name } = /** @type {any} */ (thrown ?? {})
      this.#end(span, { code: name, message })
      throw thrown
    }
  }

  /** The API alone makes spans of nothing, at a few microseconds each: it is asked first whether an SDK is behind it. */
  #findTracer() {
    if (this.#tracer) return this.#tracer
    const provider = this.#api.trace.getTracerProvider()
    const isEmpty = provider instanceof this.#api.ProxyTracerProvider && !provider.getDelegateTracer(name)
    this.#tracer = isEmpty ? null : provider.getTracer(name)
    return this.#tracer
  }

  /**
   * @param {Span} span
   * @param {{ code?: string, rpcCode?: number, message: string }} [error]
   */
  #end(span, error) {
    if (error) {
      span.setAttribute('error.type', error.code ?? 'Error')
      if (error.rpcCode !== undefined) {
        span.setAttributes({
          'rpc.response.status_code': `${error.rpcCode}`,
          'rpc.jsonrpc.error_code': error.rpcCode,
        })
      }
      span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: error.message })
    }
    span.end()
  }

  /**
   * @param {import('@opentelemetry/api').Context} context
   * @param {string | undefined} traceparent
   */
  #remote(context, traceparent) {
    const [, traceId, spanId, flags] = traceparentForm.exec(traceparent ?? '') ?? []
    if (traceId === undefined || spanId === undefined || flags === undefined) return context
    const traceFlags = Number.parseInt(flags, 16)
    return this.#api.trace.setSpanContext(context, { traceId, spanId, traceFlags, isRemote: true })
  }
}

/**
 * @param {string} own its traceparent
 * @param {Trace['end']} end
 * @returns {Trace}
 */
function traceOf(own, end) {
  const join = (/** @type {any} */ options) => ({ ...options, meta: { ...options?.meta, traceparent: own } })
  return { traceparent: own, join, end }
}

/**
 * @param {import('@opentelemetry/api').Tracer} tracer
 * @param {string} method
 * @param {import('@opentelemetry/api').SpanKind} kind
 * @param {import('@opentelemetry/api').Context} parent
 */
function start(tracer, method, kind, parent) {
  const attributes = {
    ...{ 'rpc.system.name': 'jsonrpc', 'rpc.method': method, 'jsonrpc.protocol.version': '2.0' },
    ...{ 'rpc.system': 'jsonrpc', 'rpc.jsonrpc.version': '2.0' },
  }
  return tracer.startSpan(`rpc ${method}`, { kind, attributes }, parent)
}

/** @returns {Api | null} */
function loadApi() {
  try {
    return createRequire(import.meta.url)('@opentelemetry/api')
  } catch {
    return null
  }
}
