/**
 * A start that did not come off, in words a person can act on: how far it got, what was run, what it said last, and
 * one line on what to do.
 */
import { statSync } from 'node:fs'
import { AgentRunnerError, endingText, startError } from './errors.js'

/**
 * @typedef {object} StartFacts
 * @property {import('./errors.js').StartPhase} phase
 * @property {import('./childProcess.js').Command} command
 * @property {number} startTimeoutMs
 * @property {string} stderrTail
 * @property {import('./errors.js').Ending} [ending] when the child is gone
 * @property {{ module: string, reason: string }} [importError] when the runner could not load its agents
 * @property {any} [cause]
 */

/** The runner said that it cannot load its agents. */
export class ImportFailure extends Error {
  /** @param {{ module: string, reason: string } | undefined} facts as the runner gave them */
  constructor(facts = { module: 'an agent', reason: 'could not be loaded' }) {
    super(`${facts.module}: ${facts.reason}`)
    this.facts = facts
  }
}

/** @param {StartFacts} facts */
export function explainStartFailure(facts) {
  const { phase, command, ending, stderrTail, cause } = facts
  const { what, fix } = diagnose(facts)
  const words = [`Python did not start (${phase}): ${what}`, `  run: ${commandLine(command)}`]
  if (stderrTail.trim()) words.push(`  last words: ${lastLine(stderrTail)}`)
  words.push(`  fix: ${fix}`)
  return startError(words.join('\n'), {
    ...{ phase, cause, fix, stderrTail, interpreter: command.python },
    ...{ exitCode: ending?.exitCode, signal: ending?.signal },
    retryable: false,
  })
}

/**
 * Some failures to spawn are thrown where others come as events: a folder that is a file, too long a command.
 *
 * @param {import('./childProcess.js').Command} command
 * @param {unknown} cause
 */
export function explainSpawnFailure(command, cause) {
  const ending = { exitCode: null, signal: null, stderrTail: '', why: String(cause) }
  return explainStartFailure({ phase: 'spawned', command, startTimeoutMs: 0, stderrTail: '', ending, cause })
}

/**
 * Enough starts have failed for now; the last of them says why.
 *
 * @param {import('./restartPolicy.js').RestartLimits} limits
 * @param {Error} cause
 */
export function explainOpenCircuit({ budget, windowMs }, cause) {
  const message = `gave up for ${windowMs} ms after ${budget} restarts within that time; last: ${cause.message}`
  const last = cause instanceof AgentRunnerError ? cause : null
  return startError(message, {
    phase: /** @type {import('./errors.js').StartPhase} */ (last?.phase ?? 'ready'),
    fix: last?.fix,
    interpreter: last?.interpreter,
    stderrTail: last?.stderrTail,
    cause,
    retryable: true,
  })
}

/**
 * @param {StartFacts} facts
 * @returns {{ what: string, fix: string }}
 */
function diagnose({ phase, command, ending, importError, stderrTail, startTimeoutMs, cause }) {
  if (phase === 'spawned') return diagnoseSpawn(command, ending?.why ?? '')
  if (importError) {
    return {
      what: `${importError.module}: ${importError.reason}`,
      fix: importFix(importError.reason, command),
    }
  }
  if (ending) return { what: `it ${endingText(ending)}`, fix: importFix(stderrTail, command) }
  if (cause?.rpcCode === -32008) {
    return { what: cause.message, fix: 'bring agent_runner and node/ to the same version' }
  }
  if (cause?.code === 'ERR_RUNNER_TIMEOUT') {
    const what = phase === 'handshake' ? 'no answer to `initialize`' : 'its agents were not loaded'
    return { what: `${what} within ${startTimeoutMs} ms`, fix: `run it by hand, or raise startTimeoutMs` }
  }
  return { what: cause?.message ?? 'unknown', fix: 'run it by hand and look at what it prints' }
}

/**
 * @param {import('./childProcess.js').Command} command
 * @param {string} why
 */
function diagnoseSpawn({ python, cwd }, why) {
  if (!isFolder(cwd)) return { what: `no such folder: ${cwd}`, fix: 'pass a `cwd` that exists' }
  if (why.includes('ENOENT')) {
    return {
      what: `no such program: ${python}`,
      fix: 'install Python 3.11 or later, or pass its path as `python`',
    }
  }
  if (/EACCES|ENOEXEC/.test(why)) {
    return { what: `not executable: ${python}`, fix: 'pass the path of an interpreter as `python`' }
  }
  return { what: why || 'the system did not start it', fix: 'look at the limits of this machine' }
}

/** @param {string} path */
function isFolder(path) {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/**
 * @param {string} text that may name a missing module
 * @param {import('./childProcess.js').Command} command
 */
function importFix(text, { python, cwd }) {
  const missing = /No module named '?([\w.]+)'?/.exec(text)?.[1]
  if (!missing) return 'run it by hand and look at what it prints'
  if (missing.startsWith('agent_runner')) return `pass the project's folder as \`cwd\` (it was ${cwd})`
  return `${python} -m pip install -r requirements.txt (it lacks ${missing})`
}

/** @param {import('./childProcess.js').Command} command */
function commandLine({ python, args, cwd }) {
  return `cd ${cwd} && ${[python, ...args].join(' ')}`
}

/** @param {string} text */
function lastLine(text) {
  return text.trimEnd().split('\n').at(-1)?.slice(0, 500)
}
