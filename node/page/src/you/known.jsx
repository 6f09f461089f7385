/** What is known of the learner, one thing after the other: its value, how it is known, what it changes. */
import { useRef, useState } from 'react'
import { useAnnounce } from '../parts/announce.jsx'
import { Button } from '../parts/form.jsx'
import { Failure } from '../parts/states.jsx'
import { useDoing } from '../reading/doing.js'
import { askSkill } from '../reading/skill.js'
import { dayInWords } from '../reading/words.js'
import { Edit } from './edit.jsx'
import { FIELDS, sourceOf, valueOf } from './fields.js'

/** @typedef {import('./fields.js').Known} Known */

/** @param {{fields: Known[], onChange: () => void}} props */
export function KnownFields({ fields, onChange }) {
  return (
    <ul className="plain-list known-list">
      {fields
        .filter(({ field }) => field in FIELDS)
        .map((known) => (
          <Row key={known.field} known={known} onChange={onChange} />
        ))}
    </ul>
  )
}

/** @param {{known: Known, onChange: () => void}} props */
function Row({ known, onChange }) {
  const { field, confidence, note, value } = known
  const { name, changes, kind } = /** @type {import('./fields.js').FieldWords} */ (FIELDS[field])
  const announce = useAnnounce()
  const [isEdited, setEdited] = useState(false)
  const row = useRef(/** @type {HTMLLIElement | null} */ (null))
  const close = () => {
    setEdited(false)
    // Back to where it began, once that is there again.
    requestAnimationFrame(() => row.current?.querySelector('button')?.focus())
  }
  const forgetting = useDoing(async () => {
    await askSkill('personalization/forget', { field })
    announce(`${name}: forgotten.`)
    onChange()
  })
  return (
    <li ref={row} className="known" data-confidence={confidence}>
      <div className="known-words">
        <h3>{name}</h3>
        <div className="known-value">{valueOf(known)}</div>
        <div className="quiet">
          {sourceOf(known, (iso) => dayInWords(iso, { short: true }))}. It changes {changes}.
        </div>
        {note && field === 'preferences' && <div className="quiet known-note">{note}</div>}
        {forgetting.error && <Failure error={forgetting.error} what="It was not forgotten" />}
        {isEdited && (
          <Edit
            field={field}
            value={value}
            onCancel={close}
            onDone={(text) => {
              close()
              announce(text)
              onChange()
            }}
          />
        )}
      </div>
      {!isEdited && (
        <div className="known-doing">
          {kind && (
            <Button aria-label={`Change: ${name}`} onClick={() => setEdited(true)}>
              Change
            </Button>
          )}
          {confidence === 'stated' && (
            <Button aria-label={`Delete: ${name}`} busy={forgetting.isBusy} onClick={() => forgetting.run()}>
              Delete
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
