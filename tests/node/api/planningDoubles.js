/** Plans, settings, notices and keys of repeated requests without PostgreSQL. */
import { randomUUID } from 'node:crypto'
import { createIdempotency } from '../../../node/api/services/idempotency.js'
import { createLearnerSettings } from '../../../node/api/services/learnerSettings.js'
import { createNotices } from '../../../node/api/services/notices.js'
import { createPlans } from '../../../node/api/services/plans.js'
import { createRunLists } from '../../../node/api/services/runs.js'
import { headOf, isPlan } from '../../../node/api/repositories/plans.js'

/** As repositories/idempotencyKeys.js; `now` moves only when told. */
export class KeysDouble {
  now = 0
  /** @type {Map<string, {fingerprint: string, runId: string, owner: string, until: number, answer: {result: unknown} | null}>} */
  rows = new Map()

  /** @param {import('../../../node/api/repositories/idempotencyKeys.js').Wanted} wanted */
  async take({ learnerId, key, fingerprint, owner, leaseMs }) {
    const name = JSON.stringify([learnerId, key])
    const known = this.rows.get(name)
    const isFree = !known || (known.fingerprint === fingerprint && !known.answer && known.until <= this.now)
    if (!isFree) return { ...known, isTaken: false }
    const row = {
      fingerprint,
      runId: known?.runId ?? randomUUID(),
      owner,
      until: this.now + leaseMs,
      answer: null,
    }
    this.rows.set(name, row)
    return { ...row, isTaken: true }
  }

  /** @param {{learnerId: string, key: string}} id @param {string} owner @param {number} leaseMs */
  async renew(id, owner, leaseMs) {
    const row = this.#held(id, owner)
    if (row) row.until = this.now + leaseMs
  }

  /** @param {{learnerId: string, key: string}} id @param {string} owner @param {unknown} result */
  async answer(id, owner, result) {
    const row = this.#held(id, owner)
    if (row) row.answer = JSON.parse(JSON.stringify({ result }))
    return row !== null
  }

  /** @param {{learnerId: string, key: string}} id @param {string} owner */
  async forget({ learnerId, key }, owner) {
    if (this.#held({ learnerId, key }, owner)) this.rows.delete(JSON.stringify([learnerId, key]))
  }

  async purge() {
    return 0
  }

  /** @param {{learnerId: string, key: string}} id @param {string} owner */
  #held({ learnerId, key }, owner) {
    const row = this.rows.get(JSON.stringify([learnerId, key]))
    return row && row.owner === owner && !row.answer ? row : null
  }
}

/** As repositories/plans.js, over the runs that made them. */
export class PlansDouble {
  /** @type {Map<string, {plan: Record<string, any>, version: number}>} */
  changed = new Map()
  /** @type {Map<string, Record<string, any>>} */
  earlier = new Map()

  /** @param {import('./doubles.js').RunsDouble} runs */
  constructor(runs) {
    this.runs = runs
  }

  /** @param {string} runId @param {string} learnerId */
  async find(runId, learnerId) {
    const run = this.runs.rows.get(runId)
    if (!run || run.learnerId !== learnerId || run.status !== 'done' || !isPlan(run.result)) return null
    const first = { plan: /** @type {Record<string, any>} */ (run.result), version: 1 }
    const { plan, version } = this.changed.get(runId) ?? first
    return { runId, learnerId, ...headOf(plan), plan, version, createdAt: run.createdAt }
  }

  /** @param {string} learnerId */
  async newest(learnerId) {
    const { rows } = await this.list(learnerId, { limit: 1 })
    return rows[0] ? ((await this.find(rows[0].run_id, learnerId))?.plan ?? null) : null
  }

  /** @param {string} runId @param {string} learnerId */
  async findText(runId, learnerId) {
    const found = await this.find(runId, learnerId)
    return found && { text: JSON.stringify(found.plan), version: found.version }
  }

  /** @param {string} runId @param {string} learnerId @param {number} version */
  async findVersion(runId, learnerId, version) {
    const newest = await this.find(runId, learnerId)
    if (newest?.version === version) return newest
    const earlier = newest && this.earlier.get(`${runId} ${version}`)
    return earlier ? { plan: earlier, version } : null
  }

  /** @param {string} learnerId @param {{limit: number}} place */
  async list(learnerId, { limit }) {
    const found = await Promise.all([...this.runs.rows.keys()].map((id) => this.find(id, learnerId)))
    const rows = found.filter((plan) => plan !== null).reverse()
    return {
      rows: rows.slice(0, limit).map(({ runId, goal, by, feasible, createdAt, version }) => {
        return { run_id: runId, goal, by, feasible, created_at: createdAt, version }
      }),
      next: rows.length > limit ? `1.${rows[limit - 1]?.runId}` : null,
    }
  }

  /** @param {import('../../../node/api/repositories/plans.js').Replacement} replacement */
  async replace({ runId, learnerId, version, plan, alongside = async () => {} }) {
    const before = await this.find(runId, learnerId)
    if (!before || (this.changed.get(runId)?.version ?? 1) !== version) return null
    this.earlier.set(`${runId} ${version}`, before.plan)
    this.changed.set(runId, { plan, version: version + 1 })
    await alongside(/** @type {any} */ (undefined))
    return version + 1
  }
}

/** As repositories/learnerSettings.js. */
export class SettingsDouble {
  /** @type {Map<string, import('../../../node/api/repositories/learnerSettings.js').LearnerSettings>} */
  rows = new Map()
  /** @param {string} learnerId */
  find = async (learnerId) => this.rows.get(learnerId) ?? null

  /** @param {string} learnerId @param {Parameters<import('../../../node/api/repositories/learnerSettings.js').LearnerSettingsRepository['update']>[1]} change */
  async update(learnerId, change) {
    this.rows.set(learnerId, change(await this.find(learnerId)))
  }
}

/** As repositories/notices.js. */
export class NoticesDouble {
  /** @type {(import('../../../node/api/repositories/notices.js').NoticeRow & {learnerId: string})[]} */
  rows = []

  /** @param {string} learnerId @param {{limit: number}} place */
  async list(learnerId, { limit }) {
    const own = this.rows.filter((row) => row.learnerId === learnerId).reverse()
    return { rows: own.slice(0, limit).map(({ learnerId: _, ...row }) => row), next: null }
  }

  /** @param {string} id @param {string} learnerId */
  async remove(id, learnerId) {
    const index = this.rows.findIndex((row) => row.id === id && row.learnerId === learnerId)
    if (index >= 0) this.rows.splice(index, 1)
    return index >= 0
  }
}

/**
 * @param {object} given
 * @param {import('./doubles.js').RunsDouble} given.runs
 * @param {KeysDouble} [given.keys]
 * @param {number} [given.keyWaitMs]
 */
export function openPlanningDoubles({ runs, keys = new KeysDouble(), keyWaitMs = 1_000 }) {
  const plans = new PlansDouble(runs)
  const notices = new NoticesDouble()
  /** @type {{learnerId: string, event: any}[]} */
  const published = []
  const idempotency = createIdempotency({ keys: /** @type {any} */ (keys), waitMs: keyWaitMs })
  const publish = (/** @type {string} */ learnerId, /** @type {any} */ event) =>
    void published.push({ learnerId, event })
  return {
    idempotency,
    doubles: { keys, plans, notices, published },

    /** @param {{orchestrator: any, skills: import('../../../node/api/services/skills.js').Skills}} deps */
    services: ({ orchestrator, skills }) => ({
      plans: createPlans({ plans, orchestrator, skills, idempotency, publish }),
      learnerSettings: createLearnerSettings({ settings: new SettingsDouble() }),
      notices: createNotices({ notices }),
      runLists: createRunLists(runs),
    }),
  }
}
