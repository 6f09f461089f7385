/** A block opened: what it is, why it lies there, and another day and time for it. */
import { useEffect, useId, useRef, useState } from 'react'
import { Button, Field } from '../../parts/form.jsx'
import { inMinutes } from '../../reading/words.js'
import '../../style/confirm.css'
import { minutesOf } from './layout.js'
import { wallOf } from './wallTime.js'
import { KINDS, placeInWords } from './words.js'

/**
 * @param {{block: import('../../reading/shapes.js').Block, title: string, tz: string, now: number,
 *   onMove: (place: import('./wallTime.js').Place) => void, onClose: () => void}} props
 */
export function BlockDialog({ block, title, tz, now, onMove, onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null))
  const id = useId()
  const place = wallOf(block.start, tz)
  const [date, setDate] = useState(place.date)
  const [time, setTime] = useState(timeText(place.minute))
  useEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])
  const isPast = Date.parse(block.start) <= now
  return (
    <dialog ref={dialog} className="confirm" aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      <p>
        {KINDS[block.kind]} · {placeInWords(place)} · {inMinutes(minutesOf(block))}
      </p>
      {block.because && <p className="quiet">{block.because}</p>}
      {isPast ? (
        <>
          <p>It has begun or is over, so it cannot be moved.</p>
          <div className="row confirm-row">
            <Button onClick={() => dialog.current?.close()}>Close</Button>
          </div>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            const [hour = 0, minute = 0] = time.split(':').map(Number)
            dialog.current?.close()
            onMove({ date, minute: hour * 60 + minute })
          }}
        >
          <h3>Move to…</h3>
          <div className="week-when">
            <Field label="Day">
              {(props) => (
                <input
                  {...props}
                  type="date"
                  required
                  value={date}
                  onChange={(event) => setDate(event.target.value)}
                />
              )}
            </Field>
            <Field label="Time">
              {(props) => (
                <input
                  {...props}
                  type="time"
                  required
                  value={time}
                  onChange={(event) => setTime(event.target.value)}
                />
              )}
            </Field>
          </div>
          <div className="row confirm-row">
            <Button onClick={() => dialog.current?.close()}>Cancel</Button>
            <Button kind="main" type="submit">
              Move
            </Button>
          </div>
        </form>
      )}
    </dialog>
  )
}

/** As a field of time wants it. @param {number} minute */
function timeText(minute) {
  return `${Math.floor(minute / 60)}`.padStart(2, '0') + ':' + `${minute % 60}`.padStart(2, '0')
}
