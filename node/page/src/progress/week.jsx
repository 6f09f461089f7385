/** The last week looked back on: its numbers, and the one suggestion that follows from them. */
import { Read } from '../parts/states.jsx'
import { useSkill } from '../reading/skill.js'
import { counted, dayInWords, inMinutes, inPercent } from '../reading/words.js'

/** @typedef {import('../../../../schemas/skills.d.ts').WeekReview} WeekReview */

/** @returns {import('swr').SWRResponse<WeekReview, any>} */
export function useWeek() {
  return useSkill('week-review', {}, { revalidateOnFocus: false })
}

/** @param {{reading: import('swr').SWRResponse<WeekReview, any>}} props */
export function Week({ reading }) {
  return (
    <section className="card week" aria-labelledby="week-title">
      <h2 id="week-title">The week</h2>
      <Read reading={reading} what="the week" lines={3}>
        {({ first, last, minutes, concepts, slipped, suggestion }) => (
          <>
            <p className="quiet">
              {dayInWords(first, { short: true })} to {dayInWords(last, { short: true })}
            </p>
            <dl className="numbers">
              <Number name="studied" value={inMinutes(minutes.studied)} />
              {minutes.planned > 0 && <Number name="planned so far" value={inMinutes(minutes.planned)} />}
              {minutes.planned > 0 && <Number name="kept of that" value={inMinutes(minutes.kept)} />}
            </dl>
            {concepts.length > 0 && (
              <ul>
                {concepts.slice(0, 5).map(({ concept, title, before, after, is_clear: isClear }) => (
                  <li key={concept}>
                    {title}: {inPercent(before.p)} → {inPercent(after.p)}
                    {!isClear && <span className="quiet"> (may be chance)</span>}
                  </li>
                ))}
              </ul>
            )}
            {slipped.length > 0 && (
              <p>
                {counted(slipped.length, 'session')} slipped:{' '}
                {[...new Set(slipped.map(({ title }) => title))].slice(0, 4).join(', ')}.
              </p>
            )}
            <p>
              <strong>{suggestion.text}</strong> <span className="quiet">{suggestion.because}</span>
            </p>
          </>
        )}
      </Read>
    </section>
  )
}

/** @param {{name: string, value: string}} props */
function Number({ name, value }) {
  return (
    <div>
      <dt className="quiet">{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
