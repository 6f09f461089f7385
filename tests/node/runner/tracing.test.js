import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { openTracing, Tracing } from '../../../node/runner/telemetry/tracing.js'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const given = `00-${traceId}-00f067aa0ba902b7-01`
const exporter = new InMemorySpanExporter()
const tracing = new Tracing(api)

test('where the API is not installed there is no tracing', () => {
  assert.equal(
    openTracing(() => null),
    null,
  )
})

test('where the API is there and nothing set up, a caller’s traceparent goes on as it is', () => {
  assert.equal(tracing.begin('demo.echo'), null)
  assert.equal(tracing.begin('demo.echo', given)?.traceparent ?? given, given)
})

test('once an SDK is set up', async (t) => {
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  api.trace.setGlobalTracerProvider(provider)
  t.beforeEach(() => exporter.reset())

  await t.test('a call is a client span, and its traceparent names it', () => {
    const trace = tracing.begin('demo.echo') ?? assert.fail()
    trace.end()
    const [span = assert.fail()] = exporter.getFinishedSpans()
    const { traceId: ownTrace, spanId } = span.spanContext()
    assert.equal(trace.traceparent, `00-${ownTrace}-${spanId}-01`)
    assert.equal(span.name, 'rpc demo.echo')
    assert.equal(span.kind, api.SpanKind.CLIENT)
    assert.deepEqual(span.attributes, {
      'rpc.system.name': 'jsonrpc',
      'rpc.method': 'demo.echo',
      'jsonrpc.protocol.version': '2.0',
      'rpc.system': 'jsonrpc',
      'rpc.jsonrpc.version': '2.0',
    })
  })

  await t.test('a call made within a span is its child, whatever traceparent its caller gives', () => {
    const tracer = api.trace.getTracer('test')
    tracer.startActiveSpan('outer', (outer) => {
      const trace = tracing.begin('demo.echo', given) ?? assert.fail()
      assert.ok(trace.traceparent.includes(outer.spanContext().traceId))
      trace.end()
      outer.end()
    })
    const [inner, outer] = exporter.getFinishedSpans()
    assert.equal(inner?.parentSpanContext?.spanId, outer?.spanContext().spanId)
  })

  await t.test('outside of any span it is the child of the caller’s traceparent', () => {
    const trace = tracing.begin('demo.echo', given) ?? assert.fail()
    trace.end()
    const [span = assert.fail()] = exporter.getFinishedSpans()
    assert.equal(span.spanContext().traceId, traceId)
    assert.equal(span.parentSpanContext?.spanId, '00f067aa0ba902b7')
    assert.notEqual(trace.traceparent, given)
  })

  await t.test('a failure carries its code, and the wire’s where there is one', () => {
    tracing.begin('demo.echo')?.end({ code: 'ERR_RUNNER_REMOTE', rpcCode: -32010, message: 'no such quiz' })
    tracing.begin('demo.echo')?.end({ code: 'ERR_RUNNER_EXITED', message: 'it died' })
    const [remote = assert.fail(), exited = assert.fail()] = exporter.getFinishedSpans()
    assert.deepEqual(remote.status, { code: api.SpanStatusCode.ERROR, message: 'no such quiz' })
    assert.equal(remote.attributes['rpc.response.status_code'], '-32010')
    assert.equal(remote.attributes['error.type'], 'ERR_RUNNER_REMOTE')
    assert.equal(exited.attributes['rpc.response.status_code'], undefined)
  })

  await t.test('a method of the host runs under a span of its own, which its failure ends too', async () => {
    const seen = await tracing.serve('lookup', given, async () => api.trace.getActiveSpan()?.spanContext())
    await assert.rejects(
      tracing.serve('lookup', given, async () => Promise.reject(new TypeError('no'))),
      TypeError,
    )
    const [served = assert.fail(), failed = assert.fail()] = exporter.getFinishedSpans()
    assert.equal(seen?.spanId, served.spanContext().spanId)
    assert.equal(served.kind, api.SpanKind.SERVER)
    assert.equal(served.spanContext().traceId, traceId)
    assert.equal(failed.attributes['error.type'], 'TypeError')
  })

  await t.test('a traceparent of a wrong form is no parent', () => {
    for (const wrong of ['nonsense', `ff-${traceId}-00f067aa0ba902b7-01`, `00-${'0'.repeat(32)}-x-01`]) {
      tracing.begin('demo.echo', wrong)?.end()
    }
    for (const span of exporter.getFinishedSpans()) assert.equal(span.parentSpanContext, undefined)
    assert.equal(exporter.getFinishedSpans().length, 3)
  })
})
