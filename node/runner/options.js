/**
 * The runner's options: checked once, completed with defaults, frozen.
 */
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemClock } from './clock.js'
import { defaultPython, resolvePython } from './child/interpreter.js'
import { check, count, duration, group, record, text } from './optionChecks.js'

const projectFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
/** Near the longest string V8 makes; a frame is one string. */
const maxFrameLimit = 2 ** 29 - 1024
const maxProcesses = 256
/** Host methods that one process may have running, those whose answer nobody waits for any more included. */
export const mostHostCalls = 256

/**
 * @typedef {object} RestartOptions
 * @property {number} [budget] restarts within `windowMs` after which the runner gives up for a while; default 5
 * @property {number} [windowMs] default 60 000; also how long it then waits before it tries once more
 * @property {number} [minDelayMs] before the second restart in a row, jittered; default 100. The first goes off at once
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
 * @typedef {object} ScalingOptions
 * @property {number} [min] processes that are always there; default 1
 * @property {number} max
 * @property {number} [idleMs] a process above `min` that had nothing to do for so long is closed; default 60 000
 *
 * @typedef {object} RecycleOptions when a process is replaced although it is well; each limit is drawn anew for each
 *   process, up to 10 % below or above, so that many do not go at once. Off unless given
 * @property {number} [maxCalls] it has taken
 * @property {number} [maxAgeMs] it has served
 * @property {number} [maxRssBytes] of memory it holds, by its own pongs
 * @property {number} [drainMs] how long the old process may still work on the calls it has; default 600 000
 *
 * @typedef {object} FlightRecorderOptions
 * @property {number} [frames] that are remembered for each process; default 256, 0 turns it off
 * @property {string | null} [folder] where they are written when a process crashes; default null: nowhere
 *
 * @typedef {object} HostCallContext
 * @property {AbortSignal} signal aborted when the call it is made for is cancelled, or its process dies
 * @property {string | number | null} callId the request that Python makes it for
 * @property {number} [deadlineMs] left, from now
 * @property {string} [traceparent] W3C trace context
 *
 * @typedef {(params: any, context: HostCallContext) => unknown} HostMethod what it gives, or resolves with, is the
 *   result; what it throws reaches Python by its name alone
 *
 * @typedef {object} RunnerOptions every one has a default
 * @property {string} [python] interpreter: a name on PATH, or a path (from `cwd`); default the folder's `.venv`
 * @property {string[]} [args] default `['-m', 'agent_runner']`
 * @property {string} [cwd] default the project's folder
 * @property {Record<string, string | undefined>} [env] on top of the allow-list; undefined removes
 * @property {number | ScalingOptions} [processes] how many, or between how many; default 1
 * @property {number} [standby] further processes that are ready and take over when one dies or is recycled; default 0
 * @property {RecycleOptions} [recycle] default never
 * @property {number} [startTimeoutMs] for each phase of a start; default 60 000
 * @property {number} [pingIntervalMs] default 5 000
 * @property {number} [hangTimeoutMs] after which a process that hangs is replaced; default 30 000
 * @property {number} [cancelTimeoutMs] for Python to answer a cancel; after that the process is replaced; default 2 000
 * @property {number} [maxFrameBytes] either way; default 32 MiB. A runner that says it takes less is sent less
 * @property {number} [queueLimit] calls that may wait for a process; default 1 000
 * @property {number} [streamWindow] events of a call that may be under way to a slow reader; default 256
 * @property {Record<string, HostMethod>} [hostMethods] what Python may call here, by name; default nothing. 256 calls of
 *   a process run at a time; one more is overloaded, and Python may try it again. Where host and Python call each other in
 *   turn, it ends at that depth
 * @property {FlightRecorderOptions} [flightRecorder]
 * @property {RestartOptions} [restart]
 * @property {StopOptions} [stop]
 * @property {Readonly<import('./clock.js').Clock>} [clock] for tests
 *
 * @typedef {ReturnType<typeof readOptions>} Options
 */

const names = [
  ...['python', 'args', 'cwd', 'env', 'processes', 'standby', 'recycle', 'startTimeoutMs', 'pingIntervalMs'],
  ...['hangTimeoutMs', 'cancelTimeoutMs', 'maxFrameBytes', 'queueLimit', 'streamWindow', 'hostMethods'],
  ...['flightRecorder', 'restart', 'stop', 'clock'],
]

/**
 * @param {RunnerOptions} [given]
 * @throws {import('./errors.js').AgentRunnerError} ERR_RUNNER_PROTOCOL that names the option
 */
export function readOptions(given = {}) {
  group('', given, names)
  const cwd = resolve(text('cwd', given.cwd ?? projectFolder))
  const python = given.python === undefined ? defaultPython(cwd) : text('python', given.python)
  return Object.freeze({
    python: resolvePython(python, cwd),
    args: readArgs(given.args),
    cwd,
    env: readEnv(given.env),
    processes: readProcesses(given.processes),
    standby: count('standby', given.standby ?? 0, 0, maxProcesses),
    recycle: readRecycle(given.recycle),
    startTimeoutMs: duration('startTimeoutMs', given.startTimeoutMs ?? 60_000),
    pingIntervalMs: duration('pingIntervalMs', given.pingIntervalMs ?? 5_000),
    hangTimeoutMs: duration('hangTimeoutMs', given.hangTimeoutMs ?? 30_000),
    cancelTimeoutMs: duration('cancelTimeoutMs', given.cancelTimeoutMs ?? 2_000),
    maxFrameBytes: count('maxFrameBytes', given.maxFrameBytes ?? 32 * 2 ** 20, 1024, maxFrameLimit),
    queueLimit: count('queueLimit', given.queueLimit ?? 1_000, 0),
    streamWindow: count('streamWindow', given.streamWindow ?? 256, 1, 2 ** 31 - 1),
    hostMethods: readHostMethods(given.hostMethods),
    flightRecorder: readFlightRecorder(given.flightRecorder),
    restart: readRestart(given.restart),
    stop: readStop(given.stop),
    clock: readClock(given.clock),
  })
}

/** @param {string[]} [args] */
function readArgs(args = ['-m', 'agent_runner']) {
  const isFine = Array.isArray(args) && args.every((arg) => typeof arg === 'string' && !arg.includes('\0'))
  return Object.freeze([...check('args', args, isFine, 'an array of texts')])
}

/** @param {Record<string, string | undefined>} [env] */
function readEnv(env = {}) {
  for (const [name, value] of Object.entries(record('env', env))) {
    if (value !== undefined) check(`env.${name}`, value, typeof value === 'string', 'a text or undefined')
  }
  return Object.freeze({ ...env })
}

/** @param {number | ScalingOptions} [given] */
function readProcesses(given = 1) {
  if (typeof given === 'number') {
    const fixed = count('processes', given, 1, maxProcesses)
    return Object.freeze({ min: fixed, max: fixed, idleMs: 60_000 })
  }
  check('processes', given, typeof given === 'object' && given !== null, 'a number or {min, max, idleMs}')
  const { min = 1, max, idleMs = 60_000 } = group('processes', given, ['min', 'max', 'idleMs'])
  count('processes.min', min, 1, maxProcesses)
  return Object.freeze({
    min,
    max: count('processes.max', max, min, maxProcesses),
    idleMs: duration('processes.idleMs', idleMs),
  })
}

const recycleNames = ['maxCalls', 'maxAgeMs', 'maxRssBytes', 'drainMs']

/** @param {RecycleOptions} [given] */
function readRecycle(given = {}) {
  const { maxCalls, maxAgeMs, maxRssBytes, drainMs } = group('recycle', given, recycleNames)
  return Object.freeze({
    maxCalls: maxCalls === undefined ? Infinity : count('recycle.maxCalls', maxCalls, 1),
    maxAgeMs: maxAgeMs === undefined ? Infinity : duration('recycle.maxAgeMs', maxAgeMs),
    maxRssBytes: maxRssBytes === undefined ? Infinity : count('recycle.maxRssBytes', maxRssBytes, 1),
    drainMs: duration('recycle.drainMs', drainMs ?? 600_000),
  })
}

/** @param {Record<string, HostMethod>} [given] */
function readHostMethods(given = {}) {
  for (const [name, method] of Object.entries(record('hostMethods', given))) {
    check(`hostMethods.${name}`, method, typeof method === 'function', 'a function')
    const isFree = name !== '' && !name.startsWith('$/') && !name.startsWith('rpc.')
    check('hostMethods', name, isFree, 'names that are not empty and begin neither with $/ nor with rpc.')
  }
  return Object.freeze({ ...given })
}

/** @param {FlightRecorderOptions} [given] */
function readFlightRecorder(given = {}) {
  const { frames = 256, folder = null } = group('flightRecorder', given, ['frames', 'folder'])
  return Object.freeze({
    frames: count('flightRecorder.frames', frames, 0, 2 ** 20),
    folder: folder === null ? null : resolve(text('flightRecorder.folder', folder)),
  })
}

/** @param {RestartOptions} [given] */
function readRestart(given = {}) {
  group('restart', given, ['budget', 'windowMs', 'minDelayMs', 'maxDelayMs', 'stableMs'])
  return Object.freeze({
    budget: count('restart.budget', given.budget ?? 5, 0),
    windowMs: duration('restart.windowMs', given.windowMs ?? 60_000),
    minDelayMs: duration('restart.minDelayMs', given.minDelayMs ?? 100),
    maxDelayMs: duration('restart.maxDelayMs', given.maxDelayMs ?? 10_000),
    stableMs: duration('restart.stableMs', given.stableMs ?? 30_000),
  })
}

/** @param {StopOptions} [given] */
function readStop(given = {}) {
  group('stop', given, ['drainMs', 'shutdownMs', 'eofMs', 'termMs', 'killMs'])
  return Object.freeze({
    drainMs: duration('stop.drainMs', given.drainMs ?? 10_000),
    shutdownMs: duration('stop.shutdownMs', given.shutdownMs ?? 2_000),
    eofMs: duration('stop.eofMs', given.eofMs ?? 1_000),
    termMs: duration('stop.termMs', given.termMs ?? 1_000),
    killMs: duration('stop.killMs', given.killMs ?? 1_000),
  })
}

/** @param {Readonly<import('./clock.js').Clock>} [clock] */
function readClock(clock = systemClock) {
  const isFine = [clock?.now, clock?.setTimeout, clock?.clearTimeout, clock?.random].every(
    (member) => typeof member === 'function',
  )
  return check('clock', clock, isFine, 'an object with now, setTimeout, clearTimeout and random')
}
