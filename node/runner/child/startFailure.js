/**
 * A start that did not come off, in words a person can act on: how far it got, what was run, what it said, and
 * one line on what to do.
 */
import { AgentRunnerError, endingText, startError } from '../errors.js'
import { lastSaid } from './lastSaid.js'
import { diagnoseSpawn, fixFor, pythonVersion } from './startFix.js'

/**
 * @typedef {object} StartFacts
 * @property {import('../errors.js').StartPhase} phase
 * @property {import('./childProcess.js').Command} command
 * @property {number} startTimeoutMs
 * @property {string} stderrTail
 * @property {import('../errors.js').Ending} [ending] when the child is gone
 * @property {{ module: string, reason: string }} [importError] when the runner could not load its agents
 * @property {any} [cause]
 * @property {string | null} [version] of the interpreter, where that was looked up
 */

/** The runner said that it cannot load its agents. */
export class ImportFailure extends Error {
  /** @param {{ module: string, reason: string } | undefined} facts as the runner gave them */
  constructor(facts = { module: 'an agent', reason: 'could not be loaded' }) {
    super(`${facts.module}: ${facts.reason}`)
    this.facts = facts
  }
}

/**
 * @param {StartFacts} facts
 * @returns {Promise<AgentRunnerError>} never rejects; takes a second at most
 */
export async function explainStartFailure(facts) {
  // Whoever ends before the first word may be a Python too old to read what it is to run.
  const isMute = facts.phase === 'handshake' && facts.ending !== undefined
  return explain({ ...facts, version: isMute ? await pythonVersion(facts.command) : null })
}

/**
 * Some failures to spawn are thrown where others come as events: a folder that is a file, too long a command.
 *
 * @param {import('./childProcess.js').Command} command
 * @param {unknown} cause
 */
export function explainSpawnFailure(command, cause) {
  const ending = { exitCode: null, signal: null, stderrTail: '', why: String(cause) }
  return explain({ phase: 'spawned', command, startTimeoutMs: 0, stderrTail: '', ending, cause })
}

/**
 * The end of a process that had come up.
 *
 * @param {import('./childProcess.js').Command} command
 * @param {import('../errors.js').Ending} ending
 */
export function explainEnding({ python }, ending) {
  const { exitCode, signal, stderrTail } = ending
  const details = { phase: /** @type {const} */ ('ready'), interpreter: python }
  return startError(endingText(ending), { ...details, exitCode, signal, stderrTail, retryable: true })
}

/**
 * Enough starts have failed for now; the last of them says why.
 *
 * @param {import('../pool/restartPolicy.js').RestartLimits} limits
 * @param {Error} cause
 */
export function explainOpenCircuit({ budget, windowMs }, cause) {
  const last = cause instanceof AgentRunnerError ? cause : null
  const phase = /** @type {import('../errors.js').StartPhase} */ (last?.phase ?? 'ready')
  const message = `gave up for ${windowMs} ms after ${budget} restarts within that time; last: ${cause.message}`
  // A start that failed has told in its message what it said.
  const words = phase === 'ready' ? saidIn(last?.stderrTail ?? '') : []
  const { fix, interpreter, stderrTail, exitCode, signal } = last ?? {}
  return startError([message, ...words].join('\n'), {
    ...{ phase, fix, interpreter, stderrTail, exitCode, signal, cause },
    retryable: true,
  })
}

/** @param {StartFacts} facts */
function explain(facts) {
  const { phase, command, ending, stderrTail, cause } = facts
  const { what, fix } = diagnose(facts)
  const head = [`Python did not start (${phase}): ${what}`, `  run: ${commandLine(command)}`]
  return startError([...head, ...saidIn(stderrTail), `  fix: ${fix}`].join('\n'), {
    ...{ phase, cause, fix, stderrTail, interpreter: command.python },
    ...{ exitCode: ending?.exitCode, signal: ending?.signal },
    retryable: false,
  })
}

/** @param {string} stderrTail */
function saidIn(stderrTail) {
  const lines = lastSaid(stderrTail)
  return lines.length === 0 ? [] : ['  it said:', ...lines.map((line) => `    ${line}`)]
}

/**
 * @param {StartFacts} facts
 * @returns {{ what: string, fix: string }}
 */
function diagnose({ phase, command, ending, importError, stderrTail, startTimeoutMs, cause, version }) {
  if (phase === 'spawned') return diagnoseSpawn(command, ending?.why ?? '')
  if (importError) {
    const { module, reason } = importError
    return { what: `${module}: ${reason}`, fix: fixFor(reason, command, { module }) }
  }
  if (ending) return { what: `it ${endingText(ending)}`, fix: fixFor(stderrTail, command, { version }) }
  if (cause?.rpcCode === -32008) {
    return { what: cause.message, fix: 'bring agent_runner and node/ to the same version' }
  }
  if (cause?.code === 'ERR_RUNNER_TIMEOUT') {
    const what = phase === 'handshake' ? 'no answer to `initialize`' : 'its agents were not loaded'
    return { what: `${what} within ${startTimeoutMs} ms`, fix: `run it by hand, or raise startTimeoutMs` }
  }
  if (cause?.code === 'ERR_RUNNER_PROTOCOL') {
    return { what: cause.message, fix: 'hold what it says against schemas/PROTOCOL.md' }
  }
  return { what: cause?.message ?? 'unknown', fix: 'run it by hand and look at what it prints' }
}

/** @param {import('./childProcess.js').Command} command */
function commandLine({ python, args, cwd }) {
  return `cd ${cwd} && ${[python, ...args].join(' ')}`
}
