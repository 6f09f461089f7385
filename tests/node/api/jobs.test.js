import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { AgentFault } from '../../../node/pythonOnlyOrchestrator.js'
import { createHousekeeping } from '../../../node/api/services/housekeeping.js'
import { createJobs, decide } from '../../../node/api/services/jobs.js'
import { silent } from './doubles.js'

/** @typedef {import('../../../node/api/repositories/jobs.js').Job} Job */

/** As repositories/jobs.js; what is done to the jobs is told. */
class JobsDouble {
  /** @type {Job[]} */
  waiting = []
  /** @type {[string, ...any[]][]} */
  told = []
  isLost = false
  /** @type {(what: string) => void} */
  onTold = () => {}

  /** @param {Partial<Job>} [more] */
  add(more = {}) {
    const job = {
      ...{ id: randomUUID(), learnerId: 'local', kind: 'daily_plan', period: '2026-11-22', attempts: 0 },
      ...{ createdAt: new Date(), timezone: 'Asia/Tokyo', ...more },
    }
    this.waiting.push(job)
    return job
  }

  /** @type {(limit: number, judge: any) => Promise<number>} */
  makeDue = async () => 0
  recover = async () => 0

  /** @param {string} _owner @param {number} limit */
  async claim(_owner, limit) {
    return this.waiting.splice(0, limit).map((job) => ({ ...job, attempts: job.attempts + 1 }))
  }

  renew = async () => !this.isLost

  /** @param {Job} job @param {string} _owner @param {unknown} content */
  async finish(job, _owner, content) {
    this.#tell('finish', job.id, content)
    const { kind, period } = job
    return this.isLost ? null : { id: 'n', kind, period, content, created_at: new Date(0) }
  }

  /** @param {Job} job @param {string} _owner @param {{delayMs: number, counts: boolean, error: object | null}} how */
  async release(job, _owner, how) {
    this.#tell('release', job.id, how)
  }

  /** @param {Job} job @param {string} _owner @param {object} error */
  async fail(job, _owner, error) {
    this.#tell('fail', job.id, error)
  }

  /** @param {string} what @param {any[]} rest */
  #tell(what, ...rest) {
    this.told.push([what, ...rest])
    this.onTold(what)
  }

  /** Resolves when something was told. */
  next() {
    return new Promise((resolve) => (this.onTold = resolve))
  }
}

/**
 * @param {import('node:test').TestContext} t
 * @param {{answer?: (method: string, params: any, caller: any, options: any) => unknown, plan?: object | null,
 *   limits?: object}} [given]
 */
function start(t, { answer = () => ({ ok: 1 }), plan = null, limits = {} } = {}) {
  const store = new JobsDouble()
  /** @type {any[]} */
  const published = []
  /** @type {any[]} */
  const calls = []
  const jobs = createJobs({
    jobs: store,
    newestPlan: async () => plan,
    callSkill: async ({ method }, params, caller, options) => {
      calls.push({ method, params, caller })
      return answer(method, params, caller, options)
    },
    publish: (learnerId, event) => void published.push({ learnerId, ...event }),
    log: silent,
    limits: { lookMs: 3_600_000, ...limits },
  })
  t.after(() => jobs.close(0))
  return { store, jobs, published, calls }
}

/** @param {string} code @param {object} [more] */
const fault = (code, more = {}) => new AgentFault(code, 'told', { status: 500, ...more })

test('a daily plan is made of the newest plan, in the learner’s time zone, and told once it is kept', async (t) => {
  const plan = { goal: 1 }
  const { store, jobs, published, calls } = start(t, { plan })
  const { id } = store.add()
  const told = store.next()
  await jobs.look()
  await told
  assert.deepEqual(calls, [
    { method: 'schedule.today', params: { plan }, caller: { learnerId: 'local', timezone: 'Asia/Tokyo' } },
  ])
  assert.deepEqual(store.told, [['finish', id, { ok: 1 }]])
  await jobs.close(1_000)
  assert.deepEqual(
    published.map(({ learnerId, type, kind, content }) => ({ learnerId, type, kind, content })),
    [{ learnerId: 'local', type: 'notice', kind: 'daily_plan', content: { ok: 1 } }],
  )
})

test('a weekly review is of the week that it is for, also of a learner without a plan', async (t) => {
  const { store, jobs, calls } = start(t)
  store.add({ kind: 'weekly_review', period: '2026-11-16', timezone: null })
  const told = store.next()
  await jobs.look()
  await told
  assert.deepEqual(calls, [
    {
      method: 'motivation.week_review',
      params: { week_start: '2026-11-16' },
      caller: { learnerId: 'local' },
    },
  ])
})

test('no more jobs are worked on at once than there is room for, and the others come after', async (t) => {
  let atOnce = 0
  let most = 0
  const answer = async () => {
    most = Math.max(most, ++atOnce)
    await new Promise((resolve) => setImmediate(resolve))
    atOnce -= 1
  }
  const { store, jobs } = start(t, { answer, limits: { concurrency: 2 } })
  for (let i = 0; i < 7; i++) store.add()
  await jobs.look()
  while (store.told.length < 7) await store.next()
  assert.equal(most, 2)
})

test('a job that fails is tried again, the wait doubling up to a bound, and given up in the end', async (t) => {
  const failing = () => {
    throw fault('deadline_exceeded', { reached: true })
  }
  const limits = { concurrency: 1, maxAttempts: 4, retryDelayMs: 100, maxRetryDelayMs: 300 }
  const { store, jobs } = start(t, { answer: failing, limits })
  for (const attempts of [0, 1, 2, 3]) store.add({ attempts })
  await jobs.look()
  while (store.told.length < 4) await store.next()
  assert.deepEqual(
    store.told.map(([what, , how]) => [what, how.delayMs]),
    [
      ['release', 100],
      ['release', 200],
      ['release', 300],
      ['fail', undefined],
    ],
  )
})

test('an attempt that never reached the agents does not count; one that would fail again is the last', async (t) => {
  const away = start(t, {
    answer: () => {
      throw fault('not_ready')
    },
  })
  away.store.add({ attempts: 4 })
  const released = away.store.next()
  await away.jobs.look()
  await released
  assert.deepEqual([away.store.told[0]?.[0], away.store.told[0]?.[2].counts], ['release', false])

  const final = start(t, {
    answer: () => {
      throw fault('invalid_params', { reached: true, final: true })
    },
  })
  final.store.add()
  const failed = final.store.next()
  await final.jobs.look()
  await failed
  assert.equal(final.store.told[0]?.[0], 'fail')
})

test('a job that killed its servers again and again, or is of no use by now, is given up without another attempt', async (t) => {
  const { store, jobs, calls } = start(t)
  const hoursAgo = (/** @type {number} */ hours) => new Date(Date.now() - hours * 3_600_000)
  store.add({ attempts: 5 })
  store.add({ createdAt: hoursAgo(13) })
  store.add({ kind: 'weekly_review', createdAt: hoursAgo(49) })
  await jobs.look()
  while (store.told.length < 3) await store.next()
  assert.deepEqual(
    store.told.map(([what, , { message }]) => [what, message]),
    [
      ['fail', 'given up after 5 attempts'],
      ['fail', 'given up after 12 hours'],
      ['fail', 'given up after 48 hours'],
    ],
  )
  assert.deepEqual(calls, [])
})

test('while the agents are away a job is tried twice a minute, until it is of no use any more', async (t) => {
  const answer = () => {
    throw fault('not_ready')
  }
  const { store, jobs } = start(t, { answer })
  const almost = (/** @type {number} */ hours) => new Date(Date.now() - hours * 3_600_000 + 60_000)
  store.add({ createdAt: almost(12) })
  store.add({ kind: 'weekly_review', createdAt: almost(48) })
  await jobs.look()
  while (store.told.length < 2) await store.next()
  for (const [what, , { delayMs, counts }] of store.told)
    assert.deepEqual([what, delayMs, counts], ['release', 30_000, false])
})

test('a server that stops gives back what it does not finish in time, uncounted', async (t) => {
  const answer = (
    /** @type {any} */ _m,
    /** @type {any} */ _p,
    /** @type {any} */ _c,
    /** @type {any} */ { signal },
  ) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(fault('cancelled'))))
  const { store, jobs, calls } = start(t, { answer })
  store.add()
  await jobs.look()
  while (calls.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await jobs.close(0)
  assert.deepEqual(
    store.told.map(([what, , how]) => [what, how]),
    [['release', { delayMs: 0, counts: false, error: null }]],
  )
})

test('a worker that lost its lease stops, and tells nobody', async (t) => {
  /** @type {(value?: unknown) => void} */
  let stopped = () => {}
  const isStopped = new Promise((resolve) => (stopped = resolve))
  const answer = (
    /** @type {any} */ _m,
    /** @type {any} */ _p,
    /** @type {any} */ _c,
    /** @type {any} */ { signal },
  ) => new Promise((resolve) => signal.addEventListener('abort', () => (stopped(), resolve({ late: 1 }))))
  const { store, jobs, published } = start(t, { answer, limits: { leaseMs: 30 } })
  store.isLost = true
  store.add()
  const told = store.next()
  await jobs.look()
  await isStopped
  await told
  await jobs.close(1_000)
  assert.deepEqual(published, [])
})

test('a time zone that is no longer known puts off its learner alone', async (t) => {
  const { store, jobs } = start(t)
  const now = Date.parse('2026-11-22T05:00:00Z')
  /** @type {any[]} */
  const decided = []
  store.makeDue = async (/** @type {any[]} */ ...[, judge]) => {
    for (const timezone of ['Mars/Olympus', 'UTC']) {
      const due = { learner_id: timezone, kind: 'daily_plan', at: '05:00', day: null, timezone }
      decided.push(judge(due, now))
    }
    return 2
  }
  await jobs.look()
  assert.deepEqual(
    decided.map(({ job, nextAt }) => [job?.period, nextAt.toISOString()]),
    [
      [undefined, '2026-11-23T05:00:00.000Z'],
      ['2026-11-22', '2026-11-23T05:00:00.000Z'],
    ],
  )
})

const DAILY = { learner_id: 'local', kind: 'daily_plan', at: '07:00', day: null, timezone: 'Europe/Berlin' }
const WEEKLY = { ...DAILY, kind: 'weekly_review', day: 'SU', at: '18:00' }

/** @param {typeof DAILY | typeof WEEKLY} due @param {string} now */
function decided(due, now) {
  const { job, nextAt } = decide(due, Date.parse(now))
  return [job?.period, job?.dueAt.toISOString(), nextAt.toISOString()]
}

test('what has just become due is made, and is due again at the same time on the wall', () => {
  const before = decided(DAILY, '2026-10-24T05:00:03Z')
  assert.deepEqual(before, ['2026-10-24', '2026-10-24T05:00:00.000Z', '2026-10-25T06:00:00.000Z'])
  assert.deepEqual(decided(WEEKLY, '2026-11-22T17:00:03Z'), [
    '2026-11-16',
    '2026-11-22T17:00:00.000Z',
    '2026-11-29T17:00:00.000Z',
  ])
})

test('what was missed while no server was there is made up for if it is still of use, and once', () => {
  assert.equal(decided(DAILY, '2026-11-22T17:59:00Z')[0], '2026-11-22')
  assert.deepEqual(decided(DAILY, '2026-11-22T18:01:00Z'), [undefined, undefined, '2026-11-23T06:00:00.000Z'])
  assert.equal(decided(WEEKLY, '2026-11-24T16:59:00Z')[0], '2026-11-16')
  assert.equal(decided(WEEKLY, '2026-11-24T17:01:00Z')[0], undefined)
})

test('what is old is removed a batch at a time until nothing is left, also after a failure', async () => {
  let left = 25
  let away = true
  const stores = [
    {
      name: 'rows',
      purge: async (/** @type {number} */ limit) => {
        const some = Math.min(limit, left)
        left -= some
        return some
      },
    },
  ]
  const housekeeping = createHousekeeping({ stores, log: silent, batch: 10 })
  await housekeeping.sweep()
  assert.equal(left, 0)

  /** @type {(value?: unknown) => void} */
  let swept = () => {}
  const isSwept = new Promise((resolve) => (swept = resolve))
  const failing = {
    name: 'rows',
    purge: async () => {
      if (away) {
        away = false
        throw new Error('away')
      }
      swept()
      return 0
    },
  }
  const again = createHousekeeping({ stores: [failing], log: silent, everyMs: 1 })
  again.start()
  const alive = setInterval(() => {}, 1_000)
  await isSwept
  clearInterval(alive)
  await again.close()
})
