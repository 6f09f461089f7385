/**
 * Results as tables: what is printed after a run is what the documentation shows. A section is a sentence or two and rows
 * of cells, the first of them the heads.
 */
import { count, ratio, size, time } from './figures.js'
import { judge } from './peers/goals.js'

/** @typedef {{ title: string, note: string, rows: string[][] }} Section */

/** @type {Record<string, (result: any) => Section[]>} */
export const tables = {
  peers: (/** @type {import('./peers.js').PeersResult} */ result) => [peersTable(result), goalsTable(result)],
  growth: growthTables,
  soak: soakTables,
  'latency-under-load': latencyTables,
}

/** @param {import('./peers.js').PeersResult} result @returns {Section} */
function peersTable({ how, ends }) {
  const heads = [
    '',
    'one at a time, p50',
    'p99',
    '64 in flight',
    '1 MiB echo',
    '100 MB reply',
    '64 streams',
    'first answer',
  ]
  /** @param {import('./peers.js').Row} row @param {string} name @param {(value: number) => string} show */
  const cell = ({ figures }, name, show) => {
    const figure = figures[name]
    if (!figure) return '–'
    return `${show(figure.median)}${figure.ratio === null ? '' : ` (${ratio(figure.ratio, 1)})`}`
  }
  const rate = (/** @type {number} */ value) => `${count(value)}/s`
  const rows = ends.map((row) => [
    row.label,
    cell(row, 'p50Ms', time),
    cell(row, 'p99Ms', time),
    cell(row, 'perSecond', rate),
    cell(row, 'megabyteMs', time),
    cell(row, 'largeReplyMs', time),
    cell(row, 'eventsPerSecond', rate),
    row.firstAnswerMs === null ? '–' : time(row.firstAnswerMs),
  ])
  const faults = ends.flatMap(({ label, faults }) => faults.map((fault) => `${label}: ${fault}.`))
  const note = [
    `Medians of ${how.rounds} alternating rounds of ${how.ms} ms, every answer checked; in parentheses against the bare pipe`,
    `of the same round. ${faults.join(' ')}`,
  ]
  return { title: 'Beside its peers', note: note.join(' ').trim(), rows: [heads, ...rows] }
}

/** @param {import('./peers.js').PeersResult} result @returns {Section} */
function goalsTable({ ends, firstPong }) {
  const rows = judge(ends, firstPong).map(({ what, wanted, measured, isMet }) => [
    what,
    wanted,
    measured,
    isMet === null ? '' : isMet ? 'yes' : 'no',
  ])
  const floor = `\`python -c "import orjson, asyncio"\` ${time(firstPong.floorMs)}`
  const pong = `the runner's first pong ${time(firstPong.pongMs)}`
  return {
    title: 'What it wants to be',
    note: `A start, median of ${firstPong.rounds}: ${floor}, ${pong}.`,
    rows: [['', 'wanted', 'measured', 'met'], ...rows],
  }
}

/** @param {import('./growth.js').GrowthResult} result @returns {Section[]} */
function growthTables({ inFlight, payload, methods, calls, held }) {
  const each = (/** @type {import('./growth.js').Point} */ { size: many, ms }) => time(ms / many)
  const more = (/** @type {import('./growth.js').Point} */ point, /** @type {string} */ name) =>
    point.more?.[name] ?? NaN
  const many = (/** @type {import('./growth.js').Point} */ point) => count(point.size)
  const kept = (/** @type {{ slope: number, error: number }} */ { slope, error }) =>
    `${Math.round(slope)} ± ${Math.round(error)} B`
  return [
    {
      title: 'Calls made at once',
      note: exponents('the time until all are answered', inFlight),
      rows: [
        ['calls', 'all answered', 'each'],
        ...inFlight.points.map((at) => [many(at), time(at.ms), each(at)]),
      ],
    },
    {
      title: 'Payload, there and back',
      note: exponents('the time', payload),
      rows: [
        ['bytes', 'time', 'a second, both ways'],
        ...payload.points.map(({ size: bytes, ms }) => [
          size(bytes),
          time(ms),
          size((2 * bytes * 1000) / ms),
        ]),
      ],
    },
    {
      title: 'Methods',
      note: exponents('the time of a call', methods),
      rows: [
        ['methods', 'a call', 'start()', 'rpc.discover'],
        ...methods.points.map((at) => [
          many(at),
          time(at.ms),
          time(more(at, 'startMs')),
          time(more(at, 'discoverMs')),
        ]),
      ],
    },
    {
      title: 'Calls made, 64 in flight',
      note: exponents('the time until all are answered', calls),
      rows: [
        ['calls', 'all answered', 'each', 'RSS of the host', 'RSS of Python'],
        ...calls.points.map((at) => {
          return [many(at), time(at.ms), each(at), size(more(at, 'hostRss')), size(more(at, 'pythonRss'))]
        }),
      ],
    },
    {
      title: 'Memory of a call in flight',
      note: `The slope over ${held.calls.map(count).join(', ')} calls that wait: live bytes of the host, RSS of Python.`,
      rows: [
        ['', 'a call'],
        ['host', kept(held.host)],
        ['Python', kept(held.python)],
      ],
    },
  ]
}

/** @param {string} what @param {import('./growth.js').Curve} curve */
function exponents(what, { whole, upperEnd }) {
  return `Exponent of ${what}: ${whole.toFixed(2)} over all rows, ${upperEnd.toFixed(2)} over the last three.`
}

/** @param {import('./soak.js').SoakResult} result @returns {Section[]} */
function soakTables({ calls, restarts, recycling }) {
  const whole = (/** @type {number} */ value) => value.toLocaleString('en')
  const seconds = (/** @type {number} */ value) => `${value.toFixed(0)} s`
  return [
    {
      title: `${whole(calls.made)} calls, 64 in flight`,
      note: `In ${seconds(calls.seconds)}; ${whole(calls.failed)} failed. The last column is the slope with its 95 % interval.`,
      rows: trendRows(calls.trends, `per ${whole(calls.unit)} calls`),
    },
    {
      title: `${whole(restarts.made)} restarts`,
      note:
        `The process is killed with SIGKILL each time; ${whole(restarts.failed)} of the calls made at once after it ` +
        `failed; they were answered after ${time(restarts.readyMs.p50)} (median), ${time(restarts.readyMs.most)} (most).`,
      rows: trendRows(restarts.trends, `per ${whole(restarts.unit)} restarts`),
    },
    {
      title: 'Processes replaced through a standby while calls flow',
      note: '16 in flight; a process is replaced after about 2,000 calls.',
      rows: [
        ['', 'calls', 'processes replaced', 'failed calls', 'slowest call'],
        [
          seconds(recycling.seconds),
          ...[recycling.calls, recycling.recycled, recycling.failed].map(whole),
          time(recycling.slowestMs),
        ],
      ],
    },
  ]
}

/** @param {import('./soak.js').Trend[]} trends @param {string} unit */
function trendRows(trends, unit) {
  const show = (/** @type {number} */ value) => (Number.isInteger(value) ? `${value}` : value.toFixed(2))
  return [
    ['', 'first', 'last', unit],
    ...trends.map(({ name, first, last, slope, error }) => {
      return [name, show(first), show(last), `${slope.toFixed(2)} ± ${error.toFixed(2)}`]
    }),
  ]
}

/** @param {import('./latencyUnderLoad.js').LatencyResult} result @returns {Section[]} */
function latencyTables({ scenarios }) {
  const faults = scenarios.flatMap(({ what, faults }) => faults.map((fault) => `While ${what}: ${fault}.`))
  /** @param {import('./latencyUnderLoad.js').Latency} latency */
  const cells = ({ p50, p99, most }) => [p50, p99, most].map(time)
  return [
    {
      title: 'Pings and cancellations under load',
      note:
        'A ping every 10 ms and a cancellation every 20 ms, whether or not the last came back. The last column is the ' +
        `longest this host sent and read nothing, as when it parses. ${faults.join(' ')}`.trim(),
      rows: [
        [
          'while',
          'each takes',
          'ping p50',
          'p99',
          'most',
          'ping() at most',
          'cancel p50',
          'p99',
          'most',
          'host stalls',
        ],
        ...scenarios.map(({ what, loadMs, ping, verdictMs, cancel, hostStallMs }) => {
          return [what, time(loadMs), ...cells(ping), time(verdictMs), ...cells(cancel), time(hostStallMs)]
        }),
      ],
    },
  ]
}
