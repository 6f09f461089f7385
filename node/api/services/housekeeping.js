/** Removes what has been kept for long enough: keys of repeated requests, notices, jobs that have ended. */
import { setTimeout as delay } from 'node:timers/promises'

/** @typedef {{name: string, purge: (limit: number) => Promise<number>}} Store `purge`: oldest first, how many went */

const EVERY_MS = 3_600_000
/** Few enough that nobody waits for their locks. */
const BATCH = 1_000
const PAUSE_MS = 50

/**
 * @param {{stores: Store[], log: Pick<import('pino').Logger, 'info' | 'warn'>, everyMs?: number, batch?: number}} deps
 */
export function createHousekeeping({ stores, log, everyMs = EVERY_MS, batch = BATCH }) {
  const stopping = new AbortController()
  /** @type {Promise<void>} */
  let working = Promise.resolve()
  return {
    sweep,

    /** Now, and from now on at intervals. */
    start() {
      working = forEver()
    },

    async close() {
      stopping.abort()
      await working
    },
  }

  async function forEver() {
    while (!stopping.signal.aborted) {
      await sweep().catch((error) => log.warn({ err: error }, 'what is old could not be removed'))
      await delay(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
    }
  }

  async function sweep() {
    for (const { name, purge } of stores) {
      let gone = 0
      for (let some = batch; some === batch && !stopping.signal.aborted; gone += some) {
        some = await purge(batch)
        if (some === batch) await delay(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => {})
      }
      if (gone > 0) log.info({ store: name, rows: gone }, 'what was old is removed')
    }
  }
}
