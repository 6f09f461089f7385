/** Changing one thing that is known of the learner. */
import { useEffect, useRef, useState } from 'react'
import { Button, Field, fieldErrors } from '../parts/form.jsx'
import { Failure } from '../parts/states.jsx'
import { useDoing } from '../reading/doing.js'
import { askSkill } from '../reading/skill.js'
import { capitalised } from '../reading/words.js'
import { FIELDS, FORMATS, LEVELS, WEEKDAYS } from './fields.js'

const CONTROLS = 'input, select, textarea'

/** @param {{field: string, value: any, onDone: (text: string) => void, onCancel: () => void}} props */
export function Edit({ field, value, onDone, onCancel }) {
  const { name, kind, hint } = /** @type {import('./fields.js').FieldWords} */ (FIELDS[field])
  const [draft, setDraft] = useState(() => draftOf(field, kind, value))
  const saving = useDoing(async () => {
    const said = await askSkill('personalization/update', { [field]: given(kind, draft) })
    const { text, not_recognised: unknown = [] } = /** @type {any} */ (said)
    onDone(
      unknown.length === 0
        ? text
        : `${text} No topic is called ${unknown.join(', ')}; it is kept as you wrote it.`,
    )
  })
  const error = Object.values(fieldErrors(saving.error))[0]
  const form = useRef(/** @type {HTMLFormElement | null} */ (null))
  useEffect(() => {
    ;/** @type {HTMLElement | null | undefined} */ (form.current?.querySelector(CONTROLS))?.focus()
  }, [])
  return (
    <form
      ref={form}
      className="edit"
      onSubmit={(event) => {
        event.preventDefault()
        void saving.run()
      }}
    >
      {saving.error && !error && <Failure error={saving.error} what="It was not kept" />}
      <Control {...{ name, kind, hint, error, draft, setDraft }} />
      <div className="row">
        <Button type="submit" kind="main" busy={saving.isBusy}>
          Keep it
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  )
}

/**
 * @param {{name: string, kind: import('./fields.js').Kind | null, hint?: string, error?: string, draft: any,
 *   setDraft: (draft: any) => void}} props
 */
function Control({ name, kind, hint, error, draft, setDraft }) {
  if (kind === 'days')
    return <Checks legend={name} options={WEEKDAYS} chosen={draft} onChange={setDraft} error={error} />
  if (kind === 'preferences')
    return (
      <>
        <Checks
          legend="Forms you like"
          options={FORMATS}
          chosen={draft.formats}
          onChange={(formats) => setDraft({ ...draft, formats })}
        />
        <Field label="Minutes of a session" hint="10 to 90; empty leaves it open." error={error}>
          {(props) => (
            <input
              {...props}
              type="number"
              inputMode="numeric"
              min={10}
              max={90}
              value={draft.block_minutes}
              onChange={(event) => setDraft({ ...draft, block_minutes: event.target.value })}
            />
          )}
        </Field>
      </>
    )
  return (
    <Field label={name} hint={hint} error={error}>
      {(props) => {
        const more = {
          ...props,
          value: draft,
          onChange: (/** @type {any} */ event) => setDraft(event.target.value),
        }
        if (kind === 'level')
          return (
            <select {...more}>
              {LEVELS.map((level) => (
                <option key={level}>{level}</option>
              ))}
            </select>
          )
        if (kind === 'zone')
          return (
            <select {...more}>
              {Intl.supportedValuesOf('timeZone').map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          )
        if (kind === 'number')
          return <input {...more} type="number" inputMode="numeric" min={5} max={960} required />
        return <textarea {...more} rows={4} />
      }}
    </Field>
  )
}

/** @param {{legend: string, options: string[], chosen: string[], onChange: (chosen: string[]) => void, error?: string}} props */
function Checks({ legend, options, chosen, onChange, error }) {
  return (
    <fieldset className="checks">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option} className="check">
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, option] : chosen.filter((one) => one !== option))
            }
          />
          {capitalised(option)}
        </label>
      ))}
      {error && <small className="field-error">{error}</small>}
    </fieldset>
  )
}

/** @param {string} field @param {import('./fields.js').Kind | null} kind @param {any} value */
function draftOf(field, kind, value) {
  if (kind === 'lines') return (value ?? []).join('\n')
  if (kind === 'days') return value ?? []
  if (kind === 'preferences')
    return { formats: value?.formats ?? [], block_minutes: value?.block_minutes ?? '' }
  if (kind === 'zone') return value ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return value ?? (field === 'level' ? 'beginner' : 60)
}

/** @param {import('./fields.js').Kind | null} kind @param {any} draft */
function given(kind, draft) {
  if (kind === 'number') return Number(draft)
  if (kind === 'lines')
    return draft
      .split('\n')
      .map((/** @type {string} */ line) => line.trim())
      .filter(Boolean)
  if (kind !== 'preferences') return draft
  const minutes = Number(draft.block_minutes)
  return { formats: draft.formats, ...(minutes > 0 && { block_minutes: minutes }) }
}
