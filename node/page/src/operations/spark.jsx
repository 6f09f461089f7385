/** A figure with the line of its last minutes. */

/** @param {{name: string, value: string, values: (number | null | undefined)[], note?: string}} props */
export function Spark({ name, value, values, note }) {
  return (
    <div className="spark">
      <dt>{name}</dt>
      <dd>
        <span className="spark-value">{value}</span>
        {note && <span className="quiet">{note}</span>}
        <svg viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
          <path d={pathOf(values)} vectorEffect="non-scaling-stroke" />
        </svg>
      </dd>
    </div>
  )
}

/** @param {(number | null | undefined)[]} values */
function pathOf(values) {
  const known = values.map((value) => value ?? 0)
  const most = Math.max(1, ...known)
  const wide = Math.max(1, known.length - 1)
  return known
    .map(
      (value, index) =>
        `${index === 0 ? 'M' : 'L'}${((100 * index) / wide).toFixed(1)} ${(23 - (22 * value) / most).toFixed(1)}`,
    )
    .join('')
}
