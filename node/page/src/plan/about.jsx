/** What does not fit and what would help, what was taken for granted, and what is still to be said: each changes the plan. */
import { useState } from 'react'
import { DaysOff } from '../ask/details.jsx'
import { Button, Field } from '../parts/form.jsx'
import { Failure } from '../parts/states.jsx'
import { capitalised, counted, fieldInWords, valueInWords } from '../reading/words.js'
import { canBeAsked, useReplan } from './planReading.js'

const LEVELS = ['beginner', 'intermediate', 'advanced']
/** What can be answered in a field of its own. */
const ASKABLE = ['level', 'days_off', 'minutes_per_day', 'deadline', 'start']

/** @param {{id: string, plan: import('../reading/shapes.js').StudyPlan}} props */
export function About({ id, plan }) {
  const replan = useReplan(id)
  const { assumptions, questions } = plan
  const { conflicts, relaxations, feasible } = plan.schedule
  const asked = new Set(questions.map((question) => question.id))
  return (
    <div className="about" aria-busy={replan.isBusy}>
      {conflicts.length > 0 && (
        <details className="card" open={!feasible}>
          <summary>
            {feasible ? 'What was left out to make it fit' : 'Why it does not fit, and what would help'}
          </summary>
          {conflicts.map(({ kind, text }) => (
            <p key={kind + text}>{text}</p>
          ))}
          <ul className="plain-list about-list">
            {relaxations.map(({ kind, text, changes = {} }) => (
              <li key={kind + text} className="row" data-spread>
                <span>{text}</span>
                {canBeAsked(changes) && (
                  <Button onClick={() => replan.run(changes)} busy={replan.isBusy}>
                    Plan it so
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
      {(questions.length > 0 || assumptions.length > 0) && (
        <details className="card">
          <summary>
            {[
              questions.length > 0 && counted(questions.length, 'question'),
              assumptions.length > 0 && counted(assumptions.length, 'assumption'),
            ]
              .filter(Boolean)
              .join(' and ')}{' '}
            that shape this plan
          </summary>
          <ul className="plain-list about-list">
            {questions.map((question) => (
              <li key={question.id}>
                <Change
                  field={question.id}
                  text={question.text}
                  value={question.default}
                  busy={replan.isBusy}
                  onChange={replan.run}
                />
              </li>
            ))}
            {assumptions
              .filter(({ field }) => !asked.has(field))
              .map(({ field, value, why }) => (
                <li key={field}>
                  <Change
                    field={field}
                    text={`${capitalised(fieldInWords(field))}: ${valueInWords(value)}`}
                    why={why}
                    value={value}
                    busy={replan.isBusy}
                    onChange={replan.run}
                  />
                </li>
              ))}
          </ul>
        </details>
      )}
      {replan.error && <Failure error={replan.error} what="The plan was not made anew" />}
    </div>
  )
}

/** @param {{field: string, text: string, why?: string, value: any, busy: boolean, onChange: (changes: Record<string, unknown>) => unknown}} props */
function Change({ field, text, why, value: first, busy, onChange }) {
  const [value, setValue] = useState(first)
  if (!ASKABLE.includes(field))
    return (
      <p>
        {text} <span className="quiet">{why}</span>
      </p>
    )
  const send = (/** @type {import('react').FormEvent} */ event) => {
    event.preventDefault()
    onChange({ [field]: field === 'minutes_per_day' ? Number(value) : value })
  }
  return (
    <form className="about-change" onSubmit={send}>
      {field === 'days_off' ? (
        <div>
          <p>{text}</p>
          <DaysOff chosen={value ?? []} onChange={setValue} />
        </div>
      ) : (
        <Field label={text} hint={why}>
          {(props) =>
            field === 'level' ? (
              <select {...props} value={value} onChange={(event) => setValue(event.target.value)}>
                {LEVELS.map((level) => (
                  <option key={level}>{level}</option>
                ))}
              </select>
            ) : (
              <input
                {...props}
                type={field === 'minutes_per_day' ? 'number' : 'date'}
                min={field === 'minutes_per_day' ? 5 : undefined}
                value={value ?? ''}
                required
                onChange={(event) => setValue(event.target.value)}
              />
            )
          }
        </Field>
      )}
      <Button type="submit" busy={busy}>
        Plan anew
      </Button>
    </form>
  )
}
