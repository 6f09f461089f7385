/**
 * A request that its sender repeats is done once: the same key with the same content gives the same run, or the same
 * answer, on whichever server and however often it is sent, for a day.
 *
 * A run that is kept is made under the id that the key stands for, and there is one run of an id: no more is needed.
 * Any other call holds a lease while it works. Its answer is kept before it is given; when it fails, the key is free
 * again. A server that dies leaves its lease to run out, and the next request with the key does the work.
 */
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Problem, SOON } from '../problem.js'

/** @typedef {import('../repositories/idempotencyKeys.js').IdempotencyKeysRepository} Keys */
/** @typedef {import('../repositories/idempotencyKeys.js').Transaction} Transaction */
/** @typedef {ReturnType<typeof createIdempotency>} Idempotency */
/**
 * What a key is asked with; without one, nothing is kept.
 * @typedef {object} Asked
 * @property {string} learnerId
 * @property {string} [key]
 * @property {unknown} content the same content is the same request; any JSON
 * @property {AbortSignal} signal
 */
/** @typedef {(result: unknown, transaction?: Transaction) => Promise<void>} Keep */

const LEASE_MS = 9_000
const WAIT_MS = 10_000
const LOOK_MS = 200
/** No call takes as long. */
const LONGEST_MS = 15 * 60_000

/** @param {{keys: Keys, leaseMs?: number, waitMs?: number}} deps `waitMs`: for another request with the same key */
export function createIdempotency({ keys, leaseMs = LEASE_MS, waitMs = WAIT_MS }) {
  return { runOf, once, begin }

  /**
   * The run that a key stands for.
   * @param {Asked} asked
   * @returns {Promise<string | undefined>} undefined without a key
   */
  async function runOf({ learnerId, key, content }) {
    if (key === undefined) return undefined
    const fingerprint = fingerprintOf(content)
    const entry = await keys.take({ learnerId, key, fingerprint, owner: randomUUID(), leaseMs: 0 })
    if (entry.fingerprint !== fingerprint) throw otherContent(key)
    return entry.runId
  }

  /**
   * @template Result
   * @param {Asked} asked
   * @param {(keep: Keep) => Promise<Result>} work may keep its result itself, together with what it writes
   * @returns {Promise<{result: Result, isRepeated: boolean}>}
   */
  async function once(asked, work) {
    const turn = await begin(asked)
    if (turn.answer) return { result: /** @type {Result} */ (turn.answer.result), isRepeated: true }
    try {
      const result = await work(turn.keep)
      await turn.keep(result)
      return { result, isRepeated: false }
    } finally {
      await turn.end()
    }
  }

  /**
   * The same in steps: whoever has no `answer` works, keeps what came of it, and in any case ends.
   * @param {Asked} asked
   * @returns {Promise<{answer: {result: unknown} | null, keep: Keep, end: () => Promise<void>}>}
   */
  async function begin({ learnerId, key, content, signal }) {
    if (key === undefined) return { answer: null, keep: async () => {}, end: async () => {} }
    const id = { learnerId, key }
    const owner = randomUUID()
    const answer = await taken({ ...id, fingerprint: fingerprintOf(content), owner, leaseMs }, signal)
    if (answer) return { answer, keep: async () => {}, end: async () => {} }
    // What does not get through now may the next time; if not, the lease is lost, which `keep` finds out.
    const beat = setInterval(() => void keys.renew(id, owner, leaseMs).catch(() => {}), leaseMs / 3).unref()
    // Whoever is never told its end does not hold it for ever.
    const limit = setTimeout(() => clearInterval(beat), LONGEST_MS).unref()
    const letGo = () => clearInterval(beat)
    signal.addEventListener('abort', letGo, { once: true })
    let isKept = false
    return {
      answer: null,
      async keep(result, transaction) {
        if (isKept) return
        if (!(await keys.answer(id, owner, result, transaction))) throw inProgress(key)
        isKept = true
      },
      async end() {
        clearInterval(beat)
        clearTimeout(limit)
        signal.removeEventListener('abort', letGo)
        // A lease that cannot be given back runs out by itself.
        if (!isKept) await keys.forget(id, owner).catch(() => {})
      },
    }
  }

  /**
   * @param {Parameters<Keys['take']>[0]} wanted
   * @param {AbortSignal} signal
   * @returns {Promise<{result: unknown} | null>} what was answered before; null: the key is taken, by us
   */
  async function taken(wanted, signal) {
    const patience = performance.now() + waitMs
    for (;;) {
      const entry = await keys.take(wanted)
      if (entry.fingerprint !== wanted.fingerprint) throw otherContent(wanted.key)
      if (entry.isTaken || entry.answer) return entry.answer
      if (performance.now() > patience) throw inProgress(wanted.key)
      await delay(LOOK_MS, undefined, { signal }).catch(() => {
        throw new Problem(499, 'cancelled', 'The caller went away.')
      })
    }
  }
}

/** @param {string} key */
function otherContent(key) {
  return new Problem(409, 'conflict', `The Idempotency-Key ${key} was used for another request.`)
}

/** @param {string} key */
function inProgress(key) {
  const detail = `The request with the Idempotency-Key ${key} is still being worked on.`
  return new Problem(409, 'conflict', detail, { headers: { ...SOON } })
}

/** The same whatever the order of members. @param {unknown} content */
function fingerprintOf(content) {
  const text = JSON.stringify(content, (_name, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return createHash('sha256').update(text).digest('base64url')
}
