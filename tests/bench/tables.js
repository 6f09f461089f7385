/**
 * Results as tables: what is printed after a run is what the documentation shows. A section is a sentence or two and rows
 * of cells, the first of them the heads.
 */
import { count, ratio, time } from './figures.js'

/** @typedef {{ title: string, note: string, rows: string[][] }} Section */

/** @type {Record<string, (result: any) => Section[]>} */
export const tables = {
  peers: (/** @type {import('./peers.js').PeersResult} */ result) => [peersTable(result), goalsTable(result)],
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
function goalsTable({ goals, firstPong }) {
  const rows = goals.map(({ what, wanted, measured, isMet }) => [
    what,
    wanted,
    measured,
    isMet ? 'yes' : 'no',
  ])
  const floor = `\`python -c "import orjson, asyncio"\` ${time(firstPong.floorMs)}`
  const pong = `the runner's first pong ${time(firstPong.pongMs)}`
  return {
    title: 'What it wants to be',
    note: `A start, median of ${firstPong.rounds}: ${floor}, ${pong}.`,
    rows: [['', 'wanted', 'measured', 'met'], ...rows],
  }
}
