/** What may be said more exactly than in words: folded away until it is wanted. */
import { useId } from 'react'
import useSWR from 'swr'
import { Field } from '../parts/form.jsx'
import { todayIn } from '../reading/words.js'

export const DAYS = /** @type {const} */ ([
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
])
const LEVELS = [
  ['', 'Not said'],
  ['beginner', 'I am new to it'],
  ['intermediate', 'I know some of it'],
  ['advanced', 'I know it well'],
]
const MAX_MINUTES = 1_440

/** @typedef {{deadline: string, minutes_per_day: string, days_off: string[], level: string, document_id: string}} More */

/** @type {More} */
export const NOTHING_MORE = { deadline: '', minutes_per_day: '', days_off: [], level: '', document_id: '' }

/** What was said, as fields of the request. @param {More} more @returns {Record<string, unknown>} */
export function fieldsOf({ deadline, minutes_per_day, days_off, level, document_id }) {
  return {
    ...(deadline && { deadline }),
    ...(minutes_per_day && { minutes_per_day: Number(minutes_per_day) }),
    ...(days_off.length > 0 && { days_off }),
    ...(level && { level }),
    ...(document_id && { document_id }),
  }
}

/**
 * @param {{more: More, onChange: (more: More) => void, errors: Record<string, string>, isOpen: boolean}} props
 */
export function Details({ more, onChange, errors, isOpen }) {
  const said = Object.keys(fieldsOf(more)).length
  const put = (/** @type {Partial<More>} */ change) => onChange({ ...more, ...change })
  return (
    <details className="ask-details" open={isOpen || Object.keys(errors).length > 0 || undefined}>
      <summary>More details {said > 0 ? <span className="tag">{said} said</span> : '(optional)'}</summary>
      <div className="ask-grid">
        <Field label="Be done by" error={errors.deadline}>
          {(props) => (
            <input
              {...props}
              type="date"
              min={todayIn()}
              value={more.deadline}
              onChange={(event) => put({ deadline: event.target.value })}
            />
          )}
        </Field>
        <Field label="Minutes a day" error={errors.minutes_per_day}>
          {(props) => (
            <input
              {...props}
              type="number"
              inputMode="numeric"
              min={5}
              max={MAX_MINUTES}
              placeholder="60"
              value={more.minutes_per_day}
              onChange={(event) => put({ minutes_per_day: event.target.value })}
            />
          )}
        </Field>
        <Field label="What you know already" error={errors.level}>
          {(props) => (
            <select {...props} value={more.level} onChange={(event) => put({ level: event.target.value })}>
              {LEVELS.map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <OwnDocument chosen={more.document_id} onChange={(document_id) => put({ document_id })} />
      </div>
      <DaysOff chosen={more.days_off} onChange={(days_off) => put({ days_off })} />
    </details>
  )
}

/** @param {{chosen: string[], onChange: (days: string[]) => void}} props */
export function DaysOff({ chosen, onChange }) {
  const id = useId()
  return (
    <fieldset className="days-off" aria-labelledby={id}>
      <legend id={id}>Days off</legend>
      {DAYS.map((day) => (
        <label key={day} className="chip">
          <input
            type="checkbox"
            checked={chosen.includes(day)}
            onChange={(event) =>
              onChange(
                DAYS.filter((other) => (other === day ? event.target.checked : chosen.includes(other))),
              )
            }
          />
          <span className="day-name">{day.slice(0, 3)}</span>
          <span className="visually-hidden">{day}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** Only for those who have documents. @param {{chosen: string, onChange: (id: string) => void}} props */
function OwnDocument({ chosen, onChange }) {
  const { data } = useSWR('/api/ai-agents/documents')
  /** @type {{document_id: string, title: string}[]} */
  const documents = data?.documents ?? []
  if (documents.length === 0) return null
  return (
    <Field label="From one of your documents">
      {(props) => (
        <select {...props} value={chosen} onChange={(event) => onChange(event.target.value)}>
          <option value="">No document</option>
          {documents.map(({ document_id, title }) => (
            <option key={document_id} value={document_id}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
