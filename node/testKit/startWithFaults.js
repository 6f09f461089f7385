/** A runner whose child has the agent `faults` beside your own. */
import { PythonAgentRunner } from '../pythonAgentRunner.js'

/**
 * @typedef {import('../runner/options.js').RunnerOptions & FaultOptions} Options
 *
 * @typedef {object} FaultOptions
 * @property {string[]} [agents] importable modules that hold your agents, as for `--load`
 * @property {boolean} [bare] leave the six study agents out; default true
 * @property {string} [atImport] a fault of the start, such as `sleep:2`: see agent_runner/faults/at_import.py
 */

/**
 * Starts it. End it with `close()` or `destroy()`, in your test's `after`.
 *
 * @param {Options} [options] those of PythonAgentRunner, and which agents; `args` are added at the end
 * @returns {Promise<PythonAgentRunner>} rejects with ERR_RUNNER_START
 */
export async function startWithFaults({
  agents = [],
  bare = true,
  atImport,
  args = [],
  env,
  ...options
} = {}) {
  const runner = new PythonAgentRunner({
    ...options,
    args: [
      ...['-m', 'agent_runner', '--faults', ...(bare ? ['--bare'] : [])],
      ...agents.flatMap((module) => ['--load', module]),
      ...args,
    ],
    env: { ...env, AGENT_RUNNER_FAULTS_AT_IMPORT: atImport },
  })
  await runner.start()
  return runner
}
