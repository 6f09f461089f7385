/** Questions made of one document, answered and graded here. */
import { useState } from 'react'
import { Button, Field } from '../parts/form.jsx'
import { Failure } from '../parts/states.jsx'
import { useDoing } from '../reading/doing.js'
import { askSkill } from '../reading/skill.js'
import { Graded } from './graded.jsx'

/** @typedef {import('../../../../schemas/skills.d.ts').Quiz} QuizShape */
/** @typedef {import('../../../../schemas/skills.d.ts').Grade} GradeShape */

/** @param {{document: string}} props */
export function Quiz({ document }) {
  const [quiz, setQuiz] = useState(/** @type {QuizShape | null} */ (null))
  const [given, setGiven] = useState(/** @type {Record<string, string>} */ ({}))
  const [grade, setGrade] = useState(/** @type {GradeShape | null} */ (null))
  const making = useDoing(async () => {
    setQuiz(/** @type {QuizShape} */ (await askSkill('quiz', { document_id: document })))
    setGiven({})
    setGrade(null)
  })
  const grading = useDoing(async () => {
    const answers = Object.entries(given)
      .filter(([, answer]) => answer.trim() !== '')
      .map(([item, answer]) => ({ item_id: item, answer }))
    setGrade(/** @type {GradeShape} */ (await askSkill('grade', { quiz_id: quiz?.quiz_id, answers })))
  })

  if (!quiz)
    return (
      <>
        {making.error && <Failure error={making.error} what="There is no quiz" />}
        <p className="quiet">
          Five questions from its own sentences. Each answer counts for what is known of you.
        </p>
        <Button onClick={() => making.run()} busy={making.isBusy}>
          Make a quiz
        </Button>
      </>
    )
  if (quiz.items.length === 0) return <p className="quiet">{quiz.note}</p>
  if (grade)
    return (
      <Graded quiz={quiz} grade={grade} given={given} isBusy={making.isBusy} onAgain={() => making.run()} />
    )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void grading.run()
      }}
    >
      {quiz.items.map(({ item_id: item, prompt, options }, index) => {
        const answer = (/** @type {string} */ value) => setGiven({ ...given, [item]: value })
        return options ? (
          <fieldset key={item} className="question">
            <legend>
              {index + 1}. {prompt}
            </legend>
            {options.map((option) => (
              <label key={option} className="choice">
                <input
                  type="radio"
                  name={item}
                  checked={given[item] === option}
                  onChange={() => answer(option)}
                />
                {option}
              </label>
            ))}
          </fieldset>
        ) : (
          <Field key={item} label={`${index + 1}. ${prompt}`}>
            {(props) => (
              <input
                {...props}
                autoComplete="off"
                value={given[item] ?? ''}
                onChange={(event) => answer(event.target.value)}
              />
            )}
          </Field>
        )
      })}
      {grading.error && <Failure error={grading.error} what="It was not graded" />}
      <Button type="submit" kind="main" busy={grading.isBusy}>
        See how it went
      </Button>
    </form>
  )
}
