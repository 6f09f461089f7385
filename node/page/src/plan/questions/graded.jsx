/** What the answers to the placement show: each with why, and how much is likely to be known now. */
import { Link } from 'wouter'
import { Button } from '../../parts/form.jsx'
import { Failure, Note } from '../../parts/states.jsx'
import { inPercent } from '../../reading/words.js'
import { stepOf, useReplan } from '../planReading.js'

/** @param {{id: string, grade: any}} props `grade` as `assessment.grade` gives it */
export function Graded({ id, grade }) {
  const replan = useReplan(id)
  return (
    <section aria-label="Your answers">
      <div role="status">
        <h2>
          {grade.score.right} of {grade.score.of} right
        </h2>
      </div>
      {grade.note && <Note>{grade.note}</Note>}
      <div className="row">
        <Link href={`/plans/${id}/path`} className="button">
          See the path
        </Link>
        <Button kind="main" onClick={() => replan.run({})} busy={replan.isBusy}>
          Plan anew with this
        </Button>
      </div>
      {replan.error && <Failure error={replan.error} what="The plan was not made anew" />}
      {grade.mastery.length > 0 && <h3 className="graded-title">Likely to be known</h3>}
      <ul className="plain-list about-list">
        {grade.mastery.map((/** @type {any} */ { concept, title, before, after }) => (
          <li key={concept} className="row" data-spread>
            <span>{title}</span>
            <span>
              {inPercent(before)} →{' '}
              <span className="mastery" data-mastery={stepOf(after)}>
                {inPercent(after)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <h3 className="graded-title">Question by question</h3>
      <ol className="plain-list about-list">
        {grade.items.map((/** @type {any} */ { item_id, correct, given, expected, why, title }) => (
          <li key={item_id}>
            <strong>
              {correct ? 'Right' : given === null ? 'Left out' : 'Not right'} · {title}
            </strong>
            {!correct && given !== null && <p>You said: {given}</p>}
            <p>The answer is: {expected}</p>
            <p className="quiet">{why}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}
