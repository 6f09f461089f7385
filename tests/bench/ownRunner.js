/** The runner as the bench starts it: one process with the bench's agent, and room for the largest messages. */
import { python, root } from './machine.js'

export const MAX_FRAME_BYTES = 128 * 2 ** 20
export const MAX_IN_FLIGHT = 16_384

/** @param {string} [agents] the module that holds them */
export function benchRunner(agents = 'tests.bench.agents') {
  const limits = ['--max-frame-bytes', `${MAX_FRAME_BYTES}`, '--max-in-flight', `${MAX_IN_FLIGHT}`]
  return {
    python,
    cwd: root,
    args: ['-m', 'agent_runner', '--bare', '--load', agents, ...limits],
    maxFrameBytes: MAX_FRAME_BYTES,
    queueLimit: MAX_IN_FLIGHT,
  }
}
