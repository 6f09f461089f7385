/** How it went: minutes, sessions, mastery, reviews and check-ins, drawn and as tables; and the week in words. */
import { Link, useSearchParams } from 'wouter'
import { CheckIns, Minutes, Reviews, Sessions } from '../progress/figures.jsx'
import { Mastery } from '../progress/mastery.jsx'
import { useWeek, Week } from '../progress/week.jsx'
import { Empty, Loading, Read } from '../parts/states.jsx'
import { useSkill } from '../reading/skill.js'
import '../style/progress.css'

/** @typedef {import('../../../../schemas/skills.d.ts').Progress} ProgressShape */

const RANGES = [7, 30, 90]

export default function Progress() {
  const [search, setSearch] = useSearchParams()
  const days = RANGES.find((one) => `${one}` === search.get('days')) ?? 30
  return (
    <>
      <div className="row progress-head" data-spread>
        <h1>Progress</h1>
        <fieldset className="ranges">
          <legend className="visually-hidden">How far back</legend>
          {RANGES.map((one) => (
            <label key={one} className="range">
              <input
                type="radio"
                name="days"
                checked={one === days}
                onChange={() => setSearch({ days: `${one}` }, { replace: true })}
              />
              {one} days
            </label>
          ))}
        </fieldset>
      </div>
      <Shown days={days} />
    </>
  )
}

/** Over the newest plan: the server adds it where none is named. @param {{days: number}} props */
function Shown({ days }) {
  const reading = /** @type {import('swr').SWRResponse<ProgressShape>} */ (
    useSkill('progress', { days }, { revalidateOnFocus: false })
  )
  const week = useWeek()
  // The week stands first: what is below it would jump when it came later.
  if (!week.data && !week.error) return <Loading what="your progress" lines={8} />
  return (
    <Read reading={reading} what="your progress" lines={8}>
      {(progress) =>
        isEmpty(progress) ? (
          <Empty
            title="Nothing to draw yet"
            action={
              <Link href="/" className="button" data-kind="main">
                To today
              </Link>
            }
          >
            Once you log minutes, answer questions or check in, it stands here, day by day.
          </Empty>
        ) : (
          <div className="plots">
            <Week reading={week} />
            <Minutes progress={progress} />
            {progress.totals.kept + progress.totals.missed > 0 && <Sessions progress={progress} />}
            {progress.totals.reviews_due + progress.totals.reviews_done > 0 && (
              <Reviews progress={progress} />
            )}
            {progress.check_ins.length > 0 && <CheckIns progress={progress} />}
            {progress.mastery.length > 0 && <Mastery progress={progress} />}
          </div>
        )
      }
    </Read>
  )
}

/** @param {ProgressShape} progress */
function isEmpty({ totals, mastery, check_ins: checkIns }) {
  const { minutes, kept, missed, reviews_done: done, reviews_due: due } = totals
  return minutes + kept + missed + done + due === 0 && mastery.length === 0 && checkIns.length === 0
}
