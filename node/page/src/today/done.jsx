/** Says that one has studied, and for how long: asked once more, since it counts and cannot be taken back. */
import { useState } from 'react'
import { useAnnounce } from '../parts/announce.jsx'
import { Button, Field, fieldErrors } from '../parts/form.jsx'
import { Failure } from '../parts/states.jsx'
import { useDoing } from '../reading/doing.js'
import { askSkill } from '../reading/skill.js'

/**
 * @param {{minutes: number, concept: string | null, label: string, kind?: 'main' | 'plain', isKept?: boolean,
 *   onDone: () => unknown}} props `isKept`: it was a block of the plan
 */
export function Done({ minutes, concept, label, kind = 'plain', isKept = false, onDone }) {
  const announce = useAnnounce()
  const [isOpen, setOpen] = useState(false)
  const [given, setGiven] = useState(minutes)
  const logging = useDoing(async () => {
    const kept = isKept ? true : null
    const { text } = await askSkill('log-session', {
      minutes: given,
      concept,
      ...(kept !== null && { kept }),
    })
    announce(text)
    setOpen(false)
    await onDone()
  })
  const errors = fieldErrors(logging.error)
  if (!isOpen)
    return (
      <Button kind={kind} onClick={() => setOpen(true)}>
        {label}
      </Button>
    )
  return (
    <form
      className="done"
      onSubmit={(event) => {
        event.preventDefault()
        void logging.run()
      }}
    >
      <Field label="Minutes you studied" error={errors.minutes}>
        {(props) => (
          <input
            {...props}
            type="number"
            min={1}
            max={960}
            required
            autoFocus
            value={given}
            onChange={(event) => setGiven(Number(event.target.value))}
          />
        )}
      </Field>
      <div className="row">
        <Button kind="main" type="submit" busy={logging.isBusy}>
          Log them
        </Button>
        <Button onClick={() => setOpen(false)}>Cancel</Button>
      </div>
      {logging.error && !errors.minutes && <Failure error={logging.error} what="It was not logged" />}
    </form>
  )
}
