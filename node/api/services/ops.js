/** How the server is at work, for operators: each process, restarts, latencies, what waits. Who they are, too. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Methods that are shown, those that took most time first. */
const MOST_METHODS = 20
const NS_PER_MS = 1e6

/** @typedef {ReturnType<typeof createOps>} Ops */

/**
 * @param {object} deps
 * @param {Pick<import('../../pythonOnlyOrchestrator.js').Orchestrator, 'status'>} deps.orchestrator
 * @param {{ping: import('../db/connection.js').Database['ping']}} deps.database
 * @param {() => number} deps.connections that are open
 * @param {readonly string[]} deps.operators ids of their accounts
 * @param {boolean} deps.production in development everyone is one
 * @param {string} deps.version
 */
export function createOps({ orchestrator, database, connections, operators, production, version }) {
  const delays = monitorEventLoopDelay({ resolution: 20 })
  delays.enable()
  return { snapshot, isOperator, close: () => void delays.disable() }

  /** @param {{user: {id: string} | null}} asker */
  function isOperator({ user }) {
    return !production || (user !== null && operators.includes(user.id))
  }

  async function snapshot() {
    const [{ stats, pong, pongMs, runs }, found] = await Promise.all([orchestrator.status(), database.ping()])
    const { rss, heapUsed } = process.memoryUsage()
    return {
      at: new Date().toISOString(),
      node: {
        pid: process.pid,
        version,
        uptime_s: Math.round(process.uptime()),
        rss_bytes: rss,
        heap_bytes: heapUsed,
        loop_lag_ms: lagOf(delays),
        connections: connections(),
      },
      database: found.ok ? { ok: true, latency_ms: found.latencyMs } : { ok: false, reason: found.reason },
      python: {
        state: stats.state,
        restarts: stats.restarts ?? 0,
        crashes: stats.crashes ?? 0,
        recycles: stats.recycles ?? 0,
        pong_ms: pongMs,
        model: pong?.model ?? null,
        standby: stats.standby ?? null,
        processes: (stats.processes ?? []).map(processOf),
      },
      calls: { in_flight: stats.inFlight ?? 0, queued: stats.queued ?? 0, ...stats.calls },
      runs,
      methods: methodsOf(stats.methods ?? {}),
    }
  }
}

/** @param {any} process */
function processOf({
  process,
  state,
  pid,
  verdict,
  phase,
  inFlight,
  readyForMs,
  heardMsAgo,
  lastPong,
  starts,
}) {
  return {
    process,
    state,
    pid,
    phase: phase ?? null,
    verdict: verdict ?? null,
    in_flight: inFlight,
    starts,
    ready_for_ms: rounded(readyForMs),
    heard_ms_ago: rounded(heardMsAgo),
    rss_bytes: lastPong?.rss_bytes ?? null,
    loop_lag_ms: lastPong?.loop_lag_ms ?? null,
  }
}

/** @param {Record<string, any>} methods */
function methodsOf(methods) {
  return Object.entries(methods)
    .map(([method, { calls, failed, latencyMs, queueMs }]) => ({
      method,
      calls,
      failed,
      latency_ms: latencyMs,
      queue_ms: queueMs,
    }))
    .sort((one, other) => other.calls * (other.latency_ms?.p50 ?? 0) - one.calls * (one.latency_ms?.p50 ?? 0))
    .slice(0, MOST_METHODS)
}

/** Since the last time it was asked. @param {import('node:perf_hooks').IntervalHistogram} delays */
function lagOf(delays) {
  const ms = delays.percentile(99) / NS_PER_MS
  delays.reset()
  return rounded(Number.isFinite(ms) ? ms : 0)
}

/** @param {number | null | undefined} ms */
function rounded(ms) {
  return typeof ms === 'number' ? Math.round(ms * 10) / 10 : null
}
