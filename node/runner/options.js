/**
 * The runner's options: checked once, completed with defaults, frozen.
 */
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from './clock.js'
import { protocolError } from './errors.js'
import { defaultPython, resolvePython } from './interpreter.js'

const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
/** Near the longest string V8 makes; a frame is one string. */
const maxFrameLimit = 2 ** 29 - 1024

/**
 * @typedef {object} RestartOptions
 * @property {number} [budget] restarts within `windowMs` after which the runner gives up for a while; default 5
 * @property {number} [windowMs] default 60 000; also how long it then waits before it tries once more
 * @property {number} [minDelayMs] before the first restart, jittered; default 100
 * @property {number} [maxDelayMs] the delay doubles up to this; default 10 000
 * @property {number} [stableMs] being ready this long forgets the past; default 30 000
 *
 * @typedef {object} StopOptions how long each rung of the ladder is given
 * @property {number} [drainMs] for the calls that were accepted; default 10 000
 * @property {number} [shutdownMs] for the answer to `shutdown`; default 2 000
 * @property {number} [eofMs] for the exit after stdin is closed; default 1 000
 * @property {number} [termMs] after SIGTERM; default 1 000
 * @property {number} [killMs] after SIGKILL; default 1 000
 *
 * @typedef {object} RunnerOptions every one has a default
 * @property {string} [python] interpreter: a name on PATH, or a path (from `cwd`); default the folder's `.venv`
 * @property {string[]} [args] default `['-m', 'agent_runner']`
 * @property {string} [cwd] default the project's folder
 * @property {Record<string, string | undefined>} [env] on top of the allow-list
 * @property {number} [processes] default 1
 * @property {number} [startTimeoutMs] for each phase of a start; default 60 000
 * @property {number} [pingIntervalMs] default 5 000
 * @property {number} [hangTimeoutMs] silence after which a process is replaced; default 30 000
 * @property {number} [maxFrameBytes] either way; default 32 MiB
 * @property {number} [queueLimit] calls that may wait for a process; default 1 000
 * @property {number} [streamLimit] events a stream keeps for a slow reader; default 10 000
 * @property {RestartOptions} [restart]
 * @property {StopOptions} [stop]
 * @property {Readonly<import('./clock.js').Clock>} [clock] for tests
 *
 * @typedef {ReturnType<typeof readOptions>} Options
 */

const restartNames = ['budget', 'windowMs', 'minDelayMs', 'maxDelayMs', 'stableMs']
const stopNames = ['drainMs', 'shutdownMs', 'eofMs', 'termMs', 'killMs']
const names = [
  ...['python', 'args', 'cwd', 'env', 'processes', 'startTimeoutMs', 'pingIntervalMs', 'hangTimeoutMs'],
  ...['maxFrameBytes', 'queueLimit', 'streamLimit', 'restart', 'stop', 'clock'],
]

/** @param {RunnerOptions} given */
export function readOptions(given = {}) {
  const { restart = {}, stop = {} } = given
  checkNames('', given, names)
  checkNames('restart.', restart, restartNames)
  checkNames('stop.', stop, stopNames)
  const cwd = resolve(given.cwd ?? projectFolder)
  return Object.freeze({
    python: resolvePython(given.python ?? defaultPython(cwd), cwd),
    args: Object.freeze([...(given.args ?? ['-m', 'agent_runner'])]),
    cwd,
    env: Object.freeze({ ...given.env }),
    processes: count('processes', given.processes ?? 1, 1, 256),
    startTimeoutMs: duration('startTimeoutMs', given.startTimeoutMs ?? 60_000),
    pingIntervalMs: duration('pingIntervalMs', given.pingIntervalMs ?? 5_000),
    hangTimeoutMs: duration('hangTimeoutMs', given.hangTimeoutMs ?? 30_000),
    maxFrameBytes: count('maxFrameBytes', given.maxFrameBytes ?? 32 * 2 ** 20, 1024, maxFrameLimit),
    queueLimit: count('queueLimit', given.queueLimit ?? 1_000, 0),
    streamLimit: count('streamLimit', given.streamLimit ?? 10_000, 1),
    restart: Object.freeze({
      budget: count('restart.budget', restart.budget ?? 5, 0),
      windowMs: duration('restart.windowMs', restart.windowMs ?? 60_000),
      minDelayMs: duration('restart.minDelayMs', restart.minDelayMs ?? 100),
      maxDelayMs: duration('restart.maxDelayMs', restart.maxDelayMs ?? 10_000),
      stableMs: duration('restart.stableMs', restart.stableMs ?? 30_000),
    }),
    stop: Object.freeze({
      drainMs: duration('stop.drainMs', stop.drainMs ?? 10_000),
      shutdownMs: duration('stop.shutdownMs', stop.shutdownMs ?? 2_000),
      eofMs: duration('stop.eofMs', stop.eofMs ?? 1_000),
      termMs: duration('stop.termMs', stop.termMs ?? 1_000),
      killMs: duration('stop.killMs', stop.killMs ?? 1_000),
    }),
    clock: given.clock ?? systemClock,
  })
}

/**
 * A misspelt option would otherwise be a default that nobody asked for.
 *
 * @param {string} path
 * @param {object} given
 * @param {string[]} known
 */
function checkNames(path, given, known) {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown === undefined) return
  throw protocolError(`${path}${unknown}: expected one of ${known.join(', ')}, got an unknown option`)
}

/**
 * @param {string} name
 * @param {number} value
 */
function duration(name, value) {
  if (Number.isFinite(value) && value > 0 && value < 2 ** 31) return value
  throw protocolError(`${name}: expected milliseconds, more than 0 and below 2^31, got ${value}`)
}

/**
 * @param {string} name
 * @param {number} value
 * @param {number} min
 * @param {number} [max]
 */
function count(name, value, min, max = Number.MAX_SAFE_INTEGER) {
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw protocolError(`${name}: expected a whole number from ${min} to ${max}, got ${value}`)
}
