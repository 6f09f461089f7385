/** How the cost grows: log-log, each curve beside a line that is exactly linear. */
import { count, size, time } from '../figures.js'
import { dot, path, text } from './svg.js'

const HEAD = 40
const HEIGHT = 150
const FOOT = 22
const GAP = 68
const LABEL = 52

const charts = /** @type {const} */ ([
  { name: 'inFlight', head: 'Calls made at once', unit: count, isFlat: false },
  { name: 'payload', head: 'Bytes there and back', unit: size, isFlat: false },
  { name: 'calls', head: 'Calls made', unit: count, isFlat: false },
  { name: 'methods', head: 'Methods (one call)', unit: count, isFlat: true },
])

/** @param {import('../growth.js').GrowthResult} result @param {import('./svg.js').Place} place */
export function curves(result, { left, top, width }) {
  const each = (width - LABEL - (charts.length - 1) * GAP) / charts.length
  const drawn = charts.flatMap(({ name, head, unit, isFlat }, place) => {
    const curve = result[name]
    const x = left + LABEL + place * (each + GAP)
    const told = `exponent ${curve.whole.toFixed(2)}, at the end ${curve.upperEnd.toFixed(2)}`
    const heads = [text(x, top + 12, head, 'head'), text(x, top + 28, told, 'soft')]
    return [...heads, ...chart(curve.points, unit, isFlat, { left: x, top: top + HEAD, width: each })]
  })
  return {
    svg: drawn.join('\n'),
    height: HEAD + HEIGHT + FOOT,
    legend: 'Logarithmic scales; dashed: linear.',
  }
}

/**
 * @param {import('../growth.js').Point[]} points
 * @param {(value: number) => string} unit
 * @param {boolean} isFlat one call's time is drawn, which should not grow at all
 * @param {import('./svg.js').Place} place
 */
function chart(points, unit, isFlat, { left, top, width }) {
  const xs = points.map((point) => Math.log10(point.size))
  const ys = points.map(({ ms }) => Math.log10(ms))
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)]
  const [y0, y1] = isFlat ? [Math.min(...ys) - 1, Math.max(...ys) + 1] : [Math.min(...ys), Math.max(...ys)]
  const across = (/** @type {number} */ x) => left + (width * (x - x0)) / (x1 - x0)
  const up = (/** @type {number} */ y) => top + HEIGHT - (HEIGHT * (y - y0)) / (y1 - y0)
  const line = /** @type {[number, number][]} */ (xs.map((x, place) => [across(x), up(ys[place] ?? NaN)]))
  const last = /** @type {[number, number]} */ (line.at(-1))
  const slope = isFlat ? 0 : 1
  const fromX = Math.max(x0, x1 - (slope === 0 ? Infinity : (ys.at(-1) ?? NaN) - y0))
  const start = /** @type {[number, number]} */ ([
    across(fromX),
    up((ys.at(-1) ?? NaN) - slope * (x1 - fromX)),
  ])
  return [
    path(
      [
        [left, top],
        [left, top + HEIGHT],
        [left + width, top + HEIGHT],
      ],
      'axis',
    ),
    path([start, last], 'linear'),
    path(line, 'curve'),
    ...line.map(([x, y]) => dot(x, y, 'own')),
    text(left - 5, top + 10, time(10 ** y1), 'soft end'),
    text(left - 5, top + HEIGHT, time(10 ** y0), 'soft end'),
    text(left, top + HEIGHT + 16, unit(10 ** x0), 'soft'),
    text(left + width, top + HEIGHT + 16, unit(10 ** x1), 'soft end'),
  ]
}
