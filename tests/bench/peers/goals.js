/** What the bridge wants to be, next to what was measured. */

/** @typedef {{ what: string, wanted: string, measured: string, isMet: boolean | null }} Goal null: nothing is wanted */
/** How many times ahead of a peer, one call at a time; python-shell has neither ids nor checks to pay for. */
const wantedAhead = new Map([
  ['pythonia', 1],
  ['lsp', 1],
  ['pygls', 1],
  ['fastapi', 4],
  ['mcp', 10],
])
/** @typedef {import('../peers.js').Row} Row */

/**
 * @param {Row[]} rows
 * @param {import('./firstPong.js').FirstPong} pongs
 * @returns {Goal[]} those that the ends measured allow to judge
 */
export function judge(rows, pongs) {
  const own = rows.find(({ kind }) => kind === 'own')
  if (!own) return []
  const { p50Ms, perSecond, megabyteMs, largeReplyMs, eventsPerSecond } = own.figures
  const goals = [
    most('one call at a time, p50 against the bare pipe', p50Ms?.ratio, 2, '×'),
    ...peersOf(rows).map((row) =>
      ahead('one call at a time, against', row, row.figures.p50Ms, p50Ms, wantedAhead.get(row.key)),
    ),
    least('64 in flight, calls a second against the bare pipe', perSecond?.ratio, 0.35, '×'),
    ...peersOf(rows).map((row) => ahead('64 in flight, against', row, perSecond, row.figures.perSecond, 1)),
    most('1 MiB there and back, against the bare pipe', megabyteMs?.ratio, 1.3, '×'),
    most('100 MB reply', largeReplyMs && largeReplyMs.median / 1000, 1, 's'),
    least('64 streams of 1,000 events, events a second', eventsPerSecond?.median, 150_000, '/s'),
    most('spawn to first pong, against `python -c "import orjson, asyncio"`', pongs.ratio, 2.5, '×'),
    most('memory at the first pong', pongs.rssBytes / 1e6, 40, 'MB'),
  ]
  return goals.filter((goal) => goal !== null)
}

/** @param {Row[]} rows */
const peersOf = (rows) => rows.filter(({ kind }) => kind === 'peer')

/** @param {string} what @param {number | null | undefined} value @param {number} limit @param {string} unit */
function most(what, value, limit, unit) {
  if (value === null || value === undefined) return null
  return { what, wanted: `≤ ${show(limit, unit)}`, measured: show(value, unit), isMet: value <= limit }
}

/** @param {string} what @param {number | null | undefined} value @param {number} limit @param {string} unit */
function least(what, value, limit, unit) {
  if (value === null || value === undefined) return null
  return { what, wanted: `≥ ${show(limit, unit)}`, measured: show(value, unit), isMet: value >= limit }
}

/**
 * How many times ahead of a peer the bridge is.
 * @param {string} what
 * @param {Row} row of the peer
 * @param {import('./rounds.js').Figure | undefined} above
 * @param {import('./rounds.js').Figure | undefined} below
 * @param {number | undefined} wanted
 * @returns {Goal | null}
 */
function ahead(what, row, above, below, wanted) {
  if (!above || !below) return null
  const times = (above.ratio ?? NaN) / (below.ratio ?? NaN)
  const whole = `${what} ${row.label}`
  if (wanted === undefined) return { what: whole, wanted: '–', measured: show(times, '×'), isMet: null }
  return least(whole, times, wanted, '×')
}

/** @param {number} value @param {string} unit */
function show(value, unit) {
  if (unit === '×') return `×${value.toFixed(2)}`
  if (unit === '/s') return `${Math.round(value).toLocaleString('en')}/s`
  return `${value.toFixed(2)} ${unit}`
}
