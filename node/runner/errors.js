/**
 * The one error class of the bridge, and the functions that make each kind of it.
 *
 *     AgentRunnerError
 *       the caller's fault    ERR_RUNNER_PROTOCOL   the message cannot be put on the wire, or came back broken
 *                                                   (a wrong option; events missing from a stream)
 *                             ERR_RUNNER_CANCELLED  the caller's signal, `cancel()` or a throwing `onProgress`
 *                             ERR_RUNNER_CLOSED     the runner is not started, closing or closed
 *       the run failed        ERR_RUNNER_REMOTE     Python answered with an error: `rpcCode`, `data`
 *                             ERR_RUNNER_TIMEOUT    no answer within `timeoutMs`, or silence past `idleTimeoutMs`, or
 *                                                   its process hung and was replaced: `pythonStack`
 *       the process failed    ERR_RUNNER_START      the child did not come up: `phase`, `interpreter`, `fix`
 *                             ERR_RUNNER_EXITED     the child died under the call: `exitCode`, `signal`, `stderrTail`
 *                             ERR_RUNNER_OVERLOADED the queue is full, or the reader of a stream is too slow
 *
 * Programs match on `code`; the text is for people and may change. `retryable` says that making the same call again
 * is both safe and sensible: it did not run, or it was declared idempotent.
 */

/**
 * @typedef {'ERR_RUNNER_START' | 'ERR_RUNNER_EXITED' | 'ERR_RUNNER_TIMEOUT' | 'ERR_RUNNER_CANCELLED'
 *   | 'ERR_RUNNER_CLOSED' | 'ERR_RUNNER_OVERLOADED' | 'ERR_RUNNER_PROTOCOL' | 'ERR_RUNNER_REMOTE'} ErrorCode
 *
 * @typedef {'queued' | 'sent' | 'started'} CallPhase how far the call got: never on the wire; written to a child;
 *   seen to run, because a progress event came back
 *
 * @typedef {'flag' | 'task' | 'exception' | 'abandoned' | 'process'} Rung of the ladder that stopped cancelled work: it
 *   saw the flag; its task was cancelled; an exception was raised in its thread; nothing did, and it goes on; its
 *   process was replaced
 *
 * @typedef {'spawned' | 'handshake' | 'importing' | 'ready'} StartPhase what the child was last busy with
 *
 * @typedef {object} ErrorDetails
 * @property {boolean} [retryable]
 * @property {CallPhase | StartPhase} [phase]
 * @property {unknown} [cause]
 * @property {string} [method] of the call that failed
 * @property {number | null} [exitCode] EXITED, START
 * @property {NodeJS.Signals | null} [signal] EXITED, START
 * @property {string} [stderrTail] EXITED, START: the last of what the child wrote to stderr
 * @property {string} [interpreter] START: the command that was run
 * @property {string} [fix] START: one line on what to do about it
 * @property {string} [flightRecord] EXITED, and TIMEOUT of a hung process: the file with its last frames
 * @property {string | null} [pythonStack] TIMEOUT: where Python was, when that could be had
 * @property {number} [timeoutMs] TIMEOUT: the limit that was passed
 * @property {Rung} [rung] CANCELLED: what it took to stop the work
 * @property {number} [rpcCode] REMOTE, and wherever the wire's own code is known
 * @property {unknown} [data] REMOTE: the wire error's `data`; TIMEOUT of a hung process: `verdict` and `evidence`
 */

/** What every rejection of the bridge is. */
export class AgentRunnerError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {ErrorDetails} [details]
   */
  constructor(code, message, details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.retryable = details.retryable ?? false
    this.phase = details.phase
    this.method = details.method
    this.exitCode = details.exitCode
    this.signal = details.signal
    this.stderrTail = details.stderrTail
    this.interpreter = details.interpreter
    this.fix = details.fix
    this.flightRecord = details.flightRecord
    this.pythonStack = details.pythonStack
    this.timeoutMs = details.timeoutMs
    this.rung = details.rung
    this.rpcCode = details.rpcCode
    this.data = details.data
    dropUndefined(this)
  }

  /** @override */
  get name() {
    return 'AgentRunnerError'
  }
}

/** @param {object} error whose fields that do not apply would only clutter what is printed */
function dropUndefined(error) {
  const fields = /** @type {Record<string, unknown>} */ (error)
  for (const field of Object.keys(fields)) if (fields[field] === undefined) delete fields[field]
}

/**
 * What an error needs to know of its call.
 *
 * @typedef {object} CallFacts
 * @property {string} method
 * @property {CallPhase} phase
 * @property {boolean} idempotent
 */

/** @param {CallFacts} call */
function placeOf({ method, phase, idempotent }) {
  return { method, phase, retryable: phase === 'queued' || idempotent }
}

const silences = Object.freeze({
  total: 'no result within',
  idle: 'no progress for',
  queue: 'no process within',
})

/**
 * @param {CallFacts} call
 * @param {number} timeoutMs
 * @param {'total' | 'idle' | 'queue'} kind
 * @param {string | null} [pythonStack] where Python was with it
 */
export function timeoutError(call, timeoutMs, kind, pythonStack = null) {
  const where = call.phase === 'queued' ? ' (it was still waiting for a process)' : ''
  const details = { ...placeOf(call), timeoutMs, pythonStack }
  const message = `${call.method}: ${silences[kind]} ${timeoutMs} ms${where}`
  return new AgentRunnerError('ERR_RUNNER_TIMEOUT', message, details)
}

/**
 * @param {CallFacts} call
 * @param {unknown} reason the signal's reason, or what was thrown
 * @param {string} [why]
 * @param {Rung} [rung]
 */
export function cancelledError(call, reason, why = 'cancelled', rung) {
  const details = { ...placeOf(call), retryable: false, cause: reason, rung }
  return new AgentRunnerError('ERR_RUNNER_CANCELLED', `${call.method}: ${why}`, details)
}

/**
 * @param {string} state of the runner
 * @param {CallFacts} [call]
 */
export function closedError(state, call) {
  const hint = state === 'idle' ? 'not started: await runner.start() first' : `the runner is ${state}`
  const message = call ? `${call.method}: ${hint}` : hint
  return new AgentRunnerError('ERR_RUNNER_CLOSED', message, { method: call?.method, phase: call?.phase })
}

/**
 * @param {string} message
 * @param {CallFacts} [call] whose queue is full, or whose reader is slow
 */
export function overloadedError(message, call) {
  return new AgentRunnerError('ERR_RUNNER_OVERLOADED', message, call ? placeOf(call) : { retryable: true })
}

/**
 * @param {string} message
 * @param {{ method?: string, phase?: CallPhase, cause?: unknown, data?: unknown }} [details]
 */
export function protocolError(message, details) {
  return new AgentRunnerError('ERR_RUNNER_PROTOCOL', message, details)
}

/**
 * @param {CallFacts} call
 * @param {number} first the number of the first event that is missing
 * @param {number} count
 */
export function leftOutError({ method, phase }, first, count) {
  const which = count === 1 ? `event ${first} was` : `events ${first} to ${first + count - 1} were`
  const message = `${method}: ${which} left out, as too large for a frame; the result stands`
  return protocolError(message, { method, phase, data: { first, count } })
}

/**
 * How a child came to its end.
 *
 * @typedef {object} Ending
 * @property {number | null} exitCode
 * @property {NodeJS.Signals | null} signal
 * @property {string} stderrTail
 * @property {string} [why] set when the bridge itself ended it
 * @property {string} [flightRecord] the file that tells of it
 * @property {Hang} [hung] set when it did so because the process hung
 *
 * @typedef {object} Hang
 * @property {import('./health/verdict.js').Verdict} verdict
 * @property {import('./health/verdict.js').Evidence} evidence
 * @property {number} hungMs for how long, at least
 * @property {string | null} pythonStack
 */

/**
 * What becomes of a call whose process is gone.
 *
 * @param {CallFacts} call
 * @param {Ending} ending
 */
export function lossError(call, ending) {
  return ending.hung ? hungError(call, ending, ending.hung) : exitedError(call, ending)
}

/**
 * @param {CallFacts} call
 * @param {Ending} ending
 * @param {Hang} hang
 */
function hungError(call, ending, { verdict, evidence, hungMs, pythonStack }) {
  const details = { ...placeOf(call), timeoutMs: hungMs, pythonStack, data: { verdict, evidence } }
  const message = `${call.method}: the Python process was ${verdict} for ${hungMs} ms and was replaced`
  return new AgentRunnerError('ERR_RUNNER_TIMEOUT', message, { ...details, ...tracesOf(ending) })
}

/**
 * @param {CallFacts} call
 * @param {Ending} ending
 */
export function exitedError(call, ending) {
  const details = { ...placeOf(call), ...tracesOf(ending) }
  const message = `${call.method}: the Python process ${endingText(ending)}`
  return new AgentRunnerError('ERR_RUNNER_EXITED', message, details)
}

/** @param {Ending} ending what a child left behind */
function tracesOf({ exitCode, signal, stderrTail, flightRecord }) {
  return { exitCode, signal, stderrTail, flightRecord }
}

/** @param {Ending} ending */
export function endingText({ exitCode, signal, why }) {
  const exit = exitCode === null ? 'did not end when it was killed' : `exited with code ${exitCode}`
  const how = signal ? `was ended by ${signal}` : exit
  return why ? `${how} (${why})` : how
}

/**
 * @param {string} message
 * @param {ErrorDetails & { phase: StartPhase }} details
 */
export function startError(message, details) {
  return new AgentRunnerError('ERR_RUNNER_START', message, details)
}

/** Wire codes that say "not now" rather than "no": the `retryable` ones of schemas/error-codes.json. */
export const retryableRpcCodes = Object.freeze([-32003, -32004, -32005, -32012, -32014])

/**
 * Wire errors that are the far end of something this side has a code for: a caller sees one code however the race
 * between the two ends comes out.
 *
 * @type {Readonly<Record<number, ErrorCode>>}
 */
const ownCodes = Object.freeze({
  [-32003]: 'ERR_RUNNER_TIMEOUT',
  [-32004]: 'ERR_RUNNER_OVERLOADED',
  [-32800]: 'ERR_RUNNER_CANCELLED',
})

/**
 * @param {CallFacts & { timeoutMs: number }} call
 * @param {{ code: number, message: string, data?: unknown }} error as it came over the wire
 */
export function remoteError(call, { code, message, data }) {
  const { method, phase } = call
  const { rung, stack } = lastWordOf(data)
  const own = ownCodes[code] ?? 'ERR_RUNNER_REMOTE'
  return new AgentRunnerError(own, message, {
    ...{ method, phase, retryable: isWorthRepeating(call, code), rpcCode: code, data },
    ...(own === 'ERR_RUNNER_CANCELLED' && { rung }),
    ...(own === 'ERR_RUNNER_TIMEOUT' && { timeoutMs: call.timeoutMs, pythonStack: stack ?? null }),
  })
}

/** They come in the middle of work too: out of time is out of time, whichever side says it; a database goes when it goes. */
const midwayRpcCodes = Object.freeze([-32003, -32014])

/**
 * The other "not now"s are refusals, of work that never began, unless an event of it has come.
 *
 * @param {CallFacts} call
 * @param {number} code
 */
function isWorthRepeating(call, code) {
  if (!retryableRpcCodes.includes(code)) return false
  const hasRun = midwayRpcCodes.includes(code) || call.phase === 'started'
  return !hasRun || placeOf(call).retryable
}

/**
 * What a wire error says of how the work ended: the rung that stopped it, or where it was when its time was up.
 *
 * @param {any} data
 * @returns {{ rung?: Rung, stack?: string }}
 */
export function lastWordOf(data) {
  const { rung, stack } = data ?? {}
  return {
    ...(typeof rung === 'string' && { rung: /** @type {Rung} */ (rung) }),
    ...(typeof stack === 'string' && { stack }),
  }
}
