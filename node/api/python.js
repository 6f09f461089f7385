/**
 * The Python of the server: made from the settings, started, tried again, and listened to. Owns what is said of it at the
 * start.
 */
import { join } from 'node:path'
import { PythonAgentRunner } from '../pythonAgentRunner.js'
import { agentsIn } from './services/health.js'

const START_RETRY_MS = 20_000
/** What Python says of a setting that it does not take: it alone knows what each may be. */
const WRONG_SETTING = /^.*: error: ((?:AGENT_RUNNER_LLM|GEMINI_|OPENAI_)\w*: .*)$/m

/** @typedef {PythonAgentRunner} Runner */
/** @typedef {(line: string) => void} Say */
/** @typedef {{message: string, code?: string, stderrTail?: string}} Failure */

/**
 * @param {import('./settings.js').Settings} settings
 * @param {import('./services/uploads.js').Uploads} uploads
 * @param {string} [embeddedUrl] of the PostgreSQL that comes along, which may still be starting
 */
export function createRunner(
  { root, dataDir, processes, standby, python, agentModules, model, logLevel, databaseUrl },
  uploads,
  embeddedUrl,
) {
  const folders = ['--data-dir', join(dataDir, 'agents'), '--document-root', uploads.folder]
  const loads = agentModules.flatMap((name) => ['--load', name])
  return new PythonAgentRunner({
    cwd: root,
    python,
    processes,
    standby,
    // Hung for longer than this, it is replaced while those who wait for a plan are still there; one that merely works
    // for long is left alone.
    pingIntervalMs: 2_000,
    hangTimeoutMs: 10_000,
    args: ['-m', 'agent_runner', ...folders, ...loads],
    flightRecorder: { folder: join(dataDir, 'crashes') },
    env: {
      ...model,
      ...agentsDatabase(databaseUrl, embeddedUrl),
      AGENT_RUNNER_LOG_LEVEL: pythonLevel(logLevel),
    },
  })
}

/**
 * Where the agents keep what they know: in the database that was given, which other servers may share. Without one the
 * runs, with their steps and results, are in the embedded PostgreSQL too, and what is known of learners and their
 * documents in files under `.data/`: with those in it as well a plan takes over a third longer (13 more times to
 * wait for another process), a question over many documents twice as long, and nobody but this server could see them. On
 * Windows all is in files: Python's driver and its child processes cannot share an event loop there.
 *
 * A secret, so it goes by the environment, which is in no list of processes, log or flight record.
 * @param {string | undefined} url
 * @param {string} [embeddedUrl]
 * @returns {Record<string, string>}
 */
export function agentsDatabase(url, embeddedUrl) {
  if (process.platform === 'win32') return {}
  if (url !== undefined) return { AGENT_RUNNER_DATABASE_URL: url }
  return embeddedUrl === undefined ? {} : { AGENT_RUNNER_RUNS_DATABASE_URL: embeddedUrl }
}

/**
 * A Python that does not come up is told, but does not keep the server down: it answers what it can, accepts study
 * plans for later, and the runner keeps trying.
 * @param {Runner} runner
 * @param {import('pino').Logger} log
 * @param {Say} say
 * @throws {Error} that names the setting of the model that it does not take: trying again would not help
 */
export async function startPython(runner, log, say) {
  const began = performance.now()
  try {
    await runner.start()
    const ms = Math.round(performance.now() - began)
    const python = runner.stats().processes[0]?.runner?.python
    say(`Python      ${python} · ${agentsIn(runner.agents.map(({ name }) => name))} · ${ms} ms`)
    say(`Model       ${modelIn(await runner.ping().catch(() => null))}`)
  } catch (error) {
    if (runner.state === 'closing' || runner.state === 'closed') return
    const { message, code, stderrTail = '' } = /** @type {Failure} */ (error)
    const [, wrong] = WRONG_SETTING.exec(stderrTail) ?? []
    if (wrong) throw new Error(wrong, { cause: error })
    log.debug({ err: error }, 'Python did not start')
    say(`Python      is away (${code}); it is tried again every ${START_RETRY_MS / 1_000} s`)
    for (const line of message.split('\n')) say(`            ${line}`)
    retryStart(runner, log)
  }
}

/**
 * The model with its provider, or why there is none.
 * @param {any} pong
 */
function modelIn(pong) {
  const model = pong?.model
  if (!model) return 'not known yet: GET /health tells'
  if (!model.configured)
    return `none: ${model.why_not ?? 'not set up'}; answers come from the agents' own core`
  const state = model.state && !['ok', 'opening'].includes(model.state) ? ` · ${model.state}` : ''
  return `${model.name ?? 'the one it has by default'} (${model.provider})${state}`
}

/**
 * The runner restarts what has worked before; a first start that failed is tried again from here.
 * @param {Runner} runner
 * @param {import('pino').Logger} log
 */
function retryStart(runner, log) {
  setTimeout(() => {
    if (runner.state === 'closing' || runner.state === 'closed') return
    runner.start().catch((error) => {
      log.warn({ reason: error.message }, 'Python did not start')
      retryStart(runner, log)
    })
  }, START_RETRY_MS).unref()
}

/**
 * @param {Runner} runner
 * @param {ReturnType<typeof import('./services/catalogue.js').createCatalogue>} catalogue
 * @param {import('pino').Logger} log
 */
export async function followPython(runner, catalogue, log) {
  const python = log.child({ from: 'python' })
  runner.on('log', (event) => {
    // The request's id in our log is that of HTTP, which Python was told; its own is that of the call.
    const { level, msg, request_id, correlation_id, ...rest } = event
    const fields = {
      ...rest,
      ...(request_id !== undefined && { call_id: request_id }),
      request_id: correlation_id,
    }
    const known = level === 'warning' ? 'warn' : level
    if (known === 'debug' || known === 'info' || known === 'warn' || known === 'error')
      python[known](fields, msg)
  })
  runner.on('state', (change) => {
    const expected = ['starting', 'ready', 'closing', 'closed'].includes(change.state)
    log[expected ? 'debug' : 'warn'](change, 'Python changed state')
    if (change.state === 'ready') void catalogue.refresh()
    else if (change.state !== 'degraded') catalogue.lost()
  })
  if (runner.state === 'ready') await catalogue.refresh()
}

/** Whether the settings name one; whether it answers, the agents find out. @param {import('./settings.js').Settings['model']} model */
export function hasModel(model) {
  const asked = model.AGENT_RUNNER_LLM?.toLowerCase()
  if (asked === 'none') return false
  return Boolean(model.GEMINI_API_KEY ?? (asked === 'openai' && model.OPENAI_BASE_URL))
}

/** Python's log has fewer levels than ours. @param {string} level */
function pythonLevel(level) {
  if (level === 'trace') return 'debug'
  return level === 'fatal' || level === 'silent' ? 'error' : level === 'warn' ? 'warning' : level
}
