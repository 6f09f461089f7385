/** Runs a program to its end, bounded in time, its output kept; ends the whole process group when told to. */
import { spawn } from 'node:child_process'

const KEPT_CHARACTERS = 2_000_000
const KILL_GRACE_MS = 3_000

/** @typedef {{code: number | null, output: string, missing: boolean, timedOut: boolean}} Outcome */

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs: number, signal?: AbortSignal}} options
 * @returns {Promise<Outcome>} `missing`: there is no such program; never rejects
 */
export function runCommand(program, args, { cwd, env, timeoutMs, signal }) {
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32'
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      detached: !isWindows, // a group of its own, so that it can be ended with its children
      shell: isWindows && program.endsWith('.cmd'),
    })
    let output = ''
    let timedOut = false
    const keep = (/** @type {string} */ text) => (output = (output + text).slice(-KEPT_CHARACTERS))
    child.stdout.setEncoding('utf8').on('data', keep)
    child.stderr.setEncoding('utf8').on('data', keep)
    const end = () => {
      endGroup(child, 'SIGTERM')
      setTimeout(() => endGroup(child, 'SIGKILL'), KILL_GRACE_MS).unref()
    }
    const timer = setTimeout(() => {
      timedOut = true
      end()
    }, timeoutMs)
    const endNow = () => endGroup(child, 'SIGKILL')
    signal?.addEventListener('abort', end)
    process.on('exit', endNow)
    /** @param {Partial<Outcome>} outcome */
    const settle = (outcome) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      process.off('exit', endNow)
      resolve({ code: null, output, missing: false, timedOut, ...outcome })
    }
    child.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      settle({ missing: error.code === 'ENOENT' || error.code === 'EACCES', output: error.message }),
    )
    child.once('close', (code) => settle({ code }))
  })
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function endGroup(child, signal) {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // gone already
  }
}
