/** What clients may say, checked member by member before anything is done with it. */
import { BODY_LIMIT_BYTES, refuseUnspeakable, shown } from '../middleware/body.js'
import { invalidParams, Problem } from '../problem.js'
import { isTimezone } from '../services/skills.js'
import { isUuid } from '../uuid.js'

const PATH = /^[\w-]{1,100}(\/[\w-]{1,100})?$/
const MOST_TOKEN_CHARACTERS = 8_192
export const MOST_WINDOW = 1_000

/** @typedef {{expected: string, isSo: (value: unknown) => boolean, optional?: true}} Member */
/** @typedef {Record<string, Member>} Shape */

/** @param {Member} member @returns {Member} */
const optional = (member) => ({ ...member, optional: true })
const whole = (/** @type {number} */ least, /** @type {number} */ most) => ({
  expected: `a whole number from ${least} to ${most}`,
  isSo: (/** @type {unknown} */ value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
})
const isText = (/** @type {unknown} */ value) => typeof value === 'string'
const runId = {
  expected: 'the id of a run',
  isSo: (/** @type {any} */ value) => isText(value) && isUuid(value),
}
const seq = whole(0, Number.MAX_SAFE_INTEGER)
const yesOrNo = {
  expected: 'true or false',
  isSo: (/** @type {unknown} */ value) => typeof value === 'boolean',
}

/** @type {Record<string, Shape>} */
export const SHAPES = {
  'run.follow': { run_id: runId, after: optional(seq), window: optional(whole(1, MOST_WINDOW)) },
  'run.ack': { run_id: runId, seq },
  'run.unfollow': { run_id: runId },
  'run.cancel': { run_id: runId },
  call: {
    path: {
      expected: 'the path of a skill, such as study-plan',
      isSo: (/** @type {any} */ value) => isText(value) && PATH.test(value),
    },
    fields: optional({ expected: 'an object', isSo: isObject }),
    follow: optional(yesOrNo),
    timezone: optional({
      expected: 'an IANA time zone such as Europe/Berlin',
      isSo: (/** @type {any} */ value) => isText(value) && isTimezone(value),
    }),
  },
  'auth.refresh': {
    token: {
      expected: 'an access token',
      isSo: (/** @type {any} */ value) => isText(value) && value.length <= MOST_TOKEN_CHARACTERS,
    },
  },
  'ops.watch': {},
  'ops.unwatch': {},
}

/**
 * @param {string} event a name in SHAPES
 * @param {unknown} payload nothing is an empty object
 * @returns {Record<string, any>}
 * @throws {Problem} 400 that names each member that is wrong
 */
export function checked(event, payload = {}) {
  const shape = SHAPES[event] ?? {}
  if (!isObject(payload)) {
    throw invalidParams([{ field: 'message', expected: 'an object', got: describe(payload) }])
  }
  const given = /** @type {Record<string, unknown>} */ (payload)
  const unknown = Object.keys(given)
    .filter((name) => !Object.hasOwn(shape, name))
    .map((field) => ({
      field,
      expected: `one of ${Object.keys(shape).join(', ') || 'no members'}`,
      got: field,
    }))
  const wrong = Object.entries(shape)
    .filter(
      ([name, { isSo, optional: mayMiss }]) => !(given[name] === undefined ? mayMiss : isSo(given[name])),
    )
    .map(([field, { expected }]) => ({ field, expected, got: describe(given[field]) }))
  if (unknown.length + wrong.length > 0) throw invalidParams([...unknown, ...wrong])
  refuseUnspeakable(given)
  if (event === 'call' && Buffer.byteLength(JSON.stringify(given)) > BODY_LIMIT_BYTES) {
    throw new Problem(413, 'frame_too_large', `The message is larger than ${BODY_LIMIT_BYTES} bytes.`)
  }
  return given
}

/** Of JSON: Socket.io brings binary data, too. @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** @param {unknown} value */
function describe(value) {
  if (value === undefined) return 'nothing'
  return ArrayBuffer.isView(value) ? 'bytes' : shown(value)
}
