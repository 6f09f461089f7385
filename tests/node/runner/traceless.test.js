import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PythonAgentRunner } from '../../../node/pythonAgentRunner.js'
import { nextEvent } from './startRunner.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

test('where nobody traces, a caller’s traceparent goes through Python and back to the host unchanged', async (t) => {
  const runner = new PythonAgentRunner({
    cwd: root,
    args: ['-m', 'agent_runner', '--bare', '--load', 'tests.fixtures.runner.asking_agents'],
    hostMethods: { told: async (_params, context) => context.traceparent ?? null },
  })
  t.after(() => runner.destroy())
  await runner.start()
  const said = nextEvent(runner, 'log', ({ msg }) => msg === 'asking')
  const meta = { traceparent, run_id: 'run-7' }
  assert.equal(await runner.call('asking.ask', { method: 'told' }, { meta }), traceparent)
  const { run_id, trace_id, request_id } = await said
  assert.deepEqual([run_id, trace_id], ['run-7', traceparent.split('-')[1]])
  assert.match(request_id, /\.\d+$/)
  assert.equal(await runner.call('asking.ask', { method: 'told' }), null)
})
