/** Runs one command to its end, bounded in time; its output is kept, its failure says which command and why. */
import { spawn } from 'node:child_process'
import { basename } from 'node:path'

const KEPT_CHARACTERS = 20_000
const PIPE_GRACE_MS = 500

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, uid?: number, gid?: number, timeoutMs: number, mayFail?: boolean}} options
 * @returns {Promise<{code: number | null, stdout: string, stderr: string}>}
 */
export function execute(command, args, { timeoutMs, mayFail = false, ...options }) {
  return new Promise((resolve, reject) => {
    const stdio = /** @type {['ignore', 'pipe', 'pipe']} */ (['ignore', 'pipe', 'pipe'])
    const child = spawn(command, args, { ...options, stdio, windowsHide: true, timeout: timeoutMs })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout = (stdout + text).slice(-KEPT_CHARACTERS)))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr = (stderr + text).slice(-KEPT_CHARACTERS)))
    child.once('error', (error) => (mayFail ? resolve({ code: null, stdout, stderr }) : reject(error)))
    // A server that the command leaves behind may hold our pipes open: 'close' is waited for, but not for ever.
    child.once('exit', () => {
      const grace = setTimeout(() => {
        child.stdout.destroy()
        child.stderr.destroy()
      }, PIPE_GRACE_MS)
      child.once('close', () => clearTimeout(grace))
    })
    child.once('close', (code, signal) => {
      if (code === 0 || mayFail) return resolve({ code, stdout, stderr })
      const why = stderr.trim() || stdout.trim() || (signal ? `ended by ${signal}` : `exit code ${code}`)
      reject(new Error(`${basename(command)}: ${why}`))
    })
  })
}
