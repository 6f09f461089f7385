/**
 * Calls to the agents, who may be away: each waits a while for Python to be there, and what fails is a fault in the
 * application's words. Says how Python is, too. Over a runner that is given; knows no runs and no learners.
 */

/** @typedef {AsyncIterable<unknown> & { result: Promise<unknown> }} Stream of the runner */

/**
 * The part of PythonAgentRunner that is used here.
 * @typedef {object} Runner
 * @property {(method: string, params: object, options?: object) => Promise<unknown>} call
 * @property {(method: string, params: object, options?: object) => Stream} stream
 * @property {() => Promise<unknown>} ping
 * @property {() => any} stats
 * @property {(event: any, listener: (...values: any[]) => void) => unknown} on
 * @property {(event: any, listener: (...values: any[]) => void) => unknown} off
 */

const CALL_TIMEOUT_MS = 30_000
const AWAY_WAIT_MS = 4_000
const PING_TIMEOUT_MS = 2_000

/**
 * @param {object} deps
 * @param {Runner} deps.runner
 * @param {ReturnType<typeof import('./agentFaults.js').createFaults>['fault']} deps.fault
 * @param {ReturnType<typeof import('./agentFaults.js').createFaults>['faultOf']} deps.faultOf
 * @param {number} [deps.awayWaitMs] how long a call waits for Python to come back
 */
export function createAgentCalls({ runner, fault, faultOf, awayWaitMs = AWAY_WAIT_MS }) {
  return { call, presence }

  /**
   * @param {string} method
   * @param {object} params
   * @param {{signal?: AbortSignal, idempotent?: boolean, timeoutMs?: number, idleTimeoutMs?: number, meta?: object}} options
   * @param {{read?: (stream: Stream) => Promise<unknown>, waitMs?: number}} [how] `read`: its
   *   events; `waitMs`: for Python to be there
   */
  async function call(method, params, options, { read, waitMs = awayWaitMs } = {}) {
    await arrival(waitMs, options.signal)
    const all = { timeoutMs: CALL_TIMEOUT_MS, ...options }
    try {
      if (!read) return await runner.call(method, params, all)
      return await read(runner.stream(method, params, all))
    } catch (error) {
      throw faultOf(error)
    }
  }

  /**
   * Resolves when Python takes calls; a runner that gave up or stays away is said so soon.
   * @param {number} waitMs
   * @param {AbortSignal} [signal]
   */
  function arrival(waitMs, signal) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(false), waitMs)
      const look = () => {
        const { state } = runner.stats()
        if (state === 'ready' || state === 'degraded') settle(true)
        else if (['failed', 'closing', 'closed'].includes(state)) settle(false)
      }
      const leave = () => settle(false)
      /** @param {boolean} present */
      const settle = (present) => {
        clearTimeout(timer)
        runner.off('state', look)
        signal?.removeEventListener('abort', leave)
        if (present) resolve(undefined)
        else if (signal?.aborted) reject(fault('cancelled', 'the caller went away'))
        else reject(fault('not_ready', 'the agents are away; they are being restarted'))
      }
      runner.on('state', look)
      signal?.addEventListener('abort', leave)
      if (signal?.aborted) leave()
      else look()
    })
  }

  /**
   * How Python is, asked and not guessed: `pong.verdict` says it in a word. Never later than PING_TIMEOUT_MS.
   * @returns {Promise<{state: string, answering: boolean, pongMs: number | null, pong: any, stats: any}>}
   */
  async function presence() {
    const stats = runner.stats()
    /** @type {any} */
    const pong = await within(PING_TIMEOUT_MS, () => runner.ping())
    const answering = pong?.pong === true
    const pongMs = answering ? Math.round(pong.rttMs * 10) / 10 : null
    return { state: stats.state, answering, pongMs, pong, stats }
  }
}

/**
 * @template T
 * @param {number} ms
 * @param {() => Promise<T>} ask
 * @returns {Promise<T | null>} null when it failed or took longer
 */
async function within(ms, ask) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms, null)))
  try {
    return /** @type {T | null} */ (await Promise.race([ask(), late]))
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
