/** What is stored of a run, read for one who looks for what its log does not have. */
import { NO_LONGER_KEPT } from './runLog.js'

/** What is read from the store at a time. */
export const PAGE_EVENTS = 200

/**
 * What is not in the log any more, or never was; what is not stored either is said.
 * @param {Pick<import('./runEventStore.js').RunEventStore, 'read'>} store
 * @param {string} id of the run
 * @param {{after: number, next: number}} between
 * @returns {AsyncGenerator<{seq: number, type: 'progress' | 'gap', data: string}, void, undefined>}
 */
export async function* storedEntries(store, id, { after, next }) {
  let position = after
  while (position + 1 < next) {
    const stored = await store.read(id, position, PAGE_EVENTS)
    for (const { seq, type, data } of stored.filter((event) => event.seq < next)) {
      if (type === 'gap') {
        yield gap(position, seq + 1, JSON.parse(data).reason)
      } else {
        if (seq > position + 1) yield gap(position, seq, NO_LONGER_KEPT)
        yield { seq, type, data }
      }
      position = seq
    }
    if (stored.length < PAGE_EVENTS || (stored.at(-1)?.seq ?? next) >= next) break
  }
  if (position + 1 < next) yield gap(position, next, NO_LONGER_KEPT)
}

/** @param {number} after @param {number} next @param {string} reason */
function gap(after, next, reason) {
  return {
    seq: next - 1,
    type: /** @type {const} */ ('gap'),
    data: JSON.stringify({ after, next, reason }),
  }
}
