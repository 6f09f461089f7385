/**
 * One child from spawn to exit, as the rest of the bridge knows it: its process, the connection to it, the phases of
 * its start and its health. Does not know that there may be another after it.
 */
import { ChildProcess } from './childProcess.js'
import { Connection } from '../wire/connection.js'
import { explainStartFailure, ImportFailure } from './startFailure.js'
import { Examiner } from '../health/examination.js'
import { greet, readState } from '../wire/handshake.js'
import { FlightRecords } from '../telemetry/flightRecords.js'
import { Health } from '../health/health.js'
import { AgentRunnerError } from '../errors.js'
import { settlesWithin } from '../clock.js'
import { noiseRecord } from './stderrLog.js'
import { ToldStack } from '../health/toldStack.js'
import { isWell } from '../health/verdict.js'

/**
 * @typedef {import('./stderrLog.js').LogRecord & { pid: number | undefined }} LogEvent
 *
 * @typedef {object} SessionEvents
 * @property {() => void} onRoom
 * @property {(call: import('../calls/call.js').Call<any>) => void} onReturned
 * @property {(event: LogEvent) => void} onLog
 * @property {() => boolean} isListenedTo
 * @property {(report: import('../health/health.js').HealthReport) => void} onUnhealthy
 * @property {() => void} onRecovered
 * @property {() => void} [onAbandoned] a cancelled call goes on in Python although it is answered
 * @property {() => void} [onUncancelled] a cancel was never answered
 *
 * @typedef {object} SessionIdentity
 * @property {string} epoch
 * @property {import('../wire/connection.js').WireCounters} counters
 * @property {FlightRecords} [records] where the record of a crash goes; default some of its own
 *
 * @typedef {import('../errors.js').Ending & { lost: import('../calls/call.js').Call<any>[] }} SessionEnding
 */

export class Session {
  /** @type {import('../errors.js').StartPhase} */
  phase = 'spawned'
  /** @type {import('../wire/handshake.js').RunnerInfo | null} */
  runner = null
  /** @type {import('../wire/handshake.js').AgentInfo[]} */
  agents = []
  /** As the last examination had it. @type {import('../health/verdict.js').Verdict | null} */
  verdict = null

  #options
  #child
  #toldStack
  #examiner
  #health
  #imported
  #flight
  #isSeenOff = false
  /** Whether its end is what its owner wants. */
  #isDismissed = false
  /** @type {(said: unknown) => void} */ #onRunnerState = () => {}
  /** @type {import('../errors.js').Ending | undefined} */ #ending
  /** @type {import('../errors.js').Hang | undefined} */ #hung

  /**
   * @param {import('../options.js').Options} options
   * @param {SessionIdentity} identity
   * @param {SessionEvents} events
   */
  constructor(options, { epoch, counters, records = new FlightRecords(options.flightRecorder) }, events) {
    const { clock, maxFrameBytes } = options
    this.#options = options
    const log = (/** @type {import('./stderrLog.js').LogRecord} */ record) =>
      events.onLog({ ...record, pid: this.pid })
    const flight = (this.#flight = records.begin(epoch, options.flightRecorder.frames, log))
    const command = {
      ...options,
      env: { AGENT_RUNNER_MAX_FRAME_BYTES: String(maxFrameBytes), ...options.env },
    }
    const child = new ChildProcess(command, options.stop, { onLog: log, isListenedTo: events.isListenedTo })
    this.#child = child
    /** @type {Promise<unknown>} */
    this.#imported = new Promise((resolve) => (this.#onRunnerState = resolve))
    this.connection = new Connection(
      {
        ...{ input: child.stdout, output: child.stdin, epoch, maxFrameBytes, clock, counters },
        ...{ hostMethods: options.hostMethods, cancelTimeoutMs: options.cancelTimeoutMs },
      },
      {
        onRoom: events.onRoom,
        onReturned: (call) => {
          this.#seeOff()
          events.onReturned(call)
        },
        onNotification: (method, params) => this.#onNotification(method, params),
        onNoise: (noise, why) => log(noiseRecord(noise, why)),
        onBroken: (why) => this.#kill(why),
        ...(flight.isRecording && {
          onFrame: (direction, text, length) => flight.frame(direction === 'out', text, length),
        }),
        onAbandoned: events.onAbandoned,
        onUncancelled: events.onUncancelled,
        stackDump: () => this.stackDump(),
      },
    )
    const askStack = () => this.connection.request('ping', { stack: true }, Infinity)
    this.#toldStack = new ToldStack(askStack, clock)
    this.#examiner = new Examiner(this.#patient(), clock)
    this.#health = new Health(options, (timeoutMs) => this.examine(timeoutMs), {
      onUnhealthy: events.onUnhealthy,
      onRecovered: events.onRecovered,
      onHung: (report) => this.endHung(report),
    })
    /** Resolves when calls may be sent. Rejects with ERR_RUNNER_START, the child being killed.
     *  @type {Promise<void>} */
    this.ready = this.#open()
    this.ready.catch(() => {})
    /** Resolves when the child is gone, with the calls it took along. Never rejects.
     *  @type {Promise<SessionEnding>} */
    this.ended = this.#end()
  }

  get pid() {
    return this.#child.pid
  }

  get lastPong() {
    return this.#examiner.lastPong
  }

  /** Whether it is found to hang, and is about to be killed. */
  get isHung() {
    return this.#hung !== undefined
  }

  /**
   * How it is, by what it says and by what the system tells of it.
   *
   * @param {number} [timeoutMs] bounds it further
   * @returns {Promise<import('../health/examination.js').Examination>} within a second; never rejects
   */
  async examine(timeoutMs) {
    const { stderrBytes } = this.#child
    const found = await this.#examiner.examine(timeoutMs)
    this.verdict = found.verdict
    if (found.pong && isWell(found.verdict)) this.#child.forgetStderr(stderrBytes)
    return found
  }

  /**
   * Where Python is, as far as that can be had: told by its reader thread, else by its fault handler.
   *
   * @param {import('../health/verdict.js').Verdict} [verdict] when it is known that the reader thread will not answer
   * @returns {Promise<string | null>} within 700 ms; never rejects
   */
  async stackDump(verdict) {
    const isStopped = verdict === 'stopped'
    const told = isStopped || verdict === 'gil-held' ? null : await this.#toldStack.take()
    return told ?? this.#child.stackDump({ isStopped, isOurs: this.runner?.name === 'agent_runner' })
  }

  /**
   * @param {string} why for the calls that it takes along
   * @param {{ isFault?: boolean }} [how] whether it is to be recorded as a crash
   */
  kill(why, { isFault = false } = {}) {
    this.#isDismissed ||= !isFault
    this.#kill(why)
  }

  /**
   * Kills it because it hangs, once its stack is known, and has its calls say so.
   *
   * @param {Pick<import('../health/health.js').HealthReport, 'verdict' | 'evidence' | 'silentMs'>} report
   */
  async endHung({ verdict, evidence, silentMs }) {
    if (this.#hung) return
    const hung = { verdict, evidence, hungMs: silentMs, pythonStack: /** @type {string | null} */ (null) }
    this.#hung = hung
    hung.pythonStack = await this.stackDump(verdict)
    this.#kill(`${verdict} for ${silentMs} ms`)
  }

  /** The ladder: ask, close its stdin, SIGTERM, SIGKILL; the next rung only when the one before was not enough. */
  async stop() {
    const { clock, stop } = this.#options
    this.#isDismissed = true
    this.#health.stop()
    const gone = (/** @type {number} */ ms) => settlesWithin(this.ended, ms, clock)
    if (this.phase !== 'spawned') {
      await settlesWithin(this.connection.request('shutdown', {}, stop.shutdownMs), stop.shutdownMs, clock)
    }
    this.#child.closeInput()
    if (await gone(stop.eofMs)) return
    this.#child.kill('SIGTERM')
    if (await gone(stop.termMs)) return
    this.#child.kill('SIGKILL')
    await this.ended
  }

  async #open() {
    try {
      await this.#shakeHands()
      this.phase = 'ready'
      this.#health.start()
    } catch (cause) {
      const failure = await this.#explain(cause)
      this.#kill('it did not start')
      throw failure
    }
  }

  async #shakeHands() {
    const { maxFrameBytes, startTimeoutMs: timeoutMs } = this.#options
    const failure = await this.#child.spawned
    if (failure) throw failure
    this.phase = 'handshake'
    const hello = await greet(this.connection, { maxFrameBytes, timeoutMs })
    this.runner = hello.runner
    this.phase = 'importing'
    this.agents = hello.phase === 'ready' ? hello.agents : await this.#importedAgents(timeoutMs)
  }

  /** @param {number} timeoutMs */
  async #importedAgents(timeoutMs) {
    const { clock } = this.#options
    const isKnown = await settlesWithin(Promise.race([this.#imported, this.#child.ended]), timeoutMs, clock)
    if (this.#ending) throw new Error('it exited while its agents were being loaded')
    if (!isKnown) throw new AgentRunnerError('ERR_RUNNER_TIMEOUT', `no $/state within ${timeoutMs} ms`)
    const { phase, error, agents = [] } = readState(await this.#imported)
    if (phase === 'failed') throw new ImportFailure(error)
    return agents
  }

  /** @param {unknown} cause */
  async #explain(cause) {
    const { phase } = this
    const ending = phase === 'spawned' ? await this.#child.ended : this.#ending
    const importError = cause instanceof ImportFailure ? cause.facts : undefined
    const { stderrTail } = ending ?? this.#child
    const { startTimeoutMs } = this.#options
    const command = this.#options
    return explainStartFailure({ phase, command, startTimeoutMs, stderrTail, ending, importError, cause })
  }

  /** A runner that takes no more calls is on its way out; one that stays all the same is of no use. */
  async #seeOff() {
    if (this.#isSeenOff) return
    this.#isSeenOff = true
    const { clock, stop } = this.#options
    if (!(await settlesWithin(this.ended, stop.drainMs, clock)))
      this.#kill('it took no more calls, and did not exit')
  }

  async #end() {
    const ending = { ...(await this.#child.ended), ...(this.#hung && { hung: this.#hung }) }
    this.#ending = ending
    this.#health.stop()
    const lost = this.connection.close(ending)
    const flightRecord = this.#recordCrash(ending, lost)
    return { ...ending, ...(flightRecord !== undefined && { flightRecord }), lost }
  }

  /** @param {string} why */
  #kill(why) {
    this.#child.kill('SIGKILL', why)
  }

  /**
   * @param {import('../errors.js').Ending} ending
   * @param {import('../calls/call.js').Call<any>[]} lost
   */
  #recordCrash(ending, lost) {
    // One that never came to serve is told by the error of its start.
    if (this.#isDismissed || this.#isSeenOff || this.phase !== 'ready') return undefined
    const { pid, phase, runner } = this
    return this.#flight.crash({ command: this.#options, ending, pid, phase, runner, lost })
  }

  /** @returns {import('../health/examination.js').Patient} */
  #patient() {
    return {
      ping: () => this.connection.request('ping', {}, Infinity),
      heardAt: () => this.connection.heardAt,
      inFlight: () => this.connection.inFlight,
      facts: () => this.#child.facts(),
    }
  }

  /**
   * @param {string} method
   * @param {any} params
   */
  #onNotification(method, params) {
    if (method === '$/state') this.#onRunnerState(params)
  }
}
