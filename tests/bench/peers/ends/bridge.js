/** This bridge with everything on: validation, deadlines, metrics, health, credit. */
import { PythonAgentRunner } from '../../../../node/pythonAgentRunner.js'
import { benchRunner } from '../../ownRunner.js'

const TIMEOUT_MS = 60_000

/** @returns {Promise<import('../ends.js').End>} */
export async function open() {
  const runner = new PythonAgentRunner(benchRunner())
  await runner.start()
  const options = { timeoutMs: TIMEOUT_MS }
  return {
    echo: (params) => runner.call('bench.echo', params, options),
    big: (size) => runner.call('bench.big', { size }, options),
    count: async (to, onEvent) => {
      const stream = runner.stream('bench.count', { to }, options)
      for await (const event of stream) onEvent(event)
      return stream.result
    },
    close: () => runner.close(),
  }
}
