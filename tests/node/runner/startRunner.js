/** A runner over the double of tests/fixtures/runner/child.py, with waits short enough for tests. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PythonAgentRunner } from '../../../node/pythonAgentRunner.js'

const child = fileURLToPath(new URL('../../fixtures/runner/child.py', import.meta.url))
const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url))

/** What most tests want of it; `options` wins. @param {import('../../../node/pythonAgentRunner.js').RunnerOptions} [options] */
export function makeRunner(options = {}) {
  return new PythonAgentRunner({
    python,
    args: ['-S', '-E', child],
    startTimeoutMs: 5_000,
    ...options,
    restart: { minDelayMs: 10, maxDelayMs: 50, ...options.restart },
    stop: { drainMs: 3_000, shutdownMs: 300, eofMs: 300, termMs: 200, killMs: 1_000, ...options.stop },
  })
}

/**
 * Starts one, and destroys it when the test is over, whatever came of it.
 *
 * @param {{ after: (end: () => Promise<void>) => void }} t
 * @param {import('../../../node/pythonAgentRunner.js').RunnerOptions} [options]
 */
export async function startRunner(t, options) {
  const runner = makeRunner(options)
  t.after(() => runner.destroy())
  await runner.start()
  return runner
}

/**
 * The process that serves in a place, once it has answered.
 *
 * @param {PythonAgentRunner} runner
 * @param {number} [place]
 * @returns {Promise<number>}
 */
export async function pidOf(runner, place = 0) {
  const pid = (await runner.ping()).processes[place]?.pid
  if (pid === undefined) throw new Error(`no pong from process ${place}`)
  return pid
}

/**
 * A file that is not there yet, in a folder that goes with the test.
 *
 * @param {{ after: (end: () => Promise<void>) => void }} t
 */
export async function temporaryFile(t) {
  const folder = await mkdtemp(join(tmpdir(), 'bridge-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'file')
}

/**
 * The next event of that name that fits, or a failure after twenty seconds.
 *
 * @param {import('node:events').EventEmitter<any>} emitter
 * @param {string} name
 * @param {(event: any) => boolean} [fits]
 * @returns {Promise<any>}
 */
export function nextEvent(emitter, name, fits = () => true) {
  return new Promise((resolve, reject) => {
    const settle = (/** @type {() => void} */ how) => {
      clearTimeout(timer)
      emitter.off(name, listen)
      how()
    }
    const listen = (/** @type {any} */ event) => fits(event) && settle(() => resolve(event))
    const timer = setTimeout(() => settle(() => reject(new Error(`no ${name} event in time`))), 20_000)
    emitter.on(name, listen)
  })
}

/**
 * What a call was rejected with; fails when it was not.
 *
 * @param {Promise<unknown>} promise
 * @returns {Promise<any>}
 */
export async function rejectionOf(promise) {
  try {
    const value = await promise
    throw new Error(`it resolved: ${JSON.stringify(value)}`)
  } catch (error) {
    return error
  }
}

/**
 * Whether a process is there. One that only waits to be collected by its parent is not.
 *
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    const stat = `/proc/${pid}/stat`
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'))
  } catch {
    return false
  }
}

/** @param {number} pid resolves when that process is gone, rejects after five seconds */
export function isGone(pid) {
  return until(() => !isAlive(pid), `process ${pid} is still there`)
}

/**
 * Looks again and again, for what sends no event.
 *
 * @param {() => unknown} isSo may be a promise's
 * @param {string} [otherwise] what to say when it is not so within five seconds
 */
export async function until(isSo, otherwise = `it did not come about: ${isSo}`) {
  const deadline = performance.now() + 5_000
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(otherwise)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
