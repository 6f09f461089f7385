/** The placement: one question at a time, then what the answers show. */
import { useState } from 'react'
import { Button } from '../../parts/form.jsx'
import { Empty, Failure } from '../../parts/states.jsx'
import { useDoing } from '../../reading/doing.js'
import { askSkill } from '../../reading/skill.js'
import { counted } from '../../reading/words.js'
import { Graded } from './graded.jsx'

/** @param {{id: string, plan: import('../../reading/shapes.js').StudyPlan, mastery: {again: () => void}}} props */
export default function Questions({ id, plan, mastery }) {
  const items = plan.assessment.placement
  const [at, setAt] = useState(0)
  const [answers, setAnswers] = useState(/** @type {Record<string, string>} */ ({}))
  const [grade, setGrade] = useState(() => kept(id))
  const grading = useDoing(async () => {
    const given = items.map(({ item_id }) => ({ item_id, answer: answers[item_id] || null }))
    const result = await askSkill('grade', { answers: given })
    sessionStorage.setItem(keyOf(id), JSON.stringify(result))
    setGrade(result)
    mastery.again()
  })
  const item = items[at]
  if (grade) return <Graded id={id} grade={grade} />
  if (!item) return <Empty title="No questions for this plan">There are none on this subject yet.</Empty>
  const isLast = at === items.length - 1
  const isAnswered = Object.values(answers).some(Boolean)
  const put = (/** @type {string} */ answer) => setAnswers({ ...answers, [item.item_id]: answer })
  return (
    <form
      className="card placement"
      onSubmit={(event) => {
        event.preventDefault()
        if (isLast) void grading.run()
        else setAt(at + 1)
      }}
    >
      <p className="quiet">
        Question {at + 1} of {items.length}. Leave out what you do not know: a gap tells more than a guess.
      </p>
      <fieldset key={item.item_id}>
        <legend>{item.prompt}</legend>
        {item.options ? (
          [...item.options, ''].map((option) => (
            <label key={option} className="placement-option">
              <input
                type="radio"
                name={item.item_id}
                checked={(answers[item.item_id] ?? '') === option}
                onChange={() => put(option)}
              />
              {option || <span className="quiet">I do not know</span>}
            </label>
          ))
        ) : (
          <input
            aria-label="Your answer"
            className="placement-text"
            value={answers[item.item_id] ?? ''}
            onChange={(event) => put(event.target.value)}
          />
        )}
      </fieldset>
      {grading.error && <Failure error={grading.error} what="Your answers were not looked at" />}
      <div className="row">
        <Button onClick={() => setAt(at - 1)} disabled={at === 0}>
          Back
        </Button>
        <Button kind="main" type="submit" busy={grading.isBusy} disabled={isLast && !isAnswered}>
          {isLast ? `Look at ${counted(items.length, 'answer')}` : 'Next'}
        </Button>
      </div>
    </form>
  )
}

/** @param {string} id */
function keyOf(id) {
  return `placement:${id}`
}

/** What this window was told before it was loaded anew. @param {string} id @returns {any} */
function kept(id) {
  return JSON.parse(sessionStorage.getItem(keyOf(id)) ?? 'null')
}
