/** Real runners for the fault tests: the Python child, its agent of faults, and waits short enough for tests. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'
import { faultyChild, settlesWithin, startWithFaults } from '../../node/testKit/index.js'

/** Far more than anything here takes. */
export const patienceMs = 20_000

/** @typedef {{ after: (end: () => Promise<unknown>) => void }} Test */

/**
 * @param {Test} t
 * @param {import('../../node/testKit/startWithFaults.js').Options} [options]
 */
export async function startReal(t, options) {
  const runner = await makeReal(options)
  t.after(() => runner.destroy())
  return runner
}

/**
 * For many tests to share; who makes it destroys it.
 *
 * @param {import('../../node/testKit/startWithFaults.js').Options} [options]
 */
export function makeReal(options = {}) {
  return startWithFaults({
    ...options,
    restart: { minDelayMs: 10, maxDelayMs: 50, ...options.restart },
    stop: { drainMs: 500, shutdownMs: 300, eofMs: 300, termMs: 200, ...options.stop },
  })
}

/**
 * @param {Test} t
 * @param {import('../../node/testKit/faultyChild.js').Script} script
 * @param {import('../../node/pythonAgentRunner.js').RunnerOptions} [options]
 */
export async function startFake(t, script, options = {}) {
  const runner = new PythonAgentRunner({
    ...faultyChild(script),
    ...options,
    restart: { minDelayMs: 10, maxDelayMs: 50, ...options.restart },
  })
  t.after(() => runner.destroy())
  await settlesWithin(runner.start(), patienceMs)
  return runner
}

/**
 * A call of a skill that tells when it begins, once it has begun.
 *
 * @param {PythonAgentRunner} runner
 * @param {string} method
 * @param {object} [params]
 * @param {import('../../node/pythonAgentRunner.js').CallOptions} [options]
 * @returns {Promise<{ outcome: Promise<any>, rejection: Promise<any> }>}
 */
export async function begin(runner, method, params, options) {
  /** @type {Promise<any>} */
  let outcome = Promise.resolve()
  const began = new Promise((resolve, reject) => {
    outcome = runner.call(method, params, { timeoutMs: patienceMs, ...options, onProgress: resolve })
    outcome.catch(reject)
  })
  await settlesWithin(began, patienceMs)
  const rejection = outcome.then(
    (value) => {
      throw new Error(`${method} resolved: ${JSON.stringify(value)}`)
    },
    (error) => error,
  )
  // Looked at later: neither is to count as unhandled until then.
  rejection.catch(() => {})
  return { outcome, rejection }
}

/**
 * Asks again and again until it fits; what is asked bounds the pace.
 *
 * @template Value
 * @param {() => Promise<Value>} ask
 * @param {(value: Value) => boolean} fits
 * @param {number} [withinMs]
 * @returns {Promise<Value>}
 */
export async function until(ask, fits, withinMs = patienceMs) {
  const deadline = performance.now() + withinMs
  for (;;) {
    const value = await ask()
    if (fits(value)) return value
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** A folder that goes with the test. @param {Test} t */
export async function temporaryFolder(t) {
  const folder = await mkdtemp(join(tmpdir(), 'faults-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
