/**
 * The first words between host and runner: who are you, do we speak the same version, are your agents loaded.
 * Owns the shape of `initialize` and of `$/state`; whoever calls it bounds and explains what goes wrong.
 */
import { createRequire } from 'node:module'
import { AgentRunnerError } from '../errors.js'
import { check, count, record } from '../optionChecks.js'

export const protocolVersion = 1
const host = createRequire(import.meta.url)('../../../package.json')

/**
 * @typedef {object} AgentInfo
 * @property {string} name
 * @property {string} description
 *
 * @typedef {object} RunnerInfo
 * @property {string} name
 * @property {string} version
 * @property {string} python
 * @property {string} platform
 * @property {number} pid
 *
 * @typedef {object} Hello
 * @property {RunnerInfo} runner
 * @property {AgentInfo[]} agents empty until the runner is ready
 * @property {'importing' | 'ready' | 'failed'} phase
 * @property {{ max_frame_bytes?: number, max_in_flight?: number }} limits
 *
 * @typedef {object} Capabilities what the runner can do beyond the plain wire
 * @property {boolean} chunks joins chunks
 * @property {boolean} credit heeds a window
 *
 * @typedef {object} RunnerState what `$/state` says
 * @property {'ready' | 'failed'} phase
 * @property {AgentInfo[]} [agents]
 * @property {{ module: string, reason: string }} [error]
 */

/**
 * @param {import('./connection.js').Connection} connection
 * @param {{ maxFrameBytes: number, timeoutMs: number }} limits
 * @returns {Promise<Hello>} rejects with ERR_RUNNER_PROTOCOL when the answer is not what it should be
 */
export async function greet(connection, { maxFrameBytes, timeoutMs }) {
  const own = introduction(maxFrameBytes, connection.hostMethods)
  const answer = await connection.request('initialize', own, timeoutMs)
  const { protocol_version: theirs, capabilities } = record('initialize: result', answer)
  if (theirs !== protocolVersion) throw versionMismatch(theirs)
  const hello = readHello(answer)
  const { max_in_flight: maxInFlight, max_frame_bytes: theirMaxBytes } = hello.limits
  connection.capabilities = readCapabilities(capabilities)
  if (maxInFlight !== undefined) connection.maxInFlight = maxInFlight
  if (theirMaxBytes !== undefined) connection.maxSendBytes = Math.min(maxFrameBytes, theirMaxBytes)
  return hello
}

/**
 * @param {unknown} said with `$/state`
 * @returns {RunnerState}
 * @throws {AgentRunnerError} ERR_RUNNER_PROTOCOL that names the member
 */
export function readState(said) {
  const { phase, agents, error } = record('$/state: params', /** @type {any} */ (said))
  check('$/state: phase', phase, phase === 'ready' || phase === 'failed', "'ready' or 'failed'")
  if (agents !== undefined) readAgents('$/state: agents', agents)
  if (error !== undefined) {
    for (const member of ['module', 'reason']) {
      const value = record('$/state: error', error)[member]
      check(`$/state: error.${member}`, value, typeof value === 'string', 'a text')
    }
  }
  return { phase, agents, error }
}

/**
 * @param {any} answer
 * @returns {Hello}
 */
function readHello({ limits = {}, phase = 'ready', runner = {}, agents = [] }) {
  record('initialize: limits', limits)
  for (const name of ['max_frame_bytes', 'max_in_flight']) {
    if (limits[name] !== undefined) count(`initialize: limits.${name}`, limits[name], 1)
  }
  const isPhase = ['importing', 'ready', 'failed'].includes(phase)
  check('initialize: phase', phase, isPhase, "'importing', 'ready' or 'failed'")
  record('initialize: runner', runner)
  return { runner, agents: readAgents('initialize: agents', agents), phase, limits }
}

/**
 * @param {string} name
 * @param {any} agents
 * @returns {AgentInfo[]}
 */
function readAgents(name, agents) {
  check(name, agents, Array.isArray(agents), 'an array')
  for (const [n, agent] of agents.entries()) {
    const isNamed = typeof agent?.name === 'string'
    check(`${name}[${n}]`, agent, isNamed, 'an object with a name')
  }
  return agents
}

/**
 * @param {number} maxFrameBytes
 * @param {string[]} hostMethods
 */
function introduction(maxFrameBytes, hostMethods) {
  return {
    protocol_version: protocolVersion,
    host: { name: host.name, version: host.version, pid: process.pid },
    limits: { max_frame_bytes: maxFrameBytes },
    capabilities: { chunks: true, host_methods: hostMethods, cost: true },
  }
}

/**
 * @param {any} theirs what the runner says it can do; absent is none
 * @returns {Capabilities}
 */
function readCapabilities(theirs) {
  return { chunks: theirs?.chunks === true, credit: theirs?.credit === true }
}

/** @param {unknown} theirs */
function versionMismatch(theirs) {
  return new AgentRunnerError(
    'ERR_RUNNER_PROTOCOL',
    `the runner speaks protocol ${JSON.stringify(theirs)}; this host speaks ${protocolVersion}`,
    { rpcCode: -32008, data: { supported: [protocolVersion] } },
  )
}
