/**
 * The first words between host and runner: who are you, do we speak the same version, are your agents loaded.
 * Owns the shape of `initialize` and of `$/state`; whoever calls it bounds and explains what goes wrong.
 */
import { createRequire } from 'node:module'
import { AgentRunnerError } from './errors.js'

export const protocolVersion = 1
const host = createRequire(import.meta.url)('../../package.json')

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
 * @returns {Promise<Hello>}
 */
export async function greet(connection, { maxFrameBytes, timeoutMs }) {
  const own = introduction(maxFrameBytes, connection.hostMethods)
  const answer = await connection.request('initialize', own, timeoutMs)
  if (answer?.protocol_version !== protocolVersion) throw versionMismatch(answer?.protocol_version)
  const { limits = {}, phase = 'ready', runner = {}, agents = [], capabilities } = answer
  connection.capabilities = readCapabilities(capabilities)
  if (limits.max_in_flight > 0) connection.maxInFlight = limits.max_in_flight
  if (limits.max_frame_bytes > 0) connection.maxSendBytes = Math.min(maxFrameBytes, limits.max_frame_bytes)
  return { runner, agents, phase, limits }
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
