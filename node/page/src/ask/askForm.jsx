/** The one question of the page: what do you want to learn? Everything beside the words may be left out. */
import { useId, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { Button, Field, fieldErrors } from '../parts/form.jsx'
import { Failure } from '../parts/states.jsx'
import { newKey } from '../reading/keys.js'
import { Details, fieldsOf, NOTHING_MORE } from './details.jsx'
import { startPlan } from './start.js'

const EXAMPLES = [
  'Help me study machine learning',
  'Linear algebra exam in three weeks, one hour a day',
  'Learn Python from the start, 30 minutes a day, not on Sundays',
  'Refresh my statistics by the end of next month',
]
const MAX_CHARACTERS = 8_000

/**
 * @param {{title?: string, label?: string, text?: string, more?: Partial<import('./details.jsx').More>, action?: string}} props
 *   `text`: what stands in the field at first; without it there are examples
 */
export function AskForm({ label = 'What do you want to learn?', text: given = '', more: known, action }) {
  const [, go] = useLocation()
  const [text, setText] = useState(given)
  const [more, setMore] = useState({ ...NOTHING_MORE, ...known })
  const [isBlank, setBlank] = useState(false)
  const [isSending, setSending] = useState(false)
  const [error, setError] = useState(/** @type {any} */ (null))
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const sent = useRef({ fields: '', key: '' })
  const hint = useId()
  const errors = fieldErrors(error)

  const send = async (/** @type {import('react').FormEvent} */ event) => {
    event.preventDefault()
    setBlank(text.trim() === '')
    if (text.trim() === '') return field.current?.focus()
    const fields = { user_input: text.trim(), ...fieldsOf(more) }
    // What is sent again after a lost connection is the same request; what was changed is another.
    if (sent.current.fields !== JSON.stringify(fields))
      sent.current = { fields: JSON.stringify(fields), key: newKey() }
    setSending(true)
    setError(null)
    try {
      go(`/runs/${await startPlan(fields, sent.current.key)}`)
    } catch (trouble) {
      setError(trouble)
      setSending(false)
    }
  }

  return (
    <form className="ask" onSubmit={send} aria-busy={isSending}>
      <Field label={label} error={isBlank ? 'Say in a few words what it is.' : errors.user_input}>
        {(props) => (
          <textarea
            {...props}
            aria-describedby={[props['aria-describedby'], hint].filter(Boolean).join(' ')}
            ref={field}
            className="ask-text"
            rows={3}
            maxLength={MAX_CHARACTERS}
            placeholder="The subject, by when, and how much time you have"
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setBlank(false)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
                event.currentTarget.form?.requestSubmit()
            }}
          />
        )}
      </Field>
      {!given && (
        <div className="ask-examples">
          <span className="quiet">For example</span>
          {EXAMPLES.map((example) => (
            <button
              key={example}
              type="button"
              className="chip"
              onClick={() => {
                setText(example)
                field.current?.focus()
              }}
            >
              {example}
            </button>
          ))}
        </div>
      )}
      <Details more={more} onChange={setMore} errors={errors} isOpen={known !== undefined} />
      {error && <Failure error={error} what="Your plan was not begun" />}
      <div className="row">
        <Button kind="main" type="submit" busy={isSending}>
          {isSending ? 'Sending…' : (action ?? 'Make my plan')}
        </Button>
        <small id={hint} className="quiet">
          Plain words are enough. Nothing is asked of you that you do not want to say.
        </small>
      </div>
    </form>
  )
}
