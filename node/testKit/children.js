/** A runner's child processes as the system sees them: their numbers, signals to them, and whether they are gone. */
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const lookMs = 2

/** @typedef {{ stats(): { processes: { pid?: number }[] } }} Runner what is asked of a PythonAgentRunner here */

/**
 * @param {Runner} runner
 * @returns {number[]} of the processes it has now
 */
export function childPids(runner) {
  return runner.stats().processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]))
}

/**
 * Kills one child, as the system's out-of-memory killer would.
 *
 * @param {Runner} runner
 * @param {{ process?: number, signal?: NodeJS.Signals }} [which] the first one, and SIGKILL
 * @returns {number} its process id
 */
export function killChild(runner, { process: number = 0, signal = 'SIGKILL' } = {}) {
  const pid = childPids(runner)[number]
  if (pid === undefined) throw new Error(`the runner has no process ${number}`)
  process.kill(pid, signal)
  return pid
}

/**
 * Stops one child with SIGSTOP: it is there and does nothing, not even die politely. POSIX only.
 *
 * @param {Runner} runner
 * @param {{ process?: number }} [which]
 * @returns {Promise<number>} its process id, once it stands still
 */
export async function stopChild(runner, which) {
  const pid = killChild(runner, { ...which, signal: 'SIGSTOP' })
  while (isAlive(pid) && !'Tt?'.includes(stateOf(pid))) await wait(lookMs)
  return pid
}

/** @param {number} pid as `stopChild` gave it; goes on */
export function continueChild(pid) {
  process.kill(pid, 'SIGCONT')
}

/**
 * @param {number} pid
 * @param {{ withinMs?: number }} [limit] default 5 000
 * @returns {Promise<void>} rejects if the process is still there then
 */
export async function whenExited(pid, { withinMs = 5_000 } = {}) {
  const deadline = performance.now() + withinMs
  while (isAlive(pid)) {
    if (performance.now() > deadline) throw new Error(`process ${pid} is still there after ${withinMs} ms`)
    await wait(lookMs)
  }
}

/**
 * Whether a process is there. One that has ended and only waits to be collected by its parent is not.
 *
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
  return stateOf(pid) !== 'Z'
}

/**
 * @param {number} pid
 * @returns {string} the kernel's letter for it: R, S, D, T (stopped), Z (ended); '?' where the system does not tell
 */
function stateOf(pid) {
  const path = `/proc/${pid}/stat`
  try {
    if (!existsSync('/proc/self/stat')) return '?'
    return /\) (\w) /.exec(readFileSync(path, 'utf8'))?.[1] ?? '?'
  } catch {
    return 'Z'
  }
}
