/**
 * What the operating system tells of a process: the state it is in and the processor time it has had. Looks from
 * outside, so it works whatever the process does. Null where the system does not tell, or would not tell cheaply.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'

/** How long `ps` may take. */
const psTimeoutMs = 300
/** Linux counts processor time for its users in hundredths of a second, whatever the kernel's own tick is. */
const tickMs = 10

/**
 * @typedef {object} ProcessFacts
 * @property {string} state one letter, as in `Evidence`
 * @property {number} cpuMs of all its threads, ever
 */

/**
 * @param {number} pid
 * @param {NodeJS.Platform} [platform]
 * @returns {Promise<ProcessFacts | null>} state X when there is no such process
 */
export async function processFacts(pid, platform = process.platform) {
  if (platform === 'linux') return readStat(pid)
  if (platform === 'darwin') return parsePs(await askPs(pid))
  return null
}

/**
 * `pid (name) state ppid … utime stime …`: the name may hold anything, parentheses too.
 *
 * @param {string} stat the text of /proc/<pid>/stat
 * @returns {ProcessFacts | null}
 */
export function parseStat(stat) {
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const cpuMs = (Number(fields[10]) + Number(fields[11])) * tickMs
  return state && Number.isFinite(cpuMs) ? { state, cpuMs } : null
}

/**
 * @param {string} line of `ps -o stat=,time=`: `S+ 0:01.23`, or `R 1-02:03:04`
 * @returns {ProcessFacts | null}
 */
export function parsePs(line) {
  const match = /^\s*(\w)\S*\s+(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s*$/.exec(line)
  if (!match) return null
  const [, letter = '', days = 0, hours = 0, minutes, seconds] = match
  const cpuMs = Math.round((((+days * 24 + +hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000)
  return { state: sleeping.includes(letter) ? 'S' : letter, cpuMs }
}

/** How others than Linux say "waiting". */
const sleeping = 'IU'

/**
 * Whether a signal would be handled rather than end the process.
 *
 * @param {number} pid
 * @param {'SIGUSR1'} signal
 * @returns {Promise<boolean | null>} null where the system does not tell
 */
export async function catchesSignal(pid, signal) {
  if (process.platform !== 'linux') return null
  try {
    return isCaught(await readFile(`/proc/${pid}/status`, 'utf8'), constants.signals[signal])
  } catch {
    return false
  }
}

/**
 * @param {string} status the text of /proc/<pid>/status
 * @param {number} number of the signal
 */
export function isCaught(status, number) {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  return mask !== undefined && ((BigInt(`0x${mask}`) >> BigInt(number - 1)) & 1n) === 1n
}

/** @param {number} pid */
function readStat(pid) {
  try {
    // A few microseconds: the file is made in memory. Waiting for a thread to read it would tell of a later moment.
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return { state: 'X', cpuMs: 0 }
  }
}

/**
 * @param {number} pid
 * @returns {Promise<string>} empty when it told nothing
 */
function askPs(pid) {
  return new Promise((resolve) => {
    const options = { timeout: psTimeoutMs, killSignal: /** @type {const} */ ('SIGKILL') }
    execFile('ps', ['-o', 'stat=,time=', '-p', String(pid)], options, (_error, stdout) => resolve(stdout))
  })
}
