/**
 * One child of the operating system, from spawn to its last byte. Owns its environment, its process group, its
 * stderr, its lifeline and the knowledge of how it ended. Says nothing to it.
 *
 * The child is given descriptors 0 to 2 and, as 3, the lifeline; everything else the host has open is closed on exec.
 */
import { spawn } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { childEnvironment, isPortable } from './environment.js'
import { hearOut } from './hearOut.js'
import { processFacts } from '../health/processFacts.js'
import { StackDump } from '../health/stackDump.js'
import { StderrLog } from './stderrLog.js'

/** After the exit, how long its last words may take to arrive; a grandchild can hold the pipes open and write on. */
const lastWordsMs = 15
/** The number of the lifeline in the child, which is told it in the environment. */
const lifelineFd = 3
/** How long a child that closed a pipe may take to exit by itself. */
const closedPipeMs = 1000

/**
 * @typedef {object} Command
 * @property {string} python
 * @property {readonly string[]} args
 * @property {string} cwd
 * @property {Readonly<Record<string, string | undefined>>} env
 *
 * @typedef {object} EndLimits
 * @property {number} killMs how long SIGKILL is given; what hangs in the kernel beyond that is given up
 *
 * @typedef {object} LogSink
 * @property {(record: import('./stderrLog.js').LogRecord) => void} onLog
 * @property {() => boolean} isListenedTo
 */

export class ChildProcess {
  #child
  #isPortable
  #killMs
  #errors
  #lifeline
  #stackDump
  #stderr
  #giveUp = () => {}
  /** @type {string | undefined} */ #why
  #hasExited = false
  #isLeaving = false

  /**
   * @param {Command} command
   * @param {EndLimits} limits
   * @param {LogSink} log
   * @throws {Error} for some of the ways in which a program cannot be run; others are told by `spawned`
   */
  constructor({ python, args, cwd, env }, { killMs }, { onLog, isListenedTo }) {
    this.#killMs = killMs
    this.#isPortable = isPortable(env)
    const lifeline = this.#isPortable ? undefined : String(lifelineFd)
    this.#child = spawn(python, [...args], {
      cwd,
      env: childEnvironment(process.env, { ...env, AGENT_RUNNER_LIFELINE_FD: lifeline }),
      stdio: lifeline ? ['pipe', 'pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own: it can be ended with its children, and a Ctrl-C in the terminal is the host's to handle.
      detached: !this.#isPortable,
    })
    // With no descriptor left to spare there are no pipes either; the failure itself comes as an event.
    const { stdin, stdout, stderr } = this.#child
    /** What the host writes to. @type {import('node:stream').Writable} */
    this.stdin = stdin ?? new PassThrough()
    /** What the host reads from. @type {import('node:stream').Readable} */
    this.stdout = stdout ?? new PassThrough()
    this.#errors = stderr ?? new PassThrough()
    this.#lifeline = /** @type {import('node:stream').Duplex | undefined} */ (this.#child.stdio?.[lifelineFd])
    this.#stackDump = new StackDump(this.#lifeline ?? null)
    this.#stderr = new StderrLog(onLog, isListenedTo)
    this.#errors.on('data', (chunk) => this.#stderr.push(chunk))
    this.#errors.on('end', () => this.#stderr.end())
    for (const pipe of this.#pipes) pipe.on('error', () => {})
    /** Resolves with the failure when there is no such process, with undefined once there is one.
     *  @type {Promise<Error | undefined>} */
    this.spawned = new Promise((resolve) => {
      this.#child.once('spawn', () => resolve(undefined))
      this.#child.on('error', (error) => resolve(error))
    })
    /** Resolves when it is gone and all it said has been read, or will not be. Never rejects. */
    this.ended = this.#watch()
  }

  get pid() {
    return this.#child.pid
  }

  get stderrTail() {
    return this.#stderr.tail
  }

  get hasExited() {
    return this.#hasExited
  }

  /** @returns {Promise<import('../health/processFacts.js').ProcessFacts | null>} */
  async facts() {
    const { pid } = this
    if (this.#hasExited) return { state: 'X', cpuMs: 0 }
    return this.#isPortable || pid === undefined ? null : processFacts(pid)
  }

  /**
   * Where Python is, by the way that works whatever it does.
   *
   * @param {import('../health/stackDump.js').DumpedState} state
   * @returns {Promise<string | null>}
   */
  async stackDump(state) {
    const { pid } = this
    if (this.#hasExited || pid === undefined) return null
    return this.#stackDump.take(pid, state, () => this.#stderr.recent)
  }

  /** How much it has written to stderr. */
  get stderrBytes() {
    return this.#stderr.totalBytes
  }

  /** @param {number} bytes the first of what it wrote to stderr, which tell nothing of what it does now */
  forgetStderr(bytes) {
    this.#stderr.forget(bytes)
  }

  /**
   * Signals the child; SIGKILL goes to its whole group.
   *
   * @param {NodeJS.Signals} signal
   * @param {string} [why] for the error messages of the calls it takes along
   */
  kill(signal, why) {
    if (this.#hasExited) return
    this.#why ??= why
    if (signal !== 'SIGKILL') return void this.#child.kill(signal)
    this.#killGroup()
    this.#giveUp()
  }

  /** Closes its stdin, which is how it is told to finish what it does and go. */
  closeInput() {
    this.#isLeaving = true
    this.stdin.end()
  }

  get #pipes() {
    return [this.stdin, this.stdout, this.#errors]
  }

  /** @returns {Promise<import('../errors.js').Ending>} */
  async #watch() {
    const failure = await this.spawned
    if (failure) return { exitCode: null, signal: null, stderrTail: '', why: failure.message }
    const closed = new Promise((resolve) => this.#child.once('close', resolve))
    this.stdin.once('error', () => this.#onPipeClosed())
    this.stdout.once('end', () => this.#onPipeClosed())
    const { exitCode, signal } = await this.#exit()
    // What it started dies with it; the number cannot belong to another group while any of that is alive.
    this.#killGroup()
    await hearOut([this.stdout, this.#errors], closed, lastWordsMs)
    for (const pipe of this.#pipes) pipe.destroy()
    this.#stderr.end()
    this.#lifeline?.destroy()
    return { exitCode, signal, stderrTail: this.#stderr.tail, ...(this.#why && { why: this.#why }) }
  }

  /** @returns {Promise<{ exitCode: number | null, signal: NodeJS.Signals | null }>} */
  #exit() {
    return new Promise((resolve) => {
      const finish = (/** @type {number | null} */ exitCode, /** @type {NodeJS.Signals | null} */ signal) => {
        this.#hasExited = true
        clearTimeout(timer)
        resolve({ exitCode, signal })
      }
      /** @type {NodeJS.Timeout | undefined} */
      let timer
      this.#child.once('exit', finish)
      this.#giveUp = () => {
        timer ??= setTimeout(() => {
          this.#child.unref()
          finish(null, null)
        }, this.#killMs)
      }
    })
  }

  /** A child that has closed its end of the wire is of no more use, but its own exit code says more than SIGKILL. */
  #onPipeClosed() {
    if (this.#hasExited || this.#isLeaving) return
    const timer = setTimeout(() => this.kill('SIGKILL', 'it had closed its end of the wire'), closedPipeMs)
    this.#child.once('exit', () => clearTimeout(timer))
  }

  #killGroup() {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      if (this.#isPortable) this.#child.kill('SIGKILL')
      else process.kill(-pid, 'SIGKILL')
    } catch {
      // Nobody is left in the group.
    }
  }
}
