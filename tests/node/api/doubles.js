/** Doubles for what the API stands on: a runner without Python, runs without PostgreSQL. */
import { EventEmitter } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createApp } from '../../../node/api/app.js'
import { readErrorCodes } from '../../../node/api/errorCodes.js'
import { createApiDescription } from '../../../node/api/services/apiDescription.js'
import { createCatalogue } from '../../../node/api/services/catalogue.js'
import { createDocuments } from '../../../node/api/services/documents.js'
import { openSockets } from '../../../node/api/realtime/sockets.js'
import { createHealth } from '../../../node/api/services/health.js'
import { createOps } from '../../../node/api/services/ops.js'
import { createSkills } from '../../../node/api/services/skills.js'
import { openUploads } from '../../../node/api/services/uploads.js'
import { createOrchestrator } from '../../../node/pythonOnlyOrchestrator.js'
import { createMemoryEventStore } from '../../../node/runEventStore.js'
import { accountDataDouble } from './accountDataDoubles.js'
import { openAccountDoubles } from './accountDoubles.js'
import { openPlanningDoubles } from './planningDoubles.js'

/** @typedef {import('../../../node/durableRuns.js').Run} Run */
/** @typedef {(params: any, options: any) => unknown} Answer */

export const silent = pino({ level: 'silent' })

const DOCUMENT_ID = [{ name: 'document_id', required: true, schema: { type: 'string', maxLength: 80 } }]

/** What `rpc.discover` answers: one durable workflow, two plain skills, and those for documents. */
export const OPENRPC = {
  openrpc: '1.3.2',
  components: { schemas: { Level: { enum: ['new', 'some', 'good'], type: 'string' } } },
  methods: [
    { name: 'rpc.discover', params: [] },
    {
      name: 'orchestrator.study_plan',
      summary: 'Make a study plan',
      params: [
        { name: 'user_input', required: true, schema: { type: 'string', minLength: 1, maxLength: 4000 } },
        {
          name: 'minutes_per_day',
          schema: { anyOf: [{ type: 'integer', minimum: 5 }, { type: 'null' }], default: null },
        },
        { name: 'level', schema: { $ref: '#/components/schemas/Level' } },
        { name: 'days_off', schema: { type: 'array', items: { type: 'string' } } },
      ],
      'x-agent': 'orchestrator',
      'x-skill': 'study_plan',
      'x-path': 'study-plan',
      'x-idempotent': true,
      'x-durable': true,
    },
    {
      name: 'assessment.quiz',
      summary: 'Ask questions',
      params: [{ name: 'topic', required: true, schema: { type: 'string' } }],
      'x-agent': 'assessment',
      'x-skill': 'quiz',
      'x-path': 'quiz',
      'x-idempotent': false,
      'x-durable': false,
    },
    {
      name: 'wellness.check_in',
      summary: 'Ask how it goes',
      params: [{ name: 'mood', schema: { type: 'integer', minimum: 1, maximum: 5 } }],
      'x-agent': 'wellness',
      'x-skill': 'check_in',
      'x-path': 'check-in',
      'x-idempotent': true,
      'x-durable': false,
    },
    ...[
      documentSkill('add', [
        { name: 'path', required: true, schema: { type: 'string' } },
        { name: 'name', schema: { type: 'string', maxLength: 255 } },
        { name: 'title', schema: { type: 'string', minLength: 1, maxLength: 200 } },
        { name: 'password', schema: { type: 'string' } },
      ]),
      documentSkill('list', []),
      documentSkill('get', DOCUMENT_ID),
      documentSkill('page', [
        ...DOCUMENT_ID,
        { name: 'page', required: true, schema: { type: 'integer', minimum: 1 } },
      ]),
      documentSkill('delete', DOCUMENT_ID),
    ],
  ],
}

/** @param {string} skill @param {object[]} params */
function documentSkill(skill, params) {
  const names = { 'x-agent': 'document', 'x-skill': skill, 'x-path': `document-${skill}` }
  return { name: `document.${skill}`, params, ...names, 'x-idempotent': true, 'x-durable': false }
}

export const PLAN = {
  goal: { statement: 'Pass machine learning', measure: '8 of 10', by: '2026-12-12' },
  schedule: { feasible: true, blocks: [] },
}

/** An error as the bridge rejects with. @param {string} code @param {object} [fields] */
export function runnerError(code, fields = {}) {
  return Object.assign(new Error(`told by ${code}`), { code, ...fields })
}

/** A runner that answers from a table of methods and remembers what it was asked. */
export class RunnerDouble extends EventEmitter {
  state = 'ready'
  restarts = 0
  /** @type {{method: string, params: any, options: any}[]} */
  calls = []
  /** @type {Record<string, Answer>} */
  answers = {
    'rpc.discover': () => OPENRPC,
    'orchestrator.study_plan': () => PLAN,
    'assessment.quiz': ({ topic }) => ({ topic, items: [] }),
    'wellness.check_in': () => ({ text: 'ok' }),
    'schedule.calendar': () => ({ ics: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' }),
  }

  /** @param {string} method @param {object} params @param {any} [options] */
  async call(method, params, options = {}) {
    this.calls.push({ method, params, options })
    this.emit('called', method)
    const answer = this.answers[method]
    if (!answer) throw runnerError('ERR_RUNNER_REMOTE', { rpcCode: -32601, phase: 'started' })
    return answer(params, options)
  }

  /**
   * The answer gets `emit`, whose promise resolves when the event is read.
   * @param {string} method @param {object} params @param {any} [options]
   * @returns {import('../../../node/agentCalls.js').Stream}
   */
  stream(method, params, options = {}) {
    return new StreamDouble((emit) => this.call(method, params, { ...options, emit }))
  }

  async ping() {
    if (this.state !== 'ready') return { verdict: 'dead' }
    return {
      verdict: 'ok',
      rttMs: 0.4,
      pong: true,
      phase: 'ready',
      pid: 1,
      uptime_s: 1,
      in_flight: 0,
      loop_lag_ms: 0,
      rss_bytes: 1,
      version: '0',
    }
  }

  metrics() {
    return '# HELP agent_runner_queued Calls.\n# TYPE agent_runner_queued gauge\nagent_runner_queued 0\n'
  }

  stats() {
    return { state: this.state, restarts: this.restarts, processes: [] }
  }

  /** @param {string} state */
  become(state) {
    const previous = this.state
    this.state = state
    this.emit('state', { state, previous })
  }
}

/** A stream with a window of one event: whoever emits waits for the reader. */
class StreamDouble {
  /** @type {{event: unknown, taken: () => void}[]} */
  #events = []
  #isOver = false
  #wake = () => {}

  /** @param {(emit: (event: unknown) => Promise<void>) => Promise<unknown>} work */
  constructor(work) {
    this.result = work((event) => this.#emit(event))
    const finish = () => {
      this.#isOver = true
      this.#wake()
    }
    this.result.then(finish, finish)
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      const next = this.#events.shift()
      if (next) {
        yield next.event
        next.taken()
      } else if (this.#isOver) {
        await this.result
        return
      } else await new Promise((resolve) => (this.#wake = () => resolve(undefined)))
    }
  }

  /** @param {unknown} event @returns {Promise<void>} */
  #emit(event) {
    return new Promise((taken) => {
      this.#events.push({ event, taken })
      this.#wake()
    })
  }
}

/** Keeps runs as the PostgreSQL repository does, leases included; `now` moves only when told. */
export class RunsDouble {
  now = 0
  /** @type {Map<string, Run & {leaseOwner: string | null, leaseUntil: number}>} */
  rows = new Map()
  /** @type {string[]} */
  history = []

  /** @param {Pick<Run, 'id' | 'learnerId' | 'method' | 'params' | 'meta'>} run */
  async accept(run) {
    this.history.push('accept')
    if (this.rows.has(run.id)) return
    const rest = {
      attempts: 0,
      result: null,
      error: null,
      startedAt: null,
      finishedAt: null,
      leaseOwner: null,
    }
    this.rows.set(run.id, { ...run, ...rest, status: 'accepted', createdAt: new Date(), leaseUntil: 0 })
  }

  /** @param {string} id */
  async find(id) {
    const row = this.rows.get(id)
    return row ? { ...row } : null
  }

  /** @param {string} id @param {string} owner @param {number} leaseMs */
  async claim(id, owner, leaseMs) {
    const row = this.rows.get(id)
    const free = row?.status === 'accepted' || (row?.status === 'running' && row.leaseUntil < this.now)
    if (!row || !free) return null
    this.history.push('claim')
    Object.assign(row, {
      status: 'running',
      attempts: row.attempts + 1,
      leaseOwner: owner,
      leaseUntil: this.now + leaseMs,
    })
    return { ...row }
  }

  /** @param {string} id @param {string} owner @param {number} leaseMs */
  async renew(id, owner, leaseMs) {
    const row = this.#held(id, owner)
    if (row) row.leaseUntil = this.now + leaseMs
    return row !== null
  }

  /** @param {string} id @param {string} owner @param {{uncount: boolean}} how */
  async release(id, owner, { uncount }) {
    const row = this.#held(id, owner)
    if (row)
      Object.assign(row, { status: 'accepted', leaseOwner: null, attempts: row.attempts - (uncount ? 1 : 0) })
  }

  /** @param {Run} run @param {string} owner @param {unknown} result */
  async finish({ id }, owner, result) {
    const row = this.#held(id, owner)
    if (row) Object.assign(row, { status: 'done', result, finishedAt: new Date() })
    return row !== null
  }

  /** @param {string} id @param {string} owner @param {import('../../../node/durableRuns.js').RunError} error */
  async fail(id, owner, error) {
    const row = this.#held(id, owner)
    if (row) Object.assign(row, { status: 'failed', error, finishedAt: new Date() })
  }

  /** @param {string} id @param {import('../../../node/durableRuns.js').RunError} error */
  async cancel(id, error) {
    const row = this.rows.get(id)
    if (!row || !['accepted', 'running'].includes(row.status)) return false
    Object.assign(row, { status: 'cancelled', error, leaseOwner: null, finishedAt: new Date() })
    return true
  }

  /** @param {string} id @param {string} owner */
  holds(id, owner) {
    return this.#held(id, owner) !== null
  }

  /** @param {string} learnerId @param {{limit: number}} place */
  async list(learnerId, { limit }) {
    const own = [...this.rows.values()].filter((run) => run.learnerId === learnerId).reverse()
    const rows = own.slice(0, limit).map((run) => ({
      ...{ run_id: run.id, method: run.method, status: run.status, attempts: run.attempts, error: run.error },
      ...{ created_at: run.createdAt, started_at: run.startedAt, finished_at: run.finishedAt },
    }))
    return { rows, next: own.length > limit ? `1.${own[limit - 1]?.id}` : null }
  }

  /** @param {number} limit */
  async unfinished(limit) {
    return [...this.rows.values()]
      .filter(
        ({ status, leaseUntil }) => status === 'accepted' || (status === 'running' && leaseUntil < this.now),
      )
      .map(({ id }) => id)
      .slice(0, limit)
  }

  /** @param {string} id @param {string} owner */
  #held(id, owner) {
    const row = this.rows.get(id)
    return row?.status === 'running' && row.leaseOwner === owner ? row : null
  }
}

/**
 * The whole API over doubles, listening on a free port until the test is over.
 * @param {import('node:test').TestContext} test
 * @param {{runner?: RunnerDouble, runs?: RunsDouble, waitMs?: number, awayWaitMs?: number, production?: boolean,
 *   metricsToken?: string, databaseOk?: boolean, limits?: object, eventBounds?: object, lookMs?: number,
 *   eventStore?: import('../../../node/runEventStore.js').RunEventStore, writerBounds?: object,
 *   keys?: import('./planningDoubles.js').KeysDouble, keyWaitMs?: number, health?: any,
 *   operators?: string[], times?: Parameters<typeof openSockets>[0]['times'],
 *   pool?: import('../../../node/api/db/listener.js').AdapterPool,
 *   maxBytes?: number, maxAtOnce?: number, pageFolder?: string, anyHost?: boolean,
 *   allowGuests?: boolean, corsOrigins?: string[], rows?: import('./accountDoubles.js').AccountRowsDouble,
 *   rateLimits?: Partial<Parameters<typeof import('../../../node/api/services/limits.js').ratesOf>[0]>}} [given]
 */
export async function startApi(test, given = {}) {
  const { runner = new RunnerDouble(), runs = new RunsDouble(), waitMs = 5_000, awayWaitMs = 50 } = given
  const { production = false, databaseOk = true, limits = {} } = given
  const errorCodes = await readErrorCodes()
  const options = {
    runner,
    runs,
    errorCodes,
    log: () => {},
    limits: { retryDelayMs: 1, ...limits },
    awayWaitMs,
    eventStore: given.eventStore ?? createMemoryEventStore({ holds: (id, owner) => runs.holds(id, owner) }),
    eventBounds: given.eventBounds,
    writerBounds: { flushMs: 1, ...given.writerBounds },
    lookMs: given.lookMs,
  }
  const orchestrator = createOrchestrator({ ...options, awayWaitMs, runAwayWaitMs: awayWaitMs })
  const nothing = new URL('no-such-file.json', import.meta.url)
  const catalogue = createCatalogue({ discover: orchestrator.discover, log: silent, fallback: nothing })
  if (runner.state === 'ready') await catalogue.refresh()
  const ping = async () =>
    databaseOk
      ? { ok: /** @type {const} */ (true), latencyMs: 1, version: '18.4' }
      : { ok: /** @type {const} */ (false), reason: 'away' }
  const facts = { version: '0.1.0', embeddedDatabase: true, modelConfigured: false }
  const health = given.health ?? createHealth({ database: { ping }, orchestrator, catalogue, facts })
  const planning = openPlanningDoubles({ runs, keys: given.keys, keyWaitMs: given.keyWaitMs })
  const skills = createSkills({
    ...{ orchestrator, catalogue, idempotency: planning.idempotency, waitMs },
    newestPlan: (learnerId) => planning.doubles.plans.newest(learnerId),
  })
  const metrics = () => runner.metrics()
  const { maxBytes = 100_000, maxAtOnce } = given
  const folder = await mkdtemp(join(tmpdir(), 'study-uploads-'))
  test.after(() => rm(folder, { recursive: true, force: true }))
  const uploads = await openUploads({ folder, maxBytes, maxAtOnce })
  const documents = createDocuments({ skills })
  const { allowGuests = !production, rateLimits, rows, corsOrigins } = given
  const accounts = await openAccountDoubles({ rows, production, allowGuests, rateLimits })
  const { auth, askers, limits: rateLimiting } = accounts
  const { operators = [], times } = given
  const connections = () => sockets.count()
  const ops = createOps({
    orchestrator,
    database: { ping },
    connections,
    operators,
    production,
    version: '0.1.0',
  })
  const deps = {
    skills,
    documents,
    uploads,
    health,
    orchestrator,
    auth,
    askers,
    ...planning.services({ orchestrator, skills }),
    account: accountDataDouble({ orchestrator, auth, log: silent }),
    limits: rateLimiting,
    corsOrigins,
    apiDescription: createApiDescription({ catalogue, errorCodes, allowGuests, version: facts.version }),
    ops,
    metrics,
    log: silent,
    pageFolder: given.pageFolder ?? join(folder, 'no-page'),
    production,
    anyHost: given.anyHost ?? false,
  }
  const app = createApp({ ...deps, metricsToken: given.metricsToken, lookMs: times?.lookMs })
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const reach = { anyHost: false, corsOrigins: corsOrigins ?? [], pool: given.pool ?? null, times }
  const sockets = openSockets({
    ...{ server, orchestrator, skills, askers, limits: rateLimiting, ops, log: silent },
    ...reach,
  })
  test.after(async () => {
    await sockets.close()
    ops.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await orchestrator.close(0)
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const url = `http://127.0.0.1:${port}`
  const doubles = { accounts, planning: planning.doubles }
  return {
    url,
    app,
    server,
    sockets,
    health,
    runner,
    runs,
    orchestrator,
    catalogue,
    uploads,
    ...doubles,
    post: poster(url),
  }
}

/** @param {string} url */
function poster(url) {
  /**
   * @param {string} path @param {string | Buffer} body @param {Record<string, string>} [headers]
   * @returns {Promise<{status: number, headers: Headers, body: any}>}
   */
  return async (path, body, headers = { 'content-type': 'application/x-www-form-urlencoded' }) => {
    const response = await fetch(`${url}/api/ai-agents/${path}`, { method: 'POST', body, headers })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
}
