/**
 * What runs say while they work, kept in memory for whoever reads it: as it comes, later, or again after a lost
 * connection. Owns which runs have a log, for how long, and how much they may take together.
 *
 *     const log = events.open(id, learnerId)
 *     log.publish({ type: 'agent.started' })                      // number 1
 *     for await (const entry of log.read(0, signal)) …            // everything after 0, to the end
 *
 * A reader misses nothing and gets nothing twice. What is no longer kept when it gets there is said, by an entry `gap`.
 */
import { RunLog } from './runLog.js'

/**
 * @typedef {object} Bounds
 * @property {number} maxEvents of a run
 * @property {number} maxBytes of a run's events; the last one is kept whatever its size
 * @property {number} keepMs after the run's end
 * @property {number} maxRuns those that have ended make room first, then those that nobody reads
 * @property {number} maxTotalBytes of all runs, likewise
 */

/** @type {Bounds} */
export const DEFAULT_BOUNDS = {
  maxEvents: 4_096,
  maxBytes: 2 ** 20,
  keepMs: 600_000,
  maxRuns: 1_000,
  maxTotalBytes: 64 * 2 ** 20,
}

/**
 * @template Ending
 * @param {{ bounds?: Partial<Bounds>, now?: () => number }} [given] `now` in milliseconds
 */
export function createRunEvents({ bounds: given = {}, now = Date.now } = {}) {
  const bounds = { ...DEFAULT_BOUNDS, ...given }
  /** The oldest first. @type {Map<string, RunLog<Ending>>} */
  const logs = new Map()
  return {
    open,
    find,
    /** As `find`, at no cost; it may be one whose time is over. @type {(id: string) => RunLog<Ending> | null} */
    peek: (id) => logs.get(id) ?? null,
    drop: (/** @type {string} */ id) => void logs.delete(id),
    all: () => [...logs],
  }

  /**
   * @param {string} id
   * @param {string} learnerId whose run it is
   * @param {number} [firstSeq] what came before is another's to tell, or nobody's
   */
  function open(id, learnerId, firstSeq = 1) {
    /** @type {RunLog<Ending>} */
    const log = new RunLog(learnerId, firstSeq, bounds, now)
    makeRoom(1)
    logs.set(id, log)
    return log
  }

  /** @param {string} id @returns {RunLog<Ending> | null} */
  function find(id) {
    makeRoom()
    return logs.get(id) ?? null
  }

  /** @param {number} [coming] runs to make room for */
  function makeRoom(coming = 0) {
    let bytes = 0
    for (const [id, log] of logs) {
      if (log.endedAt !== null && now() - log.endedAt >= bounds.keepMs) logs.delete(id)
      else bytes += log.bytes
    }
    for (const isSpare of [hasEnded, isUnread]) {
      for (const [id, log] of logs) {
        if (logs.size + coming <= bounds.maxRuns && bytes <= bounds.maxTotalBytes) return
        if (isSpare(log) && logs.delete(id)) bytes -= log.bytes
      }
    }
  }
}

/** @param {RunLog<any>} log */
const hasEnded = ({ endedAt }) => endedAt !== null
/** @param {RunLog<any>} log */
const isUnread = ({ isRead }) => !isRead
