/**
 * What one attempt at a durable run has said and is not stored yet, with the numbers it gets, and how much of the run is
 * stored. Owns the numbers, and what is said of those that are missing; stores nothing itself.
 */

/** @typedef {import('./runEventStore.js').NewEvent} NewEvent */

const NOT_IN_TIME = 'the events could not be stored in time'

/**
 * One attempt at a run. `next` is null until the store has said it.
 * @typedef {object} Recording
 * @property {string} runId
 * @property {number | null} next number to give
 * @property {{type: 'progress' | 'gap', data: string}[]} waiting
 * @property {number} waitingBytes
 * @property {{count: number, reason: string}} missing from before those that wait
 * @property {boolean} isWriting
 * @property {boolean} isOver the lease is lost: what it says is nobody's
 * @property {{seq: number, bytes: number}[]} kept
 * @property {number} keptBytes
 * @property {(() => void)[]} onSettled
 */

/** @param {string} runId @returns {Recording} */
export function newRecording(runId) {
  return {
    runId,
    next: null,
    waiting: [],
    waitingBytes: 0,
    missing: { count: 0, reason: '' },
    isWriting: false,
    isOver: false,
    kept: [],
    keptBytes: 0,
    onSettled: [],
  }
}

/** The oldest make room when there is no more. @param {Recording} recording @param {string} data @param {number} mostBytes */
export function addWaiting(recording, data, mostBytes) {
  recording.waiting.push({ type: 'progress', data })
  recording.waitingBytes += data.length
  let count = 0
  while (recording.waiting.length > 1 && recording.waitingBytes > mostBytes) {
    recording.waitingBytes -= sizeOf(recording.waiting.shift())
    count += 1
  }
  if (count > 0) recording.missing = { count: recording.missing.count + count, reason: NOT_IN_TIME }
}

/** One event, that never came here. @param {Recording} recording @param {string} reason */
export function addMissing(recording, reason) {
  const { waiting, missing } = recording
  if (waiting.length === 0) recording.missing = { count: missing.count + 1, reason }
  else waiting.push({ type: 'gap', data: reason })
}

/** @param {Recording} recording @param {Recording['waiting']} waiting @returns {NewEvent[]} */
export function numbered(recording, waiting) {
  const { runId, missing } = recording
  const events = missing.count === 0 ? [] : [gapOf(recording, missing.count, missing.reason)]
  recording.missing = { count: 0, reason: '' }
  for (const entry of waiting) {
    const { type, data } = entry
    recording.waitingBytes -= sizeOf(entry)
    if (type === 'gap') events.push(gapOf(recording, 1, data))
    else events.push({ runId, seq: numberOf(recording, 1), type, data })
  }
  return events
}

/** @param {Recording} recording @param {number} count @param {string} reason @returns {NewEvent} */
function gapOf(recording, count, reason) {
  const seq = numberOf(recording, count)
  return {
    runId: recording.runId,
    seq,
    type: 'gap',
    data: JSON.stringify({ after: seq - count, next: seq + 1, reason }),
  }
}

/** @param {Recording} recording @param {number} count @returns {number} the last of so many */
function numberOf(recording, count) {
  recording.next = (recording.next ?? 1) + count
  return recording.next - 1
}

/** @param {Recording} recording @param {number} seq @param {number} bytes */
export function keep(recording, seq, bytes) {
  recording.kept.push({ seq, bytes })
  recording.keptBytes += bytes
}

/**
 * Forgets what is kept beyond the bounds. Some at a time: to remove it is a statement each.
 * @param {Recording} recording
 * @param {{maxEvents: number, maxBytes: number}} bounds
 * @returns {number} the number up to which it goes; 0: nothing does
 */
export function dropSurplus(recording, { maxEvents, maxBytes }) {
  const { kept } = recording
  if (kept.length <= maxEvents * 1.25 && recording.keptBytes <= maxBytes * 1.25) return 0
  let upTo = 0
  while (kept.length > 1 && (kept.length > maxEvents || recording.keptBytes > maxBytes)) {
    const oldest = kept.shift()
    recording.keptBytes -= oldest?.bytes ?? 0
    upTo = oldest?.seq ?? upTo
  }
  return upTo
}

/** @param {Recording} recording */
export function isSettled({ waiting, missing, isWriting }) {
  return waiting.length === 0 && missing.count === 0 && !isWriting
}

/** @param {Recording['waiting'][number]} [entry] */
function sizeOf(entry) {
  return entry?.type === 'progress' ? entry.data.length : 0
}

/** What takes the place of events that could not be stored: that they are missing. @param {Map<Recording, NewEvent[]>} taken */
export function inPlaceOf(taken) {
  /** @type {Map<Recording, NewEvent[]>} */
  const gaps = new Map()
  for (const [recording, events] of taken) {
    const [first, last] = [events[0], events.at(-1)]
    if (!first || !last) continue
    const after = first.type === 'gap' ? JSON.parse(first.data).after : first.seq - 1
    const data = JSON.stringify({
      after,
      next: last.seq + 1,
      reason: NOT_IN_TIME,
    })
    gaps.set(recording, [{ runId: recording.runId, seq: last.seq, type: 'gap', data }])
  }
  return gaps
}
