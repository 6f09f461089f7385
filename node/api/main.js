/**
 * The composition root of the server: starts PostgreSQL and Python, puts everything together (opening/), and stops it all
 * in order.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createApp } from './app.js'
import { takePort } from './listen.js'
import { createLog } from './log.js'
import { all, createOpened } from './opening/opened.js'
import { openServices } from './opening/services.js'
import { openStorage, prepareStorage } from './opening/storage.js'
import { createRunner, startPython } from './python.js'
import { openSockets } from './realtime/sockets.js'
import { openKeys } from './services/keys.js'
import { openUploads } from './services/uploads.js'
import { readSettings } from './settings.js'

const DRAIN_MS = 10_000
/** So long is waited for clients that hold connections to hear that they shall go elsewhere. */
const SEND_AWAY_MS = 500
const HTTP_CLOSE_MS = 2_000

/** @typedef {(line: string) => void} Say */

/**
 * @typedef {object} Server
 * @property {string} url
 * @property {boolean} takesGuests who asks need not log in
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
  const opened = createOpened()
  try {
    const door = await takePort(settings)
    opened.add(() => door.server.close())
    await mkdir(settings.dataDir, { recursive: true, mode: 0o711 })
    const keys = await openKeys({ ...settings, given: settings.jwtKeys })
    const folder = join(settings.dataDir, 'uploads')
    const uploads = await openUploads({ folder, maxBytes: settings.uploadMaxBytes })

    const prepared = await prepareStorage(settings)
    if (prepared) opened.add(prepared.stop)
    const runner = createRunner(settings, uploads, prepared?.url)
    opened.add(() => runner.destroy())
    const opening = openStorage({ settings, prepared, opened, log, say })
    const [storage] = await all([opening, startPython(runner, log, say)])

    /** @type {import('./realtime/sockets.js').Sockets | null} */
    let sockets = null
    const services = await openServices({
      ...{ settings, storage, runner, keys, opened, log },
      version: await ownVersion(root),
      connected: {
        publish: (learnerId, event) => sockets?.publish(learnerId, event),
        count: () => sockets?.count() ?? 0,
      },
    })
    const { orchestrator, planning, health } = services
    const { production, corsOrigins } = settings
    const anyHost = production || settings.hostGiven
    const app = createApp({
      ...services,
      ...planning,
      ...{ uploads, log, production, anyHost, corsOrigins },
      metrics: () => runner.metrics(),
      metricsToken: settings.metricsToken,
      trustProxy: settings.trustProxy,
      pageFolder: join(root, 'node', 'page', 'dist'),
    })
    door.serve(app)
    sockets = openSockets({
      ...services,
      ...{ server: door.server, log, anyHost, corsOrigins },
      pool: storage.listener.adapterPool(storage.database.rows),
      trusts: app.get('trust proxy fn'),
    })
    opened.add(sockets.close)

    const resumed = await orchestrator.resumeUnfinished()
    if (resumed > 0) say(`Runs        ${resumed} unfinished taken up again`)
    planning.start()
    void services.account.start()

    const parts = { door, services, sockets, runner, storage }
    const stop = once(() => stopInOrder(parts))
    return {
      url: `http://localhost:${door.port}`,
      takesGuests: settings.allowGuests,
      health: () => summary(health),
      stop,
      stopNow: once(opened.closeAll),
    }
  } catch (error) {
    await opened.closeAll()
    throw error
  }
}

/** @param {string} root */
async function ownVersion(root) {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version
}

/** @param {import('./services/health.js').Health} health */
async function summary(health) {
  const { ok, document } = await health.health()
  const away = [document.database.ok ? [] : 'database', document.python.ok ? [] : 'Python'].flat()
  return ok ? 'ok' : `degraded: without ${away.join(' and ')}`
}

/**
 * @param {object} parts
 * @param {import('./listen.js').Door} parts.door
 * @param {import('./opening/services.js').Services} parts.services
 * @param {import('./realtime/sockets.js').Sockets} parts.sockets
 * @param {import('./python.js').Runner} parts.runner
 * @param {import('./opening/storage.js').Storage} parts.storage
 */
async function stopInOrder({ door, services, sockets, runner, storage }) {
  const { server } = door
  const { health, orchestrator, planning } = services
  health.stopping()
  const sentAway = door.sendAway(SEND_AWAY_MS)
  sockets.stopping()
  // The port stays open meanwhile, so that who asks is told to go elsewhere.
  await Promise.all([sentAway, orchestrator.close(DRAIN_MS), planning.close(DRAIN_MS)])
  const closed = new Promise((resolve) => server.close(resolve))
  services.rest()
  await sockets.close()
  await runner.close()
  const forced = setTimeout(() => server.closeAllConnections(), HTTP_CLOSE_MS)
  server.closeIdleConnections()
  await closed
  clearTimeout(forced)
  await storage.close()
}

/** @template T @param {() => Promise<T>} work @returns {() => Promise<T>} */
function once(work) {
  /** @type {Promise<T> | undefined} */
  let result
  return () => (result ??= work())
}
