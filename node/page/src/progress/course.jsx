/** A course over time: a line with dots, and the interval around it where there is one. */

/** @typedef {{x: number, y: number, low?: number, high?: number}} CoursePoint all between 0 and 1, `y` upwards */

/** @param {{lines: {look: string, points: CoursePoint[]}[]}} props */
export function Course({ lines }) {
  return (
    <div className="course">
      <svg viewBox="0 0 100 100" preserveAspectRatio="none">
        {lines.map(({ look, points }) => (
          <g key={look} data-look={look}>
            <path className="course-band" d={bandOf(points)} />
            <path className="course-line" d={pathOf(points)} vectorEffect="non-scaling-stroke" />
          </g>
        ))}
      </svg>
      {lines.map(({ look, points }) => (
        <Now key={look} look={look} point={points.at(-1)} />
      ))}
      {lines.flatMap(({ look, points }) =>
        points.map(({ x, y }, index) => (
          <i
            key={`${look} ${index}`}
            className="course-dot"
            data-look={look}
            style={{ left: `${100 * x}%`, bottom: `${100 * y}%` }}
          />
        )),
      )}
    </div>
  )
}

/** How sure the last point is: a band of one point would not be seen. @param {{look: string, point?: CoursePoint}} props */
function Now({ look, point }) {
  if (point?.low === undefined || point.high === undefined) return null
  const { x, low, high } = point
  const style = { left: `${100 * x}%`, bottom: `${100 * low}%`, height: `${100 * (high - low)}%` }
  return <i className="course-now" data-look={look} style={style} />
}

/** @param {CoursePoint[]} points */
function pathOf(points) {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${at(x, y)}`).join('')
}

/** @param {CoursePoint[]} points */
function bandOf(points) {
  const known = points.filter(({ low, high }) => low !== undefined && high !== undefined)
  if (known.length === 0) return ''
  const above = known.map(({ x, high }) => at(x, high ?? 0))
  const below = known.toReversed().map(({ x, low }) => at(x, low ?? 0))
  return `M${[...above, ...below].join('L')}Z`
}

/** @param {number} x @param {number} y */
function at(x, y) {
  return `${(100 * x).toFixed(2)} ${(100 * (1 - y)).toFixed(2)}`
}
