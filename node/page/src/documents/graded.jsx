/** How a quiz went: each question with what was expected and where it stands. */
import { Button } from '../parts/form.jsx'
import { Icon } from '../parts/icon.jsx'
import { inPercent } from '../reading/words.js'
import { Place } from './cited.jsx'

/**
 * @param {{quiz: import('./quiz.jsx').QuizShape, grade: import('./quiz.jsx').GradeShape, given: Record<string, string>,
 *   isBusy: boolean, onAgain: () => void}} props
 */
export function Graded({ quiz, grade, given, isBusy, onAgain }) {
  const prompts = new Map(quiz.items.map(({ item_id: item, prompt }) => [item, prompt]))
  return (
    <div role="status">
      <p>{grade.note}</p>
      <ol className="graded">
        {grade.items.map((item) => (
          <li key={item.item_id} data-verdict={item.verdict ?? (item.correct ? 'right' : 'wrong')}>
            <strong>{prompts.get(item.item_id)}</strong>
            <div>
              <span className="graded-sign">
                <Icon name={item.correct ? 'done' : 'close'} size={16} /> {verdictOf(item)}
              </span>
              {given[item.item_id] && <span className="quiet"> You said: {given[item.item_id]}.</span>}
            </div>
            {!item.correct && <div>Expected: {item.expected}</div>}
            <div className="quiet">
              {item.why} {'document_id' in item.source && <Place citation={citationOf(item.source)} />}
            </div>
          </li>
        ))}
      </ol>
      {grade.mastery.map(({ concept, title, before, after }) => (
        <p key={concept}>
          “{title}”: known to {inPercent(after)} now, {inPercent(before)} before.
        </p>
      ))}
      <Button onClick={onAgain} busy={isBusy}>
        Another quiz
      </Button>
    </div>
  )
}

/** @param {{correct: boolean, verdict?: string | null}} item */
function verdictOf({ correct, verdict }) {
  if (verdict === 'unsure') return 'Compare for yourself; it does not count'
  return correct ? 'Right' : 'Not right'
}

/** @param {any} source @returns {import('./words.js').Citation} */
function citationOf({ document_id, page, start, end, quote }) {
  return { document_id, page, start: start ?? 0, end: end ?? 0, quote: quote ?? '' }
}
