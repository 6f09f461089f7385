/** How one is: asked shortly, answered with what it changes, and kept as numbers alone. */
import { useState } from 'react'
import { Button, Field } from '../parts/form.jsx'
import { HelpCard } from '../parts/help.jsx'
import { Failure } from '../parts/states.jsx'
import { useDoing } from '../reading/doing.js'
import { HELP_LEVEL } from '../reading/shapes.js'
import { askSkill } from '../reading/skill.js'
import { inMinutes } from '../reading/words.js'

/** @typedef {import('../../../../schemas/skills.d.ts').CheckInResult} CheckInResult */

const SCALES = /** @type {const} */ ([
  { name: 'mood', label: 'Mood', ends: ['very low', 'very good'] },
  { name: 'energy', label: 'Energy', ends: ['none', 'plenty'] },
  { name: 'stress', label: 'Stress', ends: ['none', 'very high'] },
])

export function CheckIn() {
  const [fields, setFields] = useState(/** @type {Record<string, number | string>} */ ({}))
  const [answer, setAnswer] = useState(/** @type {CheckInResult | null} */ (null))
  const sending = useDoing(async () => setAnswer(await askSkill('check-in', fields)))
  /** @param {string} name @param {number | string | null} value */
  const set = (name, value) => {
    const next = { ...fields }
    if (value === null || value === '') delete next[name]
    else next[name] = value
    setFields(next)
  }

  if (answer) return <Answer answer={answer} onAgain={() => setAnswer(null)} />
  return (
    <details className="card check-in">
      <summary>
        <h2>How are you today?</h2>
        <span className="quiet">It sets how much a day is enough.</span>
      </summary>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void sending.run()
        }}
      >
        <div className="scales">
          {SCALES.map((scale) => (
            <Scale
              key={scale.name}
              scale={scale}
              value={fields[scale.name]}
              onChange={(value) => set(scale.name, value)}
            />
          ))}
        </div>
        <Field label="Hours of sleep last night">
          {(props) => (
            <input
              {...props}
              className="sleep"
              type="number"
              min={0}
              max={24}
              step={0.5}
              value={fields.sleep_hours ?? ''}
              onChange={(event) =>
                set('sleep_hours', event.target.value === '' ? null : Number(event.target.value))
              }
            />
          )}
        </Field>
        <Field label="Anything else? (may be left out)" hint="It is read, and not kept.">
          {(props) => (
            <textarea
              {...props}
              rows={2}
              maxLength={5000}
              value={fields.note ?? ''}
              onChange={(event) => set('note', event.target.value)}
            />
          )}
        </Field>
        {sending.error && <Failure error={sending.error} what="The check-in was not taken" />}
        <Button kind="main" type="submit" busy={sending.isBusy} disabled={Object.keys(fields).length === 0}>
          Check in
        </Button>
      </form>
    </details>
  )
}

/** @param {{scale: typeof SCALES[number], value: number | string | undefined, onChange: (value: number) => void}} props */
function Scale({ scale: { name, label, ends }, value, onChange }) {
  return (
    <fieldset className="scale">
      <legend>{label}</legend>
      <div className="scale-steps">
        {[1, 2, 3, 4, 5].map((step) => (
          <label key={step} className="scale-step">
            <input type="radio" name={name} checked={value === step} onChange={() => onChange(step)} />
            <span>
              {step}
              {step === 1 && <span className="visually-hidden"> {ends[0]}</span>}
              {step === 5 && <span className="visually-hidden"> {ends[1]}</span>}
            </span>
          </label>
        ))}
      </div>
      <div className="scale-ends quiet" aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </div>
    </fieldset>
  )
}

/** @param {{answer: CheckInResult, onAgain: () => void}} props */
function Answer({ answer, onAgain }) {
  const guard = /** @type {import('../reading/shapes.js').Guard | null} */ (answer.guard ?? null)
  if (guard && guard.level >= HELP_LEVEL)
    return (
      <HelpCard
        message={guard.message ?? ''}
        helplines={guard.helplines ?? []}
        emergency={guard.emergency}
        disclosure={guard.ai_disclosure}
      />
    )
  return (
    <section className="card" aria-labelledby="checked-in" role="status">
      <h2 id="checked-in">Checked in</h2>
      <p>{answer.summary}</p>
      <p>
        <strong>At most {inMinutes(answer.cap_minutes_per_day)} today.</strong>{' '}
        <span className="quiet">{answer.why}</span>
      </p>
      <ul>
        {answer.advice.map(({ text, because, source }) => (
          <li key={text}>
            {text} <span className="quiet">{because}</span>
            {source && (
              <details className="source">
                <summary>Where this is from</summary>
                <small className="quiet">{source}</small>
              </details>
            )}
          </li>
        ))}
      </ul>
      <Button onClick={onAgain}>Check in again</Button>
    </section>
  )
}
