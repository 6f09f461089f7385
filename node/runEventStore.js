/**
 * Where the events of durable runs are kept, so that they are read on from any number, by anybody, on any server: what
 * such a store offers, and the one in memory that stands in for it where there is no database. Owns no numbers and no
 * readers.
 */

/**
 * @typedef {{seq: number, type: 'progress' | 'gap', data: string}} StoredEvent `data` is JSON
 * @typedef {StoredEvent & {runId: string}} NewEvent
 *
 * What servers tell each other: events of a run up to a number were stored, or it has ended. `missed`: some of it may
 * not have come.
 * @typedef {{kind: 'events', runId: string, seq: number} | {kind: 'ended', runId: string} | {kind: 'missed'}} Notice
 *
 * @typedef {object} RunEventStore
 * @property {(runId: string) => Promise<{seq: number, bytes: number}>} last number of the run's last event, 0: none;
 *   and what all of them take
 * @property {(owner: string, events: readonly NewEvent[], how?: {isBeforeEnd?: boolean}) => Promise<Set<string>>} append
 *   stores those of runs that the owner has the lease of, and tells the other servers; answers with the ids of these runs.
 *   What is there already is not stored again. `isBeforeEnd`: a run's end is stored as soon as this is
 * @property {(runId: string, after: number, limit: number) => Promise<StoredEvent[]>} read in their order
 * @property {(runId: string, upTo: number) => Promise<void>} trim removes the oldest
 * @property {(keepMs: number) => Promise<number>} prune removes those of runs that ended so long ago, but for the last
 *   number; answers with the number of runs
 * @property {(runId: string) => Promise<void>} tellEnded
 * @property {(listener: (notice: Notice) => void) => () => void} listen answers with the way to stop it
 */

/**
 * @param {{holds?: (runId: string, owner: string) => boolean}} [given] `holds`: whether the owner has the run's lease
 * @returns {RunEventStore}
 */
export function createMemoryEventStore({ holds = () => true } = {}) {
  /** @type {Map<string, StoredEvent[]>} */
  const rows = new Map()
  /** @type {Set<(notice: Notice) => void>} */
  const listeners = new Set()
  /** @param {Notice} notice */
  const tell = async (notice) => {
    for (const listener of [...listeners]) listener(notice)
  }
  const of = (/** @type {string} */ runId) => rows.get(runId) ?? []

  return {
    async last(runId) {
      const events = of(runId)
      return { seq: events.at(-1)?.seq ?? 0, bytes: events.reduce((sum, { data }) => sum + data.length, 0) }
    },

    async append(owner, events) {
      const held = new Set(events.map(({ runId }) => runId).filter((runId) => holds(runId, owner)))
      for (const { runId, ...event } of events) {
        const own = of(runId)
        if (!held.has(runId) || event.seq <= (own.at(-1)?.seq ?? 0)) continue
        own.push(event)
        rows.set(runId, own)
      }
      for (const runId of held) await tell({ kind: 'events', runId, seq: of(runId).at(-1)?.seq ?? 0 })
      return held
    },

    async read(runId, after, limit) {
      return of(runId)
        .filter(({ seq }) => seq > after)
        .slice(0, limit)
    },

    async trim(runId, upTo) {
      rows.set(
        runId,
        of(runId).filter(({ seq }) => seq > upTo),
      )
    },

    // When a run ended is not known here.
    prune: async () => 0,

    tellEnded: (runId) => tell({ kind: 'ended', runId }),

    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
