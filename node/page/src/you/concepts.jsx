/** What is known of single concepts: how firm, from which answers, and when a review is due. */
import { useState } from 'react'
import { Button } from '../parts/form.jsx'
import { askSkill } from '../reading/skill.js'
import { counted, dayInWords, inPercent } from '../reading/words.js'
import { Deleting } from './deleting.jsx'

const SHOWN_FIRST = 12

/**
 * @typedef {{concept: string, title: string, mastery: {p: number, n: number, interval: number[]},
 *   evidence: {at: string | null, text: string}[], recall: number | null, due: string | null}} KnownConcept
 */

/** @param {{concepts: KnownConcept[], answers: number, onChange: () => void}} props */
export function Concepts({ concepts, answers, onChange }) {
  const [isWhole, setWhole] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const tested = concepts
    .filter(({ mastery }) => mastery.n > 0)
    .sort((one, other) => other.mastery.n - one.mastery.n)
  if (concepts.length === 0)
    return <p className="quiet">Nothing yet. It begins with your first answered question.</p>
  return (
    <>
      <p className="quiet">
        From {counted(answers, 'answer')}: {counted(tested.length, 'concept')} tested
        {concepts.length > tested.length && `, ${concepts.length - tested.length} more concluded from these`}.
        It changes what plans begin with, which questions you get, and when reviews are due.
      </p>
      <ul className="plain-list known-list">
        {(isWhole ? tested : tested.slice(0, SHOWN_FIRST)).map((one) => (
          <Concept key={one.concept} concept={one} />
        ))}
      </ul>
      <div className="row">
        {!isWhole && tested.length > SHOWN_FIRST && (
          <Button onClick={() => setWhole(true)}>Show all {tested.length}</Button>
        )}
        <Button kind="danger" onClick={() => setAsking(true)}>
          Delete all answers
        </Button>
      </div>
      {isAsking && (
        <Deleting
          title="Delete all answers?"
          action="Delete them"
          onDelete={forgetAnswers}
          onDeleted={onChange}
          onClose={() => setAsking(false)}
        >
          <p>
            {counted(answers, 'answer')}, and all that was concluded from them, with the reviews that are due.
            Plans begin as if you had answered nothing. It cannot be taken back.
          </p>
        </Deleting>
      )}
    </>
  )
}

/** @returns {Promise<string>} what is said of it */
async function forgetAnswers() {
  const { text } = /** @type {{text: string}} */ (
    await askSkill('personalization/forget', { field: 'mastery' })
  )
  return text
}

/** @param {{concept: KnownConcept}} props */
function Concept({ concept: { title, mastery, evidence, due } }) {
  const [low = 0, high = 1] = mastery.interval
  return (
    <li className="concept">
      <details>
        <summary>
          <span>{title}</span>
          <span className="concept-bar" aria-hidden="true">
            <i style={{ left: `${100 * low}%`, width: `${100 * (high - low)}%` }} />
            <b style={{ left: `${100 * mastery.p}%` }} />
          </span>
          <span className="concept-p">{inPercent(mastery.p)}</span>
        </summary>
        <p className="quiet">
          Between {inPercent(low)} and {inPercent(high)} after {counted(mastery.n, 'answer')}
          {due && `; the next review is due ${dayInWords(due, { short: true })}`}.
        </p>
        <ul>
          {evidence.map(({ at, text }, index) => (
            <li key={index}>
              {at && <span className="quiet">{dayInWords(at, { short: true })}: </span>}
              {text}
            </li>
          ))}
        </ul>
      </details>
    </li>
  )
}
