/** An end in a process of its own, seen from the bench: every job has its limit, and a hang ends the process group. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const HOST = fileURLToPath(new URL('host.js', import.meta.url))
const OPEN_TIMEOUT_MS = 30_000
const CLOSE_TIMEOUT_MS = 5_000
const STDERR_CHARACTERS = 2_000

export class RemoteEnd {
  #child
  #stderr = ''
  /** Why it takes no more jobs. @type {string | null} */
  fault = null

  /** @param {import('./ends.js').EndInfo} info @param {NodeJS.ProcessEnv} [env] */
  constructor(info, env = process.env) {
    this.info = info
    this.#child = fork(HOST, {
      env,
      detached: process.platform !== 'win32', // its children end with it
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_CHARACTERS)
    })
  }

  /** @returns {Promise<{ ms: number, has: string[] } | null>} how long it took to the first answer; what it can */
  open() {
    const { module, argument } = this.info
    return this.#ask({ open: { module, argument } }, OPEN_TIMEOUT_MS)
  }

  /**
   * @param {string} job
   * @param {object} how
   * @param {number} timeoutMs
   * @returns {Promise<any>} null where it failed: `fault` says why
   */
  run(job, how, timeoutMs) {
    return this.#ask({ job, how }, timeoutMs)
  }

  async close() {
    await this.#ask({ close: true }, CLOSE_TIMEOUT_MS)
    this.#kill()
  }

  /** @param {object} message @param {number} timeoutMs @returns {Promise<any>} */
  async #ask(message, timeoutMs) {
    if (this.fault !== null) return null
    const settled = new AbortController()
    const { signal } = settled
    const late = new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs, { error: `no answer within ${timeoutMs / 1000} s` })
      signal.addEventListener('abort', () => clearTimeout(timer))
    })
    const gone = once(this.#child, 'exit', { signal }).then(([code, by]) => ({
      error: `its process ended (${by ?? code})`,
    }))
    const answered = once(this.#child, 'message', { signal }).then(([answer]) => answer)
    gone.catch(() => {})
    answered.catch(() => {})
    try {
      this.#child.send(message, () => {})
      const { error, result } = await Promise.race([answered, gone, late])
      if (error === undefined) return result
      this.fault = [error, this.#stderr.trim().split('\n').at(-1)].filter(Boolean).join('; ')
      this.#kill()
      return null
    } finally {
      settled.abort()
    }
  }

  #kill() {
    const { pid } = this.#child
    try {
      if (pid && process.platform !== 'win32') process.kill(-pid, 'SIGKILL')
      else this.#child.kill('SIGKILL')
    } catch {
      // gone already
    }
  }
}
