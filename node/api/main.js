/**
 * The composition root of the server: starts PostgreSQL and Python, wires everything, and stops it all in order.
 * The only place that knows every part.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createOrchestrator } from '../pythonOnlyOrchestrator.js'
import { openAccountData } from './accountData.js'
import { openAccounts } from './accounts.js'
import { createApp } from './app.js'
import { connectDatabase } from './db/connection.js'
import { startEmbeddedPostgres } from './db/embedded.js'
import { createListener } from './db/listener.js'
import { migrate } from './db/migrate.js'
import { readErrorCodes } from './errorCodes.js'
import { takePort } from './listen.js'
import { createLog } from './log.js'
import { openPlanning } from './planning.js'
import { createRunner, followPython, hasModel, startPython } from './python.js'
import { createIdempotencyKeysRepository } from './repositories/idempotencyKeys.js'
import { openSockets } from './realtime/sockets.js'
import { createRunEventsRepository } from './repositories/runEvents.js'
import { createRunsRepository } from './repositories/runs.js'
import { createApiDescription } from './services/apiDescription.js'
import { createCatalogue } from './services/catalogue.js'
import { createDocuments } from './services/documents.js'
import { createHealth } from './services/health.js'
import { createIdempotency } from './services/idempotency.js'
import { createOps } from './services/ops.js'
import { createSkills } from './services/skills.js'
import { openKeys } from './services/keys.js'
import { openUploads } from './services/uploads.js'
import { readSettings } from './settings.js'

const DRAIN_MS = 10_000
const HTTP_CLOSE_MS = 2_000
const WATCH_MS = 5_000

/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {(line: string) => void} Say */

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {() => Promise<string>} health "ok", or which part is away
 * @property {() => Promise<void>} stop drains: HTTP, runs, Python, database, PostgreSQL
 * @property {() => Promise<void>} stopNow leaves nothing running either, but waits for nobody
 */

/**
 * @param {{root: string, environment?: NodeJS.ProcessEnv, say?: Say}} options
 * @returns {Promise<Server>}
 * @throws {Error} in one sentence with its fix; nothing is left running then
 */
export async function serve({ root, environment = process.env, say = () => {} }) {
  const settings = readSettings({ root, environment })
  const log = createLog({ level: settings.logLevel })
  /** What has been started, to be stopped last first. @type {(() => Promise<unknown>)[]} */
  const started = []
  try {
    const errorCodes = await readErrorCodes()
    const door = await takePort(settings)
    started.push(async () => door.server.close())
    await mkdir(settings.dataDir, { recursive: true, mode: 0o711 })
    const keys = await openKeys({ ...settings, given: settings.jwtKeys })

    const folder = join(settings.dataDir, 'uploads')
    const uploads = await openUploads({ folder, maxBytes: settings.uploadMaxBytes })

    const runner = createRunner(settings, uploads)
    started.push(() => runner.destroy())
    const [storage] = await all([openStorage(settings, say, started), startPython(runner, log, say)])

    const runs = createRunsRepository(storage.database)
    const listener = createListener({ url: storage.url, log })
    started.push(listener.close)
    await listener.ready
    const orchestrator = createOrchestrator({
      runner,
      runs,
      eventStore: createRunEventsRepository(storage.database, listener),
      errorCodes,
      log: (level, message, fields) => log[level](fields, message),
    })
    started.push(() => orchestrator.close(0))
    const catalogue = createCatalogue({ discover: orchestrator.discover, log })
    await followPython(runner, catalogue, log)

    const watching = storage.embedded && watchPostgres(storage.embedded, storage.database, log)
    started.push(async () => clearInterval(watching ?? undefined))
    const facts = {
      version: await ownVersion(root),
      embeddedDatabase: storage.embedded !== null,
      modelConfigured: hasModel(settings.model),
    }
    const health = createHealth({ database: storage.database, orchestrator, catalogue, facts })
    const { database } = storage
    const idempotency = createIdempotency({ keys: createIdempotencyKeysRepository(database) })
    const skills = createSkills({ orchestrator, catalogue, idempotency, waitMs: settings.httpWaitMs })
    /** @type {import('./realtime/sockets.js').Sockets | null} */
    let sockets = null
    const planning = openPlanning({
      ...{ database, runs, orchestrator, skills, idempotency, log },
      publish: (learnerId, event) => sockets?.publish(learnerId, event),
    })
    started.push(() => planning.close(0))
    const anyHost = settings.production || settings.hostGiven
    const metrics = () => runner.metrics()
    const { production, metricsToken } = settings
    const documents = createDocuments({ skills })
    const accounts = openAccounts({ database: storage.database, settings, keys, log })
    started.push(async () => accounts.stop())
    const { auth, askers, limits } = accounts
    const account = openAccountData({ database, orchestrator, skills, accounts, log })
    started.push(async () => account.stop())
    const { allowGuests, corsOrigins, trustProxy } = settings
    const { version } = facts
    const connections = () => sockets?.count() ?? 0
    const { operators } = settings
    const ops = createOps({ orchestrator, database, connections, operators, production, version })
    started.push(async () => ops.close())
    const apiDescription = createApiDescription({ catalogue, errorCodes, allowGuests, version })
    const app = {
      skills,
      documents,
      uploads,
      health,
      orchestrator,
      auth,
      askers,
      limits,
      apiDescription,
      ...planning,
      account,
      ops,
      metrics,
      metricsToken,
      log,
      pageFolder: join(root, 'node', 'page', 'dist'),
      production,
      anyHost,
      corsOrigins,
      trustProxy,
    }
    const application = createApp(app)
    door.serve(application)
    const rowsOf = async (/** @type {string} */ sql, /** @type {unknown[]} */ bind) =>
      (await database.sequelize.query(sql, { bind }))[0]
    sockets = openSockets({
      server: door.server,
      ...{ orchestrator, skills, askers, limits, ops, log, anyHost, corsOrigins },
      pool: listener.adapterPool(rowsOf),
      trusts: application.get('trust proxy fn'),
    })
    started.push(sockets.close)
    const resumed = await orchestrator.resumeUnfinished()
    planning.start()
    void account.start()
    if (resumed > 0) say(`Runs        ${resumed} unfinished taken up again`)

    const stop = once(() =>
      stopInOrder({
        health,
        watching,
        server: door.server,
        orchestrator,
        planning,
        sockets,
        runner,
        listener,
        ...storage,
        say,
      }),
    )
    const stopNow = once(() => stopLastFirst(started))
    const summary = async () => {
      const { ok, document } = await health.health()
      const away = [document.database.ok ? [] : 'database', document.python.ok ? [] : 'Python'].flat()
      return ok ? 'ok' : `degraded: without ${away.join(' and ')}`
    }
    return { url: `http://localhost:${door.port}`, health: summary, stop, stopNow }
  } catch (error) {
    await stopLastFirst(started)
    throw error
  }
}

/**
 * @param {Settings} settings
 * @param {Say} say
 * @param {(() => Promise<unknown>)[]} started
 */
async function openStorage({ databaseUrl, dataDir, root }, say, started) {
  const began = performance.now()
  const embedded = databaseUrl ? null : await startEmbeddedPostgres({ dataDir, projectDir: root })
  if (embedded) started.push(embedded.stop)
  const url = databaseUrl ?? /** @type {string} */ (embedded?.url)
  const database = connectDatabase({ url })
  started.push(database.close)
  const found = await database.ping()
  if (!found.ok) {
    throw new Error(
      'The database of DATABASE_URL does not answer. Start it, or leave DATABASE_URL out to use the embedded one.',
    )
  }
  await migrate(database)
  const ms = Math.round(performance.now() - began)
  const where = embedded
    ? `embedded, port ${embedded.port}${embedded.takenOver ? ', was running already' : ''}`
    : 'DATABASE_URL'
  say(`PostgreSQL  ${found.version} (${where}) · ${ms} ms`)
  for (const note of embedded?.notes ?? []) say(`            ${note}`)
  return { database, embedded, url }
}

/**
 * The embedded PostgreSQL is ours to keep alive: one that was killed is started again, on the port it had.
 * @param {import('./db/embedded.js').EmbeddedPostgres} embedded
 * @param {import('./db/connection.js').Database} database
 * @param {import('pino').Logger} log
 */
function watchPostgres(embedded, database, log) {
  let busy = false
  return setInterval(async () => {
    if (busy) return
    busy = true
    try {
      if (!(await database.ping()).ok && (await embedded.revive()))
        log.warn('PostgreSQL was gone and is back')
    } catch (error) {
      log.error({ reason: String(error) }, 'PostgreSQL is gone and does not come back')
    } finally {
      busy = false
    }
  }, WATCH_MS).unref()
}

/** @param {string} root */
async function ownVersion(root) {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version
}

/**
 * @param {object} parts
 * @param {import('./services/health.js').Health} parts.health
 * @param {NodeJS.Timeout | null} parts.watching
 * @param {import('node:http').Server} parts.server
 * @param {import('../pythonOnlyOrchestrator.js').Orchestrator} parts.orchestrator
 * @param {import('./planning.js').Planning} parts.planning
 * @param {import('./python.js').Runner} parts.runner
 * @param {import('./realtime/sockets.js').Sockets} parts.sockets
 * @param {import('./db/listener.js').Listener} parts.listener
 * @param {import('./db/connection.js').Database} parts.database
 * @param {import('./db/embedded.js').EmbeddedPostgres | null} parts.embedded
 * @param {Say} parts.say
 */
async function stopInOrder({
  health,
  watching,
  server,
  orchestrator,
  planning,
  sockets,
  runner,
  listener,
  database,
  embedded,
  say,
}) {
  health.stopping()
  sockets.stopping()
  const closed = new Promise((resolve) => server.close(resolve))
  await Promise.all([orchestrator.close(DRAIN_MS), planning.close(DRAIN_MS)])
  await sockets.close()
  await runner.close()
  const forced = setTimeout(() => server.closeAllConnections(), HTTP_CLOSE_MS)
  server.closeIdleConnections()
  await closed
  clearTimeout(forced)
  clearInterval(watching ?? undefined)
  await listener.close()
  await database.close()
  if (embedded && !(await embedded.stop()))
    say('PostgreSQL  left running: another server of this folder uses it')
}

/**
 * As `Promise.all`, but what fails waits for the others: only then is known all that is to be stopped.
 * @template {unknown[]} Results
 * @param {{[Index in keyof Results]: Promise<Results[Index]>}} work
 * @returns {Promise<Results>}
 */
async function all(work) {
  await Promise.allSettled(work)
  return /** @type {Promise<any>} */ (Promise.all(work))
}

/** @param {(() => Promise<unknown>)[]} started */
async function stopLastFirst(started) {
  for (const stop of started.splice(0).reverse()) await stop().catch(() => {})
}

/** @template T @param {() => Promise<T>} work @returns {() => Promise<T>} */
function once(work) {
  /** @type {Promise<T> | undefined} */
  let result
  return () => (result ??= work())
}
