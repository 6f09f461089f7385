/** One plan's day: the next step first, then the blocks, the reviews that are due, and what is left of the week. */
import useSWR from 'swr'
import { Link } from 'wouter'
import { Read } from '../parts/states.jsx'
import { useSkill } from '../reading/skill.js'
import { capitalised, counted, dayInWords, inMinutes, inPercent } from '../reading/words.js'
import { Blocks } from './blocks.jsx'
import { Done } from './done.jsx'

/** @typedef {import('../../../../schemas/skills.d.ts').Today} TodayShape */
/** @typedef {import('../../../../schemas/skills.d.ts').StudyPlan} StudyPlan */

const AGAIN_MS = 300_000

/** @param {{id: string}} props `id`: of the plan's run */
export function Day({ id }) {
  const plan = /** @type {import('swr').SWRResponse<StudyPlan>} */ (useSWR(`/api/ai-agents/study-plan/${id}`))
  return (
    <Read reading={plan} what="your plan" lines={10}>
      {(found) => <DayOf id={id} plan={found} />}
    </Read>
  )
}

/** @param {{id: string, plan: StudyPlan}} props */
function DayOf({ id, plan }) {
  const reading = /** @type {import('swr').SWRResponse<TodayShape>} */ (
    useSkill('today', { plan }, { refreshInterval: AGAIN_MS })
  )
  return (
    <Read reading={reading} what="your day" lines={10}>
      {(today) => (
        <>
          <Next id={id} today={today} onDone={reading.mutate} />
          <div className="today-columns">
            <section className="card" aria-labelledby="today-blocks">
              <h2 id="today-blocks">Blocks of today</h2>
              <Blocks blocks={today.blocks} timezone={today.timezone} onDone={reading.mutate} />
              <p className="quiet today-sum">{sumOf(today)}</p>
            </section>
            <section className="card" aria-labelledby="today-reviews">
              <h2 id="today-reviews">Reviews that are due</h2>
              <Reviews reviews={today.reviews} />
            </section>
          </div>
          <p className="quiet">{weekOf(today)}</p>
        </>
      )}
    </Read>
  )
}

/** @param {{id: string, today: TodayShape, onDone: () => unknown}} props */
function Next({ id, today: { date, next_action: next }, onDone }) {
  const isLater = (next.block_start ?? '').slice(0, 10) > date
  return (
    <section className="card next" aria-labelledby="next-title">
      <h2 id="next-title" className="next-label">
        Next
      </h2>
      <p className="next-text">{next.text}</p>
      <p className="quiet">{next.because}</p>
      <div className="row">
        {next.kind !== 'rest' && next.kind !== 'plan' && !isLater && (
          <Done
            minutes={next.minutes}
            concept={next.concept ?? null}
            label={`Log it (${inMinutes(next.minutes)})`}
            kind="main"
            onDone={onDone}
          />
        )}
        <Link href={`/plans/${id}/week`} className="button">
          The week
        </Link>
        <Link href={`/plans/${id}/path`} className="button">
          The path
        </Link>
      </div>
    </section>
  )
}

/** @param {{reviews: TodayShape['reviews']}} props */
function Reviews({ reviews }) {
  if (reviews.length === 0)
    return <p className="quiet">None. What you have learned comes back here when it is about to fade.</p>
  return (
    <ul className="plain-list">
      {reviews.map(({ concept, title, minutes, recall, why }) => (
        <li key={concept} className="review-line">
          <div>
            <strong>{title}</strong>
            <div className="quiet">{why}</div>
          </div>
          <span className="quiet">
            {inMinutes(minutes)} · recall {inPercent(recall)}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** @param {TodayShape} today */
function sumOf({ minutes: { planned, studied, left }, cap }) {
  if (studied >= cap.minutes) return `${inMinutes(studied)} today: that is the limit of a day. ${cap.why}`
  if (planned === 0)
    return studied === 0 ? 'Nothing is planned today.' : `${inMinutes(studied)} logged today.`
  return `${inMinutes(studied)} of ${inMinutes(planned)} logged, ${inMinutes(left)} to come.`
}

/** @param {TodayShape} today */
function weekOf({ week }) {
  const { studied_minutes: studied, planned_minutes: planned, blocks_left: left, last } = week
  const share =
    planned === 0 ? `${inMinutes(studied)} logged` : `${inMinutes(studied)} of ${inMinutes(planned)}`
  return `${capitalised('this week')}: ${share}; ${counted(left, 'block')} left until ${dayInWords(last)}.`
}
