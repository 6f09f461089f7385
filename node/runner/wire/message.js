/**
 * A line of text to JSON-RPC messages. Owns what to make of a line that is not one: whatever was glued in front of a
 * frame is told apart from it, so that a stray `print` without a newline costs no reply.
 */

const opening = '{"jsonrpc"'
/** How many places in a line are tried; a line full of openings is not worth more. */
const maxAttempts = 4

/**
 * @param {string} line
 * @returns {any} the one message of a sound line, as nearly all are; undefined where `readMessages` must look closer
 */
export function readMessage(line) {
  const value = parse(line)
  return isMessage(value) ? value : undefined
}

/**
 * @param {string} line
 * @returns {{ messages: any[], noise: string }} the messages of the line, and what in it was none
 */
export function readMessages(line) {
  const value = parse(line)
  if (isMessage(value)) return { messages: [value], noise: '' }
  if (Array.isArray(value) && value.length > 0 && value.every(isMessage))
    return { messages: value, noise: '' }
  return value === undefined ? readGlued(line) : { messages: [], noise: line }
}

/** @param {string} line */
function readGlued(line) {
  let start = line.indexOf(opening, 1)
  for (let attempt = 0; start !== -1 && attempt < maxAttempts; attempt += 1) {
    const value = parse(line.slice(start))
    if (isMessage(value)) return { messages: [value], noise: line.slice(0, start) }
    start = line.indexOf(opening, start + 1)
  }
  return { messages: [], noise: line }
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @param {any} value */
export function isMessage(value) {
  return typeof value === 'object' && value !== null && value.jsonrpc === '2.0'
}

/**
 * The id of ours that the ends of a broken frame still show.
 *
 * @param {string} text
 * @param {string} epoch
 * @returns {string | undefined}
 */
export function mentionedId(text, epoch) {
  const match = /"id"\s*:\s*"([\w-]+\.\d+)"/.exec(text)
  return match?.[1]?.startsWith(`${epoch}.`) ? match[1] : undefined
}

/** @param {any} error whether it says that the cancelled work goes on all the same */
export function isAbandonment(error) {
  return isWireError(error) && error.code === -32800 && error.data?.rung === 'abandoned'
}

/**
 * @param {any} cost as a response carries it
 * @returns {import('../calls/call.js').Cost | null}
 */
export function readCost(cost) {
  const isWhole =
    typeof cost === 'object' &&
    cost !== null &&
    Number.isFinite(cost.queue_us) &&
    Number.isFinite(cost.handler_us) &&
    Number.isFinite(cost.cpu_us)
  return isWhole ? cost : null
}

/** @param {unknown} error whether it has the shape the specification gives to errors */
export function isWireError(error) {
  if (typeof error !== 'object' || error === null) return false
  return (
    'code' in error && Number.isInteger(error.code) && 'message' in error && typeof error.message === 'string'
  )
}

/** @param {any} error whether it says that the runner is shutting down, and so has not looked at the request */
export function isRefusal(error) {
  return isWireError(error) && error.code === -32005
}
