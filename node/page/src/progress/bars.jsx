/** A bar for each day, made of parts that stand on each other, and a line for what was planned. */

/** @typedef {{date: string, parts: {look: string, value: number}[], line?: number}} DayBar */

/** @param {{days: DayBar[], most: number}} props */
export function Bars({ days, most }) {
  return (
    <div className="bars" data-many={days.length > 40}>
      {days.map(({ date, parts, line }) => (
        <div key={date} className="bar">
          {line !== undefined && line > 0 && <i className="bar-line" style={heightOf(line, most)} />}
          {parts.map(({ look, value }) =>
            value > 0 ? (
              <i key={look} className="bar-part" data-look={look} style={heightOf(value, most)} />
            ) : null,
          )}
        </div>
      ))}
    </div>
  )
}

/** A round number that nothing is above. @param {number[]} values @param {number} [least] */
export function roundMost(values, least = 1) {
  const most = Math.max(least, ...values)
  const step = 10 ** Math.floor(Math.log10(most))
  const factor = [1, 2, 3, 4, 5, 6, 8, 10].find((one) => one * step >= most) ?? 10
  return factor * step
}

/** @param {number} value @param {number} most */
function heightOf(value, most) {
  return { height: `${(100 * value) / most}%` }
}
