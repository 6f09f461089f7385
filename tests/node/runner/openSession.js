/** One child without the pool around it, and what it told. */
import { fileURLToPath } from 'node:url'
import { Call } from '../../../node/runner/calls/call.js'
import { readOptions } from '../../../node/runner/options.js'
import { Session } from '../../../node/runner/child/session.js'

const child = fileURLToPath(new URL('../../fixtures/runner/child.py', import.meta.url))
/** The double, quick to start. */
const double = ['-S', '-E', child]
/** The real runner with an agent that does on demand what skills should not. */
export const real = ['-m', 'agent_runner', '--bare', '--load', 'tests.fixtures.runner.real_agents']

/**
 * @param {{ after: (end: () => Promise<unknown>) => void }} t when the test is over, the child is killed
 * @param {import('../../../node/runner/options.js').RunnerOptions} [options]
 */
export async function openSession(t, options) {
  /** @type {{ unhealthy: import('../../../node/runner/health/health.js').HealthReport[], logs: any[], recovered: number }} */
  const told = { unhealthy: [], logs: [], recovered: 0 }
  const counters = { lateReplies: 0, noise: 0, brokenFrames: 0 }
  // No examination comes between those that a test asks for, unless it says so.
  const defaults = { args: double, startTimeoutMs: 10_000, pingIntervalMs: 3_600_000 }
  const session = new Session(
    readOptions({ ...defaults, ...options }),
    { epoch: 'test-1', counters },
    /** @type {any} */ ({
      onRoom() {},
      onReturned() {},
      onRecovered: () => (told.recovered += 1),
      onLog: (/** @type {any} */ event) => told.logs.push(event),
      isListenedTo: () => true,
      onUnhealthy: (/** @type {any} */ report) => told.unhealthy.push(report),
    }),
  )
  t.after(() => {
    session.kill('the test is over')
    return session.ended
  })
  await session.ready
  return { session, told, counters }
}

/**
 * @param {{ logs: { msg: string }[] }} told
 * @param {string} line
 */
export function hasSaid({ logs }, line) {
  return logs.some(({ msg }) => msg === line)
}

/**
 * @param {Session} session
 * @param {string} method
 * @param {object} [params]
 */
export function callOn(session, method, params = {}) {
  const call = new Call(method, params, { timeoutMs: Infinity })
  call.promise.catch(() => {})
  session.connection.send(call)
  return call
}
