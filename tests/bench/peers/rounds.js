/**
 * Rounds over all ends, one end at work at a time. A ratio is the median over the rounds of a figure against the bare
 * pipe's in the same round: what else the machine does falls on both.
 */
import { median } from '../figures.js'

const MEGABYTE = 2 ** 20
const LARGE_BYTES = 100_000_000
/** Of what takes seconds. */
const FEW_ROUNDS = 3
const STREAMS = { streams: 64, events: 1_000 }

/** What a job is called where it failed, and the seconds it may take. */
const jobs = /** @type {const} */ ({
  sequential: ['one call at a time', 30],
  together: ['64 in flight', 30],
  largeEcho: ['1 MiB echo', 30],
  streaming: ['64 streams', 60],
  largeReply: ['100 MB reply', 30],
})

/** @typedef {{ median: number, least: number, most: number, ratio: number | null }} Figure */
/** @typedef {{ end: import('./remote.js').RemoteEnd, row: import('../peers.js').Row, has: string[] }} Running */
/** @typedef {Map<string, Map<string, number[]>>} Samples by the end's key, by figure, one for each round */

/** @param {Running[]} running @param {{ rounds: number, ms: number }} how */
export async function alternate(running, { rounds, ms }) {
  /** @type {Samples} */
  const samples = new Map(running.map(({ row }) => [row.key, new Map()]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const one of inTurn(running, round)) {
      const figures = await smallJobs(one, ms)
      if (round > 0) keep(samples, one, figures) // the first one warms up
    }
  }
  for (let round = 0; round < FEW_ROUNDS; round += 1) {
    for (const one of inTurn(running, round)) keep(samples, one, await streams(one))
  }
  for (let round = 0; round < FEW_ROUNDS; round += 1) {
    for (const one of inTurn(running, round)) keep(samples, one, await largeReply(one))
  }
  for (const { row } of running) row.figures = summarise(samples, row.key)
}

/** @param {Running} one @param {number} ms @returns {Promise<Record<string, number | undefined>>} */
async function smallJobs(one, ms) {
  const each = await run(one, 'sequential', { ms })
  const many = await run(one, 'together', { ms })
  const megabyte = await run(one, 'largeEcho', { ms, bytes: MEGABYTE })
  return {
    p50Ms: each?.p50,
    p99Ms: each?.p99,
    perSecond: many?.perSecond,
    megabyteMs: megabyte?.p50,
  }
}

/** @param {Running} one @returns {Promise<Record<string, number | undefined>>} */
async function streams(one) {
  const events = one.has.includes('count') ? await run(one, 'streaming', STREAMS) : null
  return { eventsPerSecond: events?.perSecond }
}

/** @param {Running} one @returns {Promise<Record<string, number | undefined>>} */
async function largeReply(one) {
  const reply = one.has.includes('big') ? await run(one, 'largeReply', { bytes: LARGE_BYTES }) : null
  return { largeReplyMs: reply?.ms }
}

/** @param {Running} one @param {keyof typeof jobs} job @param {object} how */
async function run({ end, row }, job, how) {
  const before = end.fault
  const [name, seconds] = jobs[job]
  const result = await end.run(job, how, seconds * 1000)
  if (end.fault !== before) row.faults.push(`${name}: ${end.fault}`)
  return result
}

/** @param {Running[]} running @param {number} round */
function inTurn(running, round) {
  const first = round % running.length
  return [...running.slice(first), ...running.slice(0, first)]
}

/** @param {Samples} samples @param {Running} one @param {Record<string, number | undefined>} figures */
function keep(samples, { row }, figures) {
  for (const [name, value] of Object.entries(figures)) {
    if (value === undefined) continue
    const ofEnd = /** @type {Map<string, number[]>} */ (samples.get(row.key))
    ofEnd.set(name, [...(ofEnd.get(name) ?? []), value])
  }
}

/** @param {Samples} samples @param {string} key @returns {Record<string, Figure>} */
function summarise(samples, key) {
  const own = [...(samples.get(key) ?? [])]
  const figures = own.map(([name, values]) => {
    const bare = samples.get('bare')?.get(name) ?? []
    const ratios = values.map((value, round) => value / (bare[round] ?? NaN)).filter(Number.isFinite)
    const ratio = ratios.length > 0 ? median(ratios) : null
    return [name, { median: median(values), least: Math.min(...values), most: Math.max(...values), ratio }]
  })
  return Object.fromEntries(figures)
}
