/**
 * Runs that survive: accepted work is a row before it is sent, is worked on under a lease, and is taken up again by
 * whichever server finds it unfinished. Owns concurrency, retries and their bounds. Knows neither HTTP nor SQL nor
 * how work is sent: the repository and `send` are given.
 */
import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { createRunWaiters } from './runWaiters.js'

/**
 * @typedef {'accepted' | 'running' | 'done' | 'failed' | 'cancelled'} RunStatus
 * @typedef {{code: string, message: string, data?: unknown}} RunError `code`: a name of error-codes.json
 *
 * @typedef {object} Run
 * @property {string} id
 * @property {string} learnerId
 * @property {string} method
 * @property {Record<string, unknown>} params
 * @property {Record<string, unknown>} meta what Python is told beside the params: locale, timezone, thread_id …
 * @property {RunStatus} status
 * @property {number} attempts times it was sent to Python
 * @property {unknown} result
 * @property {RunError | null} error
 * @property {Date} createdAt
 * @property {Date | null} startedAt
 * @property {Date | null} finishedAt
 */

/**
 * Where runs are kept. A run is worked on by whoever holds its lease; what a worker writes after it lost the lease
 * must not count.
 *
 * @typedef {object} RunsRepository
 * @property {(run: Pick<Run, 'id' | 'learnerId' | 'method' | 'params' | 'meta'>) => Promise<void>} accept one that is
 *   there already stays as it is
 * @property {(id: string) => Promise<Run | null>} find
 * @property {(id: string, owner: string, leaseMs: number) => Promise<Run | null>} claim takes the lease of a run that
 *   nobody works on and counts the attempt; null when it is finished or someone else's
 * @property {(id: string, owner: string, leaseMs: number) => Promise<boolean>} renew false when the lease is lost
 * @property {(id: string, owner: string, how: {uncount: boolean}) => Promise<void>} release gives it back to be taken
 *   up later; `uncount`: it never reached Python, the attempt does not count
 * @property {(run: Run, owner: string, result: unknown) => Promise<boolean>} finish false when the lease is lost
 * @property {(id: string, owner: string, error: RunError) => Promise<void>} fail
 * @property {(id: string, error: RunError) => Promise<boolean>} cancel ends it, whoever works on it; false when it has
 *   ended already
 * @property {(limit: number) => Promise<string[]>} unfinished ids of runs that nobody works on, oldest first
 */

/**
 * What a failed attempt means: `final` ends the run with `error`; else it is tried again later. `reached` says
 * whether Python had it: only such attempts count.
 * @typedef {{final: boolean, reached: boolean, error: RunError}} Verdict
 */

/**
 * @typedef {object} Limits
 * @property {number} concurrency runs in Python at the same time
 * @property {number} queueLimit runs that may wait for their turn
 * @property {number} maxAttempts
 * @property {number} leaseMs
 * @property {number} sweepMs how often unfinished runs of other, dead servers are looked for
 * @property {number} retryDelayMs grows with each attempt
 * @property {number} maxAgeMs a run that could not be sent for so long fails
 */

/** @type {Limits} */
export const DEFAULT_LIMITS = {
  concurrency: 4,
  queueLimit: 200,
  maxAttempts: 5,
  leaseMs: 6_000,
  sweepMs: 2_000,
  retryDelayMs: 500,
  maxAgeMs: 24 * 3_600_000,
}

/** What a run that was told to stop may take to be given back. */
const LET_GO_MS = 3_000

/** The queue is full: nothing was accepted. */
export class RunsOverloaded extends Error {
  /** @override */
  name = 'RunsOverloaded'
}

/**
 * @param {object} deps
 * @param {RunsRepository} deps.runs
 * @param {(run: Run, signal: AbortSignal) => Promise<unknown>} deps.send resolves with the run's result
 * @param {(error: unknown) => Verdict} deps.judge
 * @param {(level: 'info' | 'warn' | 'error', message: string, fields: object) => void} deps.log
 * @param {Partial<Limits>} [deps.limits]
 * @param {string} [deps.owner] of the leases that are held here
 * @param {(run: Run, how: {here: boolean}) => void} [deps.onFinished] its end is written; `here`: by this server
 */
export function createDurableRuns({
  runs,
  send,
  judge,
  log,
  limits: given = {},
  owner = randomUUID(),
  onFinished = () => {},
}) {
  const limits = { ...DEFAULT_LIMITS, ...given }
  const stopping = new AbortController()
  // Everyone who waits for a run listens to it, and the server limits how many do.
  setMaxListeners(0, stopping.signal)
  /** @type {string[]} */
  const queue = []
  /** @type {Map<string, Promise<void>>} */
  const active = new Map()
  /** How to stop them. @type {Map<string, AbortController>} */
  const attempts = new Map()
  const waiters = createRunWaiters(stopping.signal)
  /** @type {Set<NodeJS.Timeout>} */
  const timers = new Set()

  const stats = () => ({ queued: queue.length, active: active.size })
  return { accept, settled: waiters.settled, cancel, endedElsewhere, resume, close, stats }

  /**
   * Writes the run down, then queues it.
   * @param {Pick<Run, 'learnerId' | 'method' | 'params' | 'meta'> & {id?: string}} run
   * @returns {Promise<string>} its id
   * @throws {RunsOverloaded} before anything is written
   */
  async function accept({ id = randomUUID(), ...run }) {
    if (stopping.signal.aborted) throw new RunsOverloaded('the server is stopping')
    if (queue.length >= limits.queueLimit) throw new RunsOverloaded('too many runs wait')
    await runs.accept({ id, ...run })
    enqueue(id)
    return id
  }

  /**
   * Ends a run, whichever server works on it: there its lease is lost, and it is told.
   * @param {string} id
   * @returns {Promise<boolean>} false when it had ended
   */
  async function cancel(id) {
    const isCancelled = await runs.cancel(id, { code: 'cancelled', message: 'The run was cancelled.' })
    attempts.get(id)?.abort()
    if (isCancelled) await announce(id, { here: true })
    return isCancelled
  }

  /** Another server has written a run's end. @param {string} id */
  async function endedElsewhere(id) {
    attempts.get(id)?.abort()
    if (waiters.has(id)) await announce(id)
  }

  /**
   * Takes up what nobody works on, now and from now on at intervals.
   * @returns {Promise<number>} how many were found now
   */
  async function resume() {
    const found = await sweep()
    later(limits.sweepMs, async () => {
      await resume()
    })
    return found
  }

  async function sweep() {
    try {
      const ids = await runs.unfinished(limits.queueLimit)
      const fresh = ids.filter((id) => !active.has(id) && !queue.includes(id))
      for (const id of fresh) enqueue(id)
      return fresh.length
    } catch (error) {
      log('warn', 'unfinished runs could not be read', { reason: String(error) })
      return 0
    }
  }

  /** @param {string} id */
  function enqueue(id) {
    if (stopping.signal.aborted || active.has(id) || queue.includes(id)) return
    queue.push(id)
    startNext()
  }

  function startNext() {
    while (active.size < limits.concurrency && !stopping.signal.aborted) {
      const id = queue.shift()
      if (id === undefined) return
      const work = attempt(id)
        .catch((error) =>
          log('error', 'a run could not be written; it is taken up again', {
            run_id: id,
            reason: String(error),
          }),
        )
        .finally(() => {
          active.delete(id)
          startNext()
        })
      active.set(id, work)
    }
  }

  /** @param {string} id */
  async function attempt(id) {
    const run = await runs.claim(id, owner, limits.leaseMs)
    if (!run) return announce(id)
    const isOld = Date.now() - run.createdAt.getTime() > limits.maxAgeMs
    if (isOld || run.attempts > limits.maxAttempts) {
      const after = isOld ? `${limits.maxAgeMs / 3_600_000} hours` : `${run.attempts - 1} attempts`
      return giveUp(run, { code: 'not_ready', message: `given up after ${after}` })
    }
    const lost = new AbortController()
    attempts.set(id, lost)
    const beat = setInterval(() => {
      runs.renew(id, owner, limits.leaseMs).then(
        (kept) => kept || lost.abort(),
        (error) => log('warn', 'a lease could not be renewed', { run_id: id, reason: String(error) }),
      )
    }, limits.leaseMs / 3)
    try {
      const sent = send(run, AbortSignal.any([lost.signal, stopping.signal]))
      const outcome = await sent.then(
        (result) => ({ result }),
        (failure) => ({ failure }),
      )
      // Another has it by now, or it was ended.
      if (lost.signal.aborted) return await announce(id)
      if ('failure' in outcome) return await afterFailure(run, outcome.failure)
      // A result that cannot be written is no failure of the run: it is taken up again and answered as before.
      const here = await runs.finish(run, owner, outcome.result)
      await announce(id, { here })
    } finally {
      clearInterval(beat)
      attempts.delete(id)
    }
  }

  /** @param {Run} run @param {unknown} failure */
  async function afterFailure(run, failure) {
    if (stopping.signal.aborted) return runs.release(run.id, owner, { uncount: true })
    const { final, reached, error } = judge(failure)
    if (final) return giveUp(run, error)
    if (reached && run.attempts >= limits.maxAttempts) {
      return giveUp(run, { ...error, message: `${error.message} (${run.attempts} attempts)` })
    }
    log('warn', 'a run did not finish and is tried again', {
      run_id: run.id,
      attempt: run.attempts,
      code: error.code,
    })
    await runs.release(run.id, owner, { uncount: !reached })
    if (!reached) waiters.tell(run.id, null) // this may take long
    later(limits.retryDelayMs * 2 ** (run.attempts - 1), async () => enqueue(run.id))
  }

  /** @param {Run} run @param {RunError} error */
  async function giveUp(run, error) {
    log('error', 'a run failed', {
      run_id: run.id,
      method: run.method,
      code: error.code,
      reason: error.message,
    })
    await runs.fail(run.id, owner, error)
    await announce(run.id, { here: true })
  }

  /** Tells those who wait here, if it is finished. @param {string} id @param {{here: boolean}} [how] */
  async function announce(id, how = { here: false }) {
    const run = await runs.find(id)
    if (!run?.finishedAt) return
    onFinished(run, how)
    waiters.tell(id, run)
  }

  /** @param {number} ms @param {() => Promise<void>} work */
  function later(ms, work) {
    if (stopping.signal.aborted) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      void work()
    }, ms)
    timer.unref()
    timers.add(timer)
  }

  /**
   * Lets active runs finish within `drainMs`; the rest go back to be taken up by the next server.
   * @param {number} drainMs
   */
  async function close(drainMs) {
    queue.length = 0
    for (const timer of timers) clearTimeout(timer)
    await within(drainMs, Promise.all(active.values()))
    stopping.abort()
    await within(LET_GO_MS, Promise.allSettled(active.values()))
  }
}

/**
 * @param {number} ms
 * @param {Promise<unknown>} work
 */
async function within(ms, work) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const patience = new Promise((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([work, patience])
  clearTimeout(timer)
}
