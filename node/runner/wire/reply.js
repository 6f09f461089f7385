/** What a response makes of the call it answers. Owns the answers to responses that are none. */
import { protocolError } from '../errors.js'
import { isRefusal, isWireError, readCost } from './message.js'

/** @typedef {import('../calls/call.js').Call<any>} Call */

/**
 * @param {Call} call
 * @param {any} response
 * @returns {boolean} false when the runner has not looked at the request: the call is unsettled, and may go elsewhere
 */
export function settleByReply(call, { result, error, cost }) {
  call.cost = readCost(cost)
  if (error === undefined && result !== undefined) call.succeed(result)
  else if (!isWireError(error)) call.fail(brokenReply(call, 'is neither a result nor an error'))
  else if (result !== undefined) call.fail(brokenReply(call, 'is both a result and an error', error))
  else if (isRefusal(error) && mayGoElsewhere(call)) return false
  else call.failRemotely(error)
  return true
}

/** @param {Call} call of which an event has come was looked at, whatever the runner says */
function mayGoElsewhere({ isInternal, leavingFor, phase }) {
  return !isInternal && leavingFor === null && phase !== 'started'
}

/**
 * @param {Call} call
 * @param {any} response
 * @returns {boolean} whether it is a result that came when the time was up, though the call still waited to hear why
 */
export function isLate({ leavingFor }, { result }) {
  return result !== undefined && (leavingFor === 'total' || leavingFor === 'idle')
}

/**
 * @param {Call} call
 * @param {string} why
 * @param {unknown} [data]
 */
export function brokenReply({ method, phase }, why, data) {
  return protocolError(`${method}: the reply from Python ${why}`, { method, phase, data })
}
