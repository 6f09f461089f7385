/**
 * Runs the requests of a crash's record against a new process: does it die of them again? Owns what can be sent again
 * and the comparison of old and new answers; how it is shown is its caller's.
 *
 * Requests go one after the other, in the order they were sent. What was cut off or was the bridge's own is left out.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { masked } from './secrets.js'

const ownMethods = new Set(['initialize', 'ping', 'shutdown'])
/** Of `_meta`, what the bridge writes itself. */
const bridgeMeta = new Set(['deadline_ms', 'progress', 'window'])

/**
 * @typedef {import('./flightRecorder.js').FlightRecord} FlightRecord
 *
 * @typedef {object} RecordedRequest
 * @property {string} id
 * @property {string} method
 * @property {any} params without `_meta`
 * @property {Record<string, any>} meta
 * @property {boolean} isMasked whether a secret of it is missing
 * @property {string | null} answer what came back then, as text; null when nothing did
 *
 * @typedef {object} Replayed
 * @property {RecordedRequest} request
 * @property {'same' | 'other' | 'answered' | 'unanswered' | 'died'} outcome `answered`: there was no answer then;
 *   `unanswered`: there is none now, in time
 * @property {string | null} answer as text
 * @property {any} [error] that it died with
 *
 * @typedef {import('../options.js').RunnerOptions} RunnerOptions
 *
 * @typedef {object} Caller the part of a runner that is used here
 * @property {() => Promise<void>} start
 * @property {(method: string, params: any, options: object) => Promise<unknown>} call
 * @property {() => Promise<void>} destroy
 */

/**
 * @param {FlightRecord} record
 * @param {object} how
 * @param {(options: RunnerOptions) => Caller} how.open
 * @param {number} how.timeoutMs for each request
 * @param {NodeJS.ProcessEnv} [how.environment] where the values are that the record leaves out
 * @yields {Replayed} up to the first that the process dies of
 */
export async function* replay(record, { open, timeoutMs, environment = process.env }) {
  const { args, discard } = await withCopiedData(record.command.args)
  const { python, cwd, env: names } = record.command
  const env = Object.fromEntries(names.map((name) => [name, environment[name]]))
  const runner = open({ python, args, cwd, env, restart: { budget: 0 } })
  try {
    await runner.start()
    for (const request of requestsOf(record)) {
      const replayed = await once(runner, request, timeoutMs)
      yield replayed
      if (replayed.outcome === 'died') return
    }
  } finally {
    await runner.destroy()
    await discard()
  }
}

/**
 * @param {FlightRecord} record
 * @returns {RecordedRequest[]}
 */
export function requestsOf({ frames }) {
  const whole = frames.filter(({ cut }) => !cut)
  const answers = new Map(whole.filter(({ direction }) => direction === 'in').map(answerOf))
  return whole.flatMap(({ direction, text }) => {
    const message = direction === 'out' ? parse(text) : null
    if (typeof message?.method !== 'string' || message.id === undefined) return []
    if (ownMethods.has(message.method)) return []
    const { _meta: meta = {}, ...named } = message.params ?? {}
    const params = Array.isArray(message.params) ? message.params : named
    const { id, method } = message
    return [{ id, method, params, meta, isMasked: text.includes(masked), answer: answers.get(id) ?? null }]
  })
}

/**
 * @param {Caller} runner
 * @param {RecordedRequest} request
 * @param {number} timeoutMs
 * @returns {Promise<Replayed>}
 */
async function once(runner, request, timeoutMs) {
  const { method, params, meta } = request
  // A skill may behave differently when it is listened to.
  const onProgress = meta['progress'] === true ? () => {} : undefined
  const own = Object.fromEntries(Object.entries(meta).filter(([name]) => !bridgeMeta.has(name)))
  try {
    const result = await runner.call(method, params, { timeoutMs, meta: own, onProgress })
    return compare(request, JSON.stringify({ result }))
  } catch (thrown) {
    const error = /** @type {any} */ (thrown)
    if (error.rpcCode !== undefined) {
      const { rpcCode: code, message, data } = error
      return compare(request, JSON.stringify({ error: { code, message, data } }))
    }
    return { request, outcome: isDeath(error) ? 'died' : 'unanswered', answer: null, error }
  }
}

/** @param {any} error of a call: its process ended, or hung until it was replaced */
function isDeath({ code, data }) {
  return code === 'ERR_RUNNER_EXITED' || (code === 'ERR_RUNNER_TIMEOUT' && data?.verdict !== undefined)
}

/**
 * @param {RecordedRequest} request
 * @param {string} answer
 * @returns {Replayed}
 */
function compare(request, answer) {
  if (request.answer === null) return { request, outcome: 'answered', answer }
  return { request, outcome: answer === request.answer ? 'same' : 'other', answer }
}

/**
 * @param {import('./flightRecorder.js').FrameRecord} frame
 * @returns {[id: string | undefined, answer: string]}
 */
function answerOf({ text }) {
  const message = parse(text)
  if (message === null || message.method !== undefined) return [undefined, '']
  const { id, result, error } = message
  return [id, JSON.stringify(error === undefined ? { result } : { error })]
}

/** @param {string} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * The learners' data is not to be touched by what is only a rehearsal.
 *
 * @param {readonly string[]} args
 */
async function withCopiedData(args) {
  const place = args.indexOf('--data-dir') + 1
  const folder = place > 0 ? args[place] : undefined
  if (folder === undefined) return { args: [...args], discard: async () => {} }
  const copy = await mkdtemp(join(tmpdir(), 'replay-'))
  await cp(folder, copy, { recursive: true }).catch(() => {}) // none yet
  return {
    args: args.map((arg, n) => (n === place ? copy : arg)),
    discard: () => rm(copy, { recursive: true, force: true }),
  }
}
