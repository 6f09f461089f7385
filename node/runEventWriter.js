/**
 * Stores what durable runs say, those of all runs together, a batch at a time, so that saying costs the run nothing.
 * Owns the batches, and what happens while the store is away; what waits of each run is in runRecording.js. An event has
 * its number for good when it is stored; only then does anybody see it, so that no number is ever shown for two events.
 */
import {
  addMissing,
  addWaiting,
  inPlaceOf,
  isSettled,
  keep,
  newRecording,
  numbered,
  dropSurplus,
} from './runRecording.js'

/** @typedef {import('./runRecording.js').Recording} Recording */
/** @typedef {import('./runEventStore.js').NewEvent} NewEvent */
/** @typedef {ReturnType<typeof createRunEventWriter>} RunEventWriter */

/**
 * @typedef {object} Recorder takes the events of one attempt at a run
 * @property {(event: unknown) => void} publish
 * @property {(reason: string) => void} lose says that some of the events never came here
 */

/**
 * @typedef {object} WriterBounds
 * @property {number} flushMs how long an event waits for others
 * @property {number} batchEvents in one statement
 * @property {number} waitingBytes of a run, that wait for a store that is away
 * @property {number} retryMs grows with each attempt, up to `retryMostMs`
 * @property {number} retryMostMs
 * @property {number} giveUpMs after which a batch that cannot be stored is given up, and said to be missing
 * @property {number} maxEvents of a run that are kept
 * @property {number} maxBytes of a run that are kept
 */

/** @type {WriterBounds} */
export const DEFAULT_WRITER_BOUNDS = {
  flushMs: 20,
  batchEvents: 500,
  waitingBytes: 4 * 2 ** 20,
  retryMs: 100,
  retryMostMs: 2_000,
  giveUpMs: 30_000,
  maxEvents: 4_096,
  maxBytes: 4 * 2 ** 20,
}

/**
 * @param {object} deps
 * @param {import('./runEventStore.js').RunEventStore} deps.store
 * @param {string} deps.owner of the leases
 * @param {(runId: string, events: NewEvent[]) => void} deps.onStored
 * @param {(level: 'info' | 'warn' | 'error', message: string, fields: object) => void} deps.log
 * @param {Partial<WriterBounds>} [deps.bounds]
 * @param {() => number} [deps.now] milliseconds
 */
export function createRunEventWriter({ store, owner, onStored, log, bounds: given = {}, now = Date.now }) {
  const bounds = { ...DEFAULT_WRITER_BOUNDS, ...given }
  let isClosed = false
  /** Those that have something to store, or may have. @type {Map<string, Recording>} */
  const recordings = new Map()
  let isWriting = false
  let isUrgent = false
  /** Ends the wait for others. */
  let hurry = () => {}
  /** Ends any wait. */
  let wake = () => {}

  return { begin, settled, isRecording: (/** @type {string} */ runId) => recordings.has(runId), close }

  /**
   * Begins an attempt; what an earlier one still had to say is nobody's.
   * @param {string} runId
   * @returns {Recorder}
   */
  function begin(runId) {
    const recording = newRecording(runId)
    const earlier = recordings.get(runId)
    if (earlier) end(earlier)
    recordings.set(runId, recording)
    return {
      publish: (event) => add(recording, JSON.stringify(event)),
      lose: (reason) => lose(recording, reason),
    }
  }

  /**
   * Resolves when all that the attempt has said is stored, or the time is over; the attempt says nothing after that.
   * @param {string} runId
   * @param {number} ms
   */
  async function settled(runId, ms) {
    const recording = recordings.get(runId)
    if (!recording) return
    if (!isSettled(recording)) {
      const stored = new Promise((resolve) => recording.onSettled.push(() => resolve(true)))
      isUrgent = true
      hurry()
      void write()
      const inTime = await within(ms, stored)
      if (!inTime) log('warn', 'events of a run could not be stored', { run_id: runId })
    }
    end(recording)
  }

  /** @param {Recording} recording */
  function end(recording) {
    recording.isOver = true
    recording.waiting = []
    if (recordings.get(recording.runId) === recording) recordings.delete(recording.runId)
    for (const resolve of recording.onSettled.splice(0)) resolve()
  }

  /** @param {Recording} recording @param {string} data */
  function add(recording, data) {
    if (recording.isOver) return
    addWaiting(recording, data, bounds.waitingBytes)
    if (isLarge(recording)) hurry()
    void write()
  }

  /** @param {Recording} recording */
  function isLarge({ waiting, waitingBytes }) {
    return waiting.length >= bounds.batchEvents || waitingBytes >= bounds.waitingBytes / 8
  }

  /** @param {Recording} recording @param {string} reason */
  function lose(recording, reason) {
    if (recording.isOver) return
    addMissing(recording, reason)
    void write()
  }

  /** One batch after the other, as long as there is anything. */
  async function write() {
    if (isWriting || isClosed) return
    isWriting = true
    try {
      while (hasWork() && !isClosed) {
        const isBeforeEnd = await gathering()
        await writeBatch(isBeforeEnd)
      }
    } finally {
      isWriting = false
    }
  }

  /** Waits a little for others to come, unless the end of a run waits for these. @returns {Promise<boolean>} it does */
  async function gathering() {
    hurry = () => wake()
    if (!isUrgent && ![...recordings.values()].some(isLarge)) await pause(bounds.flushMs)
    const isBeforeEnd = isUrgent
    isUrgent = false
    hurry = () => {}
    return isBeforeEnd
  }

  /** @param {boolean} isBeforeEnd */
  async function writeBatch(isBeforeEnd) {
    const batch = [...recordings.values()].filter((recording) => !isSettled(recording))
    /** @type {Map<Recording, NewEvent[]>} */
    let taken = new Map()
    const began = now()
    for (let attempt = 0; !isClosed; attempt++) {
      try {
        for (const recording of batch) recording.next ??= await firstNumber(recording)
        if (taken.size === 0) taken = take(batch)
        const held = await store.append(owner, [...taken.values()].flat(), { isBeforeEnd })
        return stored(taken, held)
      } catch (error) {
        if (attempt === 0) log('warn', 'events of runs wait for the database', { reason: String(error) })
        if (taken.size > 0 && now() - began > bounds.giveUpMs) taken = inPlaceOf(taken)
        await pause(Math.min(bounds.retryMs * 2 ** Math.min(attempt, 10), bounds.retryMostMs))
      }
    }
  }

  /** @param {Recording} recording */
  async function firstNumber(recording) {
    const { seq, bytes } = await store.last(recording.runId)
    if (seq > 0) keep(recording, seq, bytes)
    return seq + 1
  }

  /** @param {Recording[]} batch @returns {Map<Recording, NewEvent[]>} no more than fit into a statement or two */
  function take(batch) {
    const taken = new Map()
    let count = 0
    for (const recording of batch) {
      if (count >= bounds.batchEvents || recording.isOver) continue
      const events = numbered(recording, recording.waiting.splice(0, bounds.batchEvents))
      recording.isWriting = true
      taken.set(recording, events)
      count += events.length
    }
    return taken
  }

  /** @param {Map<Recording, NewEvent[]>} taken @param {Set<string>} held */
  function stored(taken, held) {
    for (const [recording, events] of taken) {
      recording.isWriting = false
      if (!held.has(recording.runId)) {
        end(recording)
        continue
      }
      onStored(recording.runId, events)
      for (const { seq, data } of events) keep(recording, seq, data.length)
      trim(recording)
      if (isSettled(recording)) for (const resolve of recording.onSettled.splice(0)) resolve()
    }
  }

  /** @param {Recording} recording */
  function trim(recording) {
    const { runId } = recording
    const upTo = dropSurplus(recording, bounds)
    if (upTo === 0) return
    store.trim(runId, upTo).catch((error) => {
      log('warn', 'old events of a run could not be removed', { run_id: runId, reason: String(error) })
    })
  }

  function hasWork() {
    return [...recordings.values()].some((recording) => !isSettled(recording))
  }

  /** @param {number} ms */
  function pause(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref()
      wake = () => {
        clearTimeout(timer)
        resolve(undefined)
      }
    })
  }

  /** What is not stored by now is not stored. */
  function close() {
    isClosed = true
    wake()
    for (const recording of [...recordings.values()]) end(recording)
  }
}

/** @param {number} ms @param {Promise<unknown>} work @returns {Promise<boolean>} false: it took longer */
async function within(ms, work) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms, false)))
  const inTime = await Promise.race([work.then(() => true), late])
  clearTimeout(timer)
  return Boolean(inTime)
}
