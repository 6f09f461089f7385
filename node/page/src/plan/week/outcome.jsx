/**
 * What came of a move, in words: what moved and why, or why nothing did and where there would be room. It lies over the
 * end of the window, so that the week stays where it is, and is said as it comes.
 */
import { Button } from '../../parts/form.jsx'
import { Icon } from '../../parts/icon.jsx'
import { Failure } from '../../parts/states.jsx'
import { KINDS, placeInWords } from './words.js'
import { wallOf } from './wallTime.js'

/** @typedef {import('./moves.js').Outcome} Outcome */

/**
 * @param {{outcome: Outcome | null, tz: string, onUndo: () => void, onClose: () => void,
 *   onPlace: (block: import('../../reading/shapes.js').Block, start: string) => void}} props
 */
export function OutcomeNote({ outcome, ...rest }) {
  return (
    <div className="week-outcome-place" role="status">
      {outcome?.is === 'failed' && <Failure error={outcome.error} what="It was not moved" />}
      {outcome && outcome.is !== 'failed' && <Note outcome={outcome} {...rest} />}
    </div>
  )
}

/**
 * @param {{outcome: Exclude<Outcome, {is: 'failed'}>, tz: string, onUndo: () => void, onClose: () => void,
 *   onPlace: (block: import('../../reading/shapes.js').Block, start: string) => void}} props
 */
function Note({ outcome, tz, onUndo, onPlace, onClose }) {
  /** @param {string} instant */
  const at = (instant) => placeInWords(wallOf(instant, tz), 'short')
  return (
    <section
      className="note week-outcome"
      data-kind={outcome.is === 'moved' || outcome.is === 'undone' ? 'well' : 'away'}
      aria-label="What came of it"
    >
      <div className="week-outcome-text">
        {outcome.is === 'changed' && (
          <p>
            The plan was changed elsewhere meanwhile, so nothing was moved. This is how it is now: look, and
            move it again.
          </p>
        )}
        {outcome.is === 'undone' && <p>Everything is back where it was.</p>}
        {outcome.is === 'refused' && (
          <>
            <p>
              <strong>Nothing was moved.</strong> {outcome.conflict.text}
            </p>
            {outcome.conflict.nearest.length > 0 && (
              <div className="row">
                There is room on
                {outcome.conflict.nearest.map(({ start }) => (
                  <Button key={start} onClick={() => onPlace(outcome.block, start)}>
                    {at(start)}
                  </Button>
                ))}
              </div>
            )}
          </>
        )}
        {outcome.is === 'moved' && (
          <>
            <p>
              <strong>{outcome.text}</strong>
            </p>
            <ul className="week-moved">
              {outcome.moved.map((one) => (
                <li key={`${one.concept} ${one.kind} ${one.from}`}>
                  {one.title} ({KINDS[one.kind].toLowerCase()}): {at(one.from)} →{' '}
                  {one.to === null ? 'not planned any more' : at(one.to)}.{' '}
                  <span className="week-because">{one.because}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      {outcome.is === 'moved' && <Button onClick={onUndo}>Undo</Button>}
      <button type="button" className="button week-arrow" aria-label="Put it away" onClick={onClose}>
        <Icon name="close" size={18} />
      </button>
    </section>
  )
}
