/** How the parts are: Node, database, Python and model told apart; every question bounded in time. */

/** @typedef {ReturnType<typeof createHealth>} Health */

/** The six that are always promised, present or not. */
export const AGENTS = ['learning', 'assessment', 'wellness', 'schedule', 'motivation', 'personalization']

/**
 * @param {object} deps
 * @param {{ping: import('../db/connection.js').Database['ping']}} deps.database
 * @param {import('../../pythonOnlyOrchestrator.js').Orchestrator} deps.orchestrator
 * @param {{current: () => Promise<import('./catalogue.js').Catalogue>}} deps.catalogue
 * @param {{version: string, embeddedDatabase: boolean, modelConfigured: boolean}} deps.facts
 */
export function createHealth({ database, orchestrator, catalogue, facts }) {
  let isStopping = false
  return {
    health,
    agents,
    ready,
    /** From now on what is accepted is ended, and nothing else begun. */
    stopping: () => void (isStopping = true),
    isStopping: () => isStopping,
  }

  /**
   * Whether requests may be sent here. Not without the database; without Python they wait, or are accepted for later.
   * @returns {Promise<'ready' | 'stopping' | 'without database'>}
   */
  async function ready() {
    if (isStopping) return 'stopping'
    return (await database.ping()).ok ? 'ready' : 'without database'
  }

  /** The document of GET /health, and whether all is well. */
  async function health() {
    const [answer, python] = await Promise.all([database.ping(), orchestrator.status()])
    const { pong, stats } = python
    const isWell = pong?.verdict === 'ok' || pong?.verdict === 'busy'
    const pythonOk = python.answering && pong?.phase === 'ready' && isWell
    const ok = answer.ok && pythonOk
    const document = {
      status: ok ? 'ok' : 'degraded',
      node: {
        ok: true,
        version: process.version,
        app: facts.version,
        pid: process.pid,
        uptime_s: Math.round(process.uptime()),
        rss_bytes: process.memoryUsage.rss(),
      },
      database: answer.ok
        ? {
            ok: true,
            latency_ms: answer.latencyMs,
            version: answer.version,
            embedded: facts.embeddedDatabase,
          }
        : { ok: false, reason: answer.reason, embedded: facts.embeddedDatabase },
      python: {
        ok: pythonOk,
        state: python.state,
        phase: pong?.phase ?? null,
        verdict: pong?.verdict ?? null,
        pong_ms: python.pongMs,
        restarts: stats.restarts ?? 0,
        version: pong?.version ?? null,
        python: stats.processes?.[0]?.runner?.python ?? null,
        pid: pong?.pid ?? null,
        uptime_s: pong?.uptime_s ?? null,
        in_flight: pong?.in_flight ?? null,
        loop_lag_ms: pong?.loop_lag_ms ?? null,
        rss_bytes: pong?.rss_bytes ?? null,
      },
      // What Python says of it; before it says anything, whether there is a key.
      model: pong?.model ?? { configured: facts.modelConfigured },
      runs: python.runs,
    }
    return { ok, document }
  }

  /** Each agent, active or why not. */
  async function agents() {
    const [python, { skills, live }] = await Promise.all([orchestrator.status(), catalogue.current()])
    const names = new Set([...AGENTS, ...skills.map(({ agent }) => agent)])
    names.delete('orchestrator')
    const present = python.answering && python.pong?.phase === 'ready'
    return [...names].map((name) => {
      const own = skills.filter(({ agent }) => agent === name)
      const reason = whyNot(python, present, live && own.length === 0)
      return { name, active: reason === null, ...(reason && { reason }), skills: own.map(({ path }) => path) }
    })
  }
}

/** @param {{answering: boolean, state: string, pong: any}} python @param {boolean} present @param {boolean} missing */
function whyNot({ answering, state, pong }, present, missing) {
  if (!answering) return `Python does not answer (${state})`
  if (!present) return `Python is ${pong?.phase}`
  return missing ? 'the Python process did not load it' : null
}

/**
 * What was loaded, in words: the six that are always promised, and those beside them by name.
 * @param {string[]} names
 */
export function agentsIn(names) {
  const six = AGENTS.filter((name) => names.includes(name)).length
  const others = names.filter((name) => name !== 'orchestrator' && !AGENTS.includes(name))
  const beside = others.map((name) => (name === 'document' ? 'documents' : name))
  return [`${six} agents`, ...beside].join(', ').replace(/, (?=[^,]*$)/, ' and ')
}
