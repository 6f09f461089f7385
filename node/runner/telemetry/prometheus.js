/**
 * What a runner knows of itself in the text format that Prometheus scrapes. Owns names, labels and units (seconds and
 * bytes); only writes, from figures it is given.
 */
import { parts } from './metrics.js'

const quantiles = Object.freeze([0.5, 0.9, 0.99])

/** @type {Readonly<Record<import('./metrics.js').Part, string>>} */
const partHelp = Object.freeze({
  latency: 'From the acceptance of a call to its settlement',
  queue: 'Waiting for a process, and in it for the handler to begin',
  wire: 'The round trip without what the runner did',
  handler: 'Wall time of the handler',
  cpu: 'CPU time of the handler',
})

/** @type {readonly [figure: string, name: string, help: string][]} what only grows */
const counters = Object.freeze([
  ['restarts', 'restarts_total', 'Processes started again after one died'],
  ['crashes', 'crashes_total', 'Processes that ended without having been asked to'],
  ['recycles', 'recycles_total', 'Processes replaced before they were due to fail'],
  ['lateReplies', 'late_replies_total', 'Replies that nobody waited for any more'],
  ['noise', 'noise_total', 'Lines on the wire that were no message'],
  ['brokenFrames', 'broken_frames_total', 'Frames that were torn, too large or no UTF-8'],
])

/**
 * @typedef {object} ProcessFigures of `stats().processes`
 * @property {number} process its number
 * @property {string} state
 * @property {string | null} [verdict]
 * @property {{ rss_bytes?: number } | null} [lastPong]
 *
 * @typedef {object} Figures of `stats()`; the counters by their names there
 * @property {number} inFlight
 * @property {number} queued
 * @property {{ accepted: number, retried: number }} calls
 * @property {ProcessFigures[]} processes
 */

/**
 * @param {Figures} stats
 * @param {import('./metrics.js').Metrics} metrics
 * @returns {string} a text of the exposition format, version 0.0.4
 */
export function prometheusText(stats, metrics) {
  const { calls, processes } = stats
  const figures = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (stats))
  return [
    family('calls_total', 'counter', 'Settled calls by outcome', outcomes(metrics)),
    ...parts.map((part) => durations(part, metrics)),
    family('in_flight', 'gauge', 'Calls that a process has', [sample({}, stats.inFlight)]),
    family('queued', 'gauge', 'Calls that wait for a process', [sample({}, stats.queued)]),
    family('processes', 'gauge', 'Processes by state and verdict', byCondition(processes)),
    family('process_resident_bytes', 'gauge', 'Memory of a process at its last pong', residents(processes)),
    family('accepted_calls_total', 'counter', 'Calls taken over', [sample({}, calls.accepted)]),
    family('retried_calls_total', 'counter', 'Calls sent again after their process died', [
      sample({}, calls.retried),
    ]),
    ...counters.map(([figure, name, help]) => family(name, 'counter', help, [sample({}, figures[figure])])),
  ].join('')
}

/**
 * @param {import('./metrics.js').Part} part
 * @param {import('./metrics.js').Metrics} metrics
 */
function durations(part, metrics) {
  const name = part === 'latency' ? 'call_duration_seconds' : `call_${part}_seconds`
  const samples = [...metrics].flatMap(([method, { [part]: histogram }]) => {
    if (histogram === null) return []
    const atQuantile = (/** @type {number} */ share) =>
      sample({ method, quantile: `${share}` }, histogram.quantile(share) / 1e6)
    return [
      ...quantiles.map(atQuantile),
      sample({ method }, histogram.sum / 1e6, '_sum'),
      sample({ method }, histogram.count, '_count'),
    ]
  })
  return family(name, 'summary', partHelp[part], samples)
}

/** @param {import('./metrics.js').Metrics} metrics */
function outcomes(metrics) {
  return [...metrics].flatMap(([method, { calls, failures }]) => {
    const failed = [...failures.values()].reduce((sum, count) => sum + count, 0)
    const kinds = [...failures].map(([outcome, count]) => sample({ method, outcome }, count))
    return [sample({ method, outcome: 'ok' }, calls - failed), ...kinds]
  })
}

/** @param {ProcessFigures[]} processes */
function byCondition(processes) {
  /** @type {Map<string, { labels: Record<string, string>, count: number }>} */
  const conditions = new Map()
  for (const { state, verdict } of processes) {
    const labels = { state, verdict: verdict ?? 'unknown' }
    const key = JSON.stringify(labels)
    conditions.set(key, { labels, count: (conditions.get(key)?.count ?? 0) + 1 })
  }
  return [...conditions.values()].map(({ labels, count }) => sample(labels, count))
}

/** @param {ProcessFigures[]} processes */
function residents(processes) {
  return processes.flatMap(({ process, lastPong }) =>
    lastPong?.rss_bytes === undefined ? [] : [sample({ process: `${process}` }, lastPong.rss_bytes)],
  )
}

/**
 * @param {string} name
 * @param {'counter' | 'gauge' | 'summary'} type
 * @param {string} help
 * @param {((name: string) => string)[]} samples
 * @returns {string} nothing where nothing was measured
 */
function family(name, type, help, samples) {
  if (samples.length === 0) return ''
  const full = `agent_runner_${name}`
  const lines = samples.map((line) => line(full))
  return `# HELP ${full} ${help}.\n# TYPE ${full} ${type}\n${lines.join('')}`
}

/**
 * @param {Record<string, string>} labels
 * @param {unknown} value
 * @param {string} [suffix]
 */
function sample(labels, value, suffix = '') {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  const inBraces = pairs.length > 0 ? `{${pairs.join(',')}}` : ''
  return (/** @type {string} */ family) => `${family}${suffix}${inBraces} ${Number(value ?? 0)}\n`
}

/** @param {string} text of a label's value */
function escaped(text) {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
