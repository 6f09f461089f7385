import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { PythonAgentRunner } from '../../../node/pythonAgentRunner.js'
import { nextEvent, rejectionOf } from './startRunner.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const exporter = new InMemorySpanExporter()
api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
api.trace.setGlobalTracerProvider(
  new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
)

/** @type {PythonAgentRunner} */
let runner

test.before(async () => {
  runner = new PythonAgentRunner({
    cwd: root,
    args: ['-m', 'agent_runner', '--bare', '--load', 'tests.fixtures.runner.traced_agents'],
    hostMethods: { nested: () => runner.call('traced.here') },
  })
  await runner.start()
})
test.after(() => runner.destroy())
test.beforeEach(() => exporter.reset())

/** The next span that Python tells the end of. @param {string} name @returns {Promise<any>} */
async function pythonSpan(name) {
  const isIt = (/** @type {any} */ { logger, msg }) => logger === 'spans' && msg.includes(`"name": "${name}"`)
  return JSON.parse((await nextEvent(runner, 'log', isIt)).msg)
}

/** @param {string} name */
const nodeSpan = (name) => exporter.getFinishedSpans().find((span) => span.name === name) ?? assert.fail(name)

test('one trace goes from a span in Node through the child', async () => {
  const spans = Promise.all([pythonSpan('rpc traced.here'), pythonSpan('inner')])
  const told = nextEvent(runner, 'log', ({ msg }) => msg === 'working')
  const outerTrace = await api.trace.getTracer('test').startActiveSpan('outer', async (outer) => {
    const inPython = await runner.call('traced.here', {}, { meta: { run_id: 'run-1' } })
    outer.end()
    assert.equal(inPython, outer.spanContext().traceId)
    return inPython
  })
  const [served, inner] = await spans
  const client = nodeSpan('rpc traced.here')
  assert.equal(client.parentSpanContext?.spanId, nodeSpan('outer').spanContext().spanId)
  assert.equal(served.parent_id, `0x${client.spanContext().spanId}`)
  assert.equal(served.kind, 'SpanKind.SERVER')
  assert.equal(inner.parent_id, served.context.span_id)
  assert.equal(inner.context.trace_id, `0x${outerTrace}`)

  const { run_id, request_id, trace_id } = await told
  assert.equal(trace_id, outerTrace)
  assert.equal(run_id, 'run-1')
  assert.match(request_id, /\.\d+$/)
})

test('a plain skill runs in the same trace, in its thread', async () => {
  const [trace, thread] = await runner.call('traced.in_thread')
  assert.equal(trace, nodeSpan('rpc traced.in_thread').spanContext().traceId)
  assert.notEqual(thread, 'MainThread')
})

test('a failure ends both spans with the code of the wire', async () => {
  const span = pythonSpan('rpc traced.fail')
  await rejectionOf(runner.call('traced.fail'))
  const { attributes, status } = await span
  assert.equal(attributes['rpc.response.status_code'], '-32010')
  assert.equal(status.status_code, 'ERROR')
  const client = nodeSpan('rpc traced.fail')
  assert.equal(client.attributes['rpc.response.status_code'], '-32010')
  assert.equal(client.attributes['error.type'], 'ERR_RUNNER_REMOTE')
})

test('a call that cannot be written down leaves no span open', async () => {
  await rejectionOf(runner.call('traced.here', { value: Number.NaN }))
  assert.equal(nodeSpan('rpc traced.here').status.code, api.SpanStatusCode.ERROR)
})

test('a call whose signal was aborted before leaves no span open', async () => {
  const signal = AbortSignal.abort()
  assert.equal(
    (await rejectionOf(runner.call('traced.aborted', {}, { signal }))).code,
    'ERR_RUNNER_CANCELLED',
  )
  const span = nodeSpan('rpc traced.aborted')
  assert.equal(span.status.code, api.SpanStatusCode.ERROR)
  assert.equal(span.attributes['error.type'], 'ERR_RUNNER_CANCELLED')
})

for (const skill of ['ask', 'ask_in_thread']) {
  test(`one trace goes from Node to Python, back to the host and into Python again: ${skill}`, async () => {
    const spans = Promise.all([pythonSpan('rpc traced.here'), pythonSpan(`rpc traced.${skill}`)])
    const trace = await runner.call(`traced.${skill}`, { method: 'nested' })
    const [innermost, asking] = await spans
    const [outer, host, nested] = [`rpc traced.${skill}`, 'rpc nested', 'rpc traced.here'].map(nodeSpan)
    for (const span of [outer, host, nested]) assert.equal(span?.spanContext().traceId, trace)
    assert.equal(asking.parent_id, `0x${outer?.spanContext().spanId}`)
    assert.equal(`0x${host?.parentSpanContext?.spanId}`, asking.context.span_id)
    assert.equal(host?.kind, api.SpanKind.SERVER)
    assert.equal(nested?.parentSpanContext?.spanId, host?.spanContext().spanId)
    assert.equal(innermost.parent_id, `0x${nested?.spanContext().spanId}`)
  })
}
