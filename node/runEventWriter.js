/**
 * Stores what durable runs say, those of all runs together, a batch at a time, so that saying costs the run nothing.
 * Owns the numbers, the batches, what happens while the store is away, and how much is kept of one run. An event has
 * its number for good when it is stored; only then does anybody see it, so that no number is ever shown for two events.
 */
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

const NOT_IN_TIME = 'the events could not be stored in time'

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
    /** @type {Recording} */
    const recording = {
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
    const earlier = recordings.get(runId)
    if (earlier) end(earlier)
    recordings.set(runId, recording)
    return {
      publish: (event) => add(recording, JSON.stringify(event)),
      lose: (reason) => lose(recording, 1, reason),
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
    recording.waiting.push({ type: 'progress', data })
    recording.waitingBytes += data.length
    let count = 0
    while (recording.waiting.length > 1 && recording.waitingBytes > bounds.waitingBytes) {
      recording.waitingBytes -= sizeOf(recording.waiting.shift())
      count += 1
    }
    if (count > 0) lose(recording, count, NOT_IN_TIME, true)
    if (isLarge(recording)) hurry()
    void write()
  }

  /** @param {Recording} recording */
  function isLarge({ waiting, waitingBytes }) {
    return waiting.length >= bounds.batchEvents || waitingBytes >= bounds.waitingBytes / 8
  }

  /** @param {Recording} recording @param {number} count @param {string} reason @param {boolean} [isFirst] */
  function lose(recording, count, reason, isFirst = recording.waiting.length === 0) {
    if (recording.isOver) return
    if (isFirst) recording.missing = { count: recording.missing.count + count, reason }
    else recording.waiting.push({ type: 'gap', data: reason })
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

  /** @param {Recording} recording @param {Recording['waiting']} waiting @returns {NewEvent[]} */
  function numbered(recording, waiting) {
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

  /** @param {Recording} recording @param {number} seq @param {number} bytes */
  function keep(recording, seq, bytes) {
    recording.kept.push({ seq, bytes })
    recording.keptBytes += bytes
  }

  /** Some at a time: each of these is a statement. @param {Recording} recording */
  function trim(recording) {
    const { kept, runId } = recording
    if (kept.length <= bounds.maxEvents * 1.25 && recording.keptBytes <= bounds.maxBytes * 1.25) return
    let upTo = 0
    while (kept.length > 1 && (kept.length > bounds.maxEvents || recording.keptBytes > bounds.maxBytes)) {
      const oldest = kept.shift()
      recording.keptBytes -= oldest?.bytes ?? 0
      upTo = oldest?.seq ?? upTo
    }
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

/** @param {Recording} recording */
function isSettled({ waiting, missing, isWriting }) {
  return waiting.length === 0 && missing.count === 0 && !isWriting
}

/** @param {Recording['waiting'][number]} [entry] */
function sizeOf(entry) {
  return entry?.type === 'progress' ? entry.data.length : 0
}

/** What takes the place of events that could not be stored: that they are missing. @param {Map<Recording, NewEvent[]>} taken */
function inPlaceOf(taken) {
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

/** @param {number} ms @param {Promise<unknown>} work @returns {Promise<boolean>} false: it took longer */
async function within(ms, work) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms, false)))
  const inTime = await Promise.race([work.then(() => true), late])
  clearTimeout(timer)
  return Boolean(inTime)
}
