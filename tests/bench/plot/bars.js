/** The bridge and its peers, a row for each, a column for each figure; bars on a logarithmic scale. */
import { count, time } from '../figures.js'
import { rect, text } from './svg.js'

const ROW = 24
const BAR = 12
const HEAD = 44
const LABELS = 236
const VALUES = 74
const GAP = 14
/** Where the shortest bar begins, of the width. */
const LEAST = 0.06

const rate = (/** @type {number} */ value) => `${count(value)}/s`

/** @type {{ name: string, head: string, better: string, show: (value: number) => string }[]} */
const columns = [
  { name: 'p50Ms', head: 'One call at a time', better: 'p50, shorter is better', show: time },
  { name: 'perSecond', head: '64 in flight', better: 'calls, longer is better', show: rate },
  { name: 'megabyteMs', head: '1 MiB there and back', better: 'p50, shorter is better', show: time },
  { name: 'eventsPerSecond', head: '64 streams', better: 'events, longer is better', show: rate },
]

/** @param {import('../peers.js').PeersResult} result @param {import('./svg.js').Place} place */
export function bars({ ends }, { left, top, width }) {
  const each = (width - LABELS) / columns.length
  const rowTop = (/** @type {number} */ row) => top + HEAD + row * ROW
  const labels = ends.map(({ label, kind }, row) =>
    text(left, rowTop(row) + BAR, label, kind === 'own' ? 'strong' : kind === 'limit' ? 'soft' : ''),
  )
  const drawn = columns.flatMap((column, place) => {
    const x = left + LABELS + place * each
    const heads = [text(x, top + 12, column.head, 'head'), text(x, top + 28, column.better, 'soft')]
    return [...heads, ...columnOf(ends, column, { left: x, top: top + HEAD, width: each - GAP - VALUES })]
  })
  return {
    svg: [...labels, ...drawn].join('\n'),
    height: HEAD + ends.length * ROW,
    legend: 'Logarithmic scales.',
  }
}

/**
 * @param {import('../peers.js').Row[]} ends
 * @param {(typeof columns)[number]} column
 * @param {import('./svg.js').Place} place
 */
function columnOf(ends, { name, show }, { left, top, width }) {
  const values = ends.map(({ figures }) => figures[name]?.median)
  const known = values.filter((value) => value !== undefined)
  const [least, most] = [Math.log(Math.min(...known)), Math.log(Math.max(...known))]
  return ends.flatMap(({ kind }, row) => {
    const value = values[row]
    const y = top + row * ROW
    if (value === undefined) return [text(left, y + BAR, '–', 'soft')]
    const share = LEAST + (1 - LEAST) * ((Math.log(value) - least) / (most - least || 1))
    const length = share * width
    return [rect(left, y + 1, length, BAR, kind), text(left + length + 5, y + BAR, show(value))]
  })
}
