/** The days side by side, with their blocks at their hours, the present time, and what is being moved. */
import { useEffect, useRef, useState } from 'react'
import { BlockButton, Ghost } from './block.jsx'
import { useDragging } from './dragging.js'
import { FOLD_HEIGHT, scaleOf } from './hours.js'
import { minutesOf, placeAt } from './layout.js'
import { clock, dayName } from './words.js'

/** @typedef {import('../../reading/shapes.js').Block} Block */
/** @typedef {import('./hours.js').Hours} Hours */
/** @typedef {import('./layout.js').Piece} Piece */
/** @typedef {import('./wallTime.js').Place} Place */
/** @typedef {import('./week.jsx').Carried} Carried */

/** How long a block is held over folded hours before these open. */
const REST_MS = 400
/** Minutes of a block whose title can be read. */
const LEGIBLE = 10

/**
 * @param {{dates: string[], pieces: Piece[], spare: Piece[], here: Place, now: number, carried: Carried | null,
 *   isBusy: boolean, movedStarts: Set<number>, titleOf: (block: Block) => string, onOpen: (block: Block) => void,
 *   onKeys: (block: Block) => void, onCarryKey: (event: import('react').KeyboardEvent) => void,
 *   onCarry: (carried: Carried) => void, onDrop: (block: Block, place: Place) => void, onCancel: () => void}} props
 *   `spare`: whose hours are drawn where `pieces` has none
 */
export function Days(props) {
  const { dates, pieces, spare, here, now, carried, isBusy, movedStarts, titleOf } = props
  const area = useRef(/** @type {HTMLDivElement | null} */ (null))
  // The hours stay while a pointer holds a block, else the ground would move below it.
  const away = carried && carried.by !== 'pointer' ? [span(carried)] : []
  const [unfolded, setUnfolded] = useState(/** @type {Hours[]} */ ([]))
  const taken = [...(pieces.length > 0 ? pieces : spare), ...away]
  const scale = scaleOf(taken, { unfolded, tight: pieces.filter(isTight) })
  const { hours, folds, top } = scale
  /** @param {Hours} fold */
  const unfold = (fold) => setUnfolded((before) => [...before, fold])
  const restOver = useRest((/** @type {Hours} */ fold) => unfold(fold))

  const dragging = useDragging({
    /** @param {Block} block @param {{x: number, y: number}} point */
    onCarry(block, point) {
      const box = area.current?.getBoundingClientRect()
      if (!box) return null
      const drawn = { width: box.width, dates, scale }
      const place = placeAt({ x: point.x - box.left, y: point.y - box.top }, drawn, minutesOf(block))
      props.onCarry({ block, place, by: 'pointer' })
      restOver(folds.find(({ from, to }) => from < place.minute && place.minute < to) ?? null)
      return place
    },
    onDrop(/** @type {Block} */ block, /** @type {Place} */ place) {
      restOver(null)
      props.onDrop(block, place)
    },
    onCancel() {
      restOver(null)
      props.onCancel()
    },
  })

  const column = carried ? dates.indexOf(carried.place.date) : -1
  return (
    <div
      className="week-days"
      style={/** @type {any} */ ({ '--days': dates.length })}
      data-carrying={carried?.by}
      onContextMenu={(event) => dragging.isHeld() && event.preventDefault()}
    >
      <div className="week-heads" aria-hidden="true">
        <span />
        {dates.map((date) => (
          <span key={date} className="week-head" data-today={date === here.date}>
            {dayName(date, 'short')}
          </span>
        ))}
      </div>
      <div className="week-body" style={{ height: scale.height }}>
        <div className="week-hours" aria-hidden="true">
          {scale.marks.map((minute) => (
            <span key={minute} style={{ top: top(minute) }}>
              {clock(minute)}
            </span>
          ))}
        </div>
        <div className="week-columns" ref={area} tabIndex={-1}>
          {scale.marks.map((minute) => (
            <span key={minute} className="week-line" style={{ top: top(minute) }} />
          ))}
          {folds.map((fold) => (
            <button
              key={fold.from}
              type="button"
              className="week-fold"
              style={{ top: top(fold.from), height: FOLD_HEIGHT }}
              onClick={() => {
                unfold(fold)
                area.current?.focus() // the button goes
              }}
            >
              {clock(fold.from)}–{clock(fold.to)} nothing planned
              <span className="visually-hidden">, show these hours</span>
            </button>
          ))}
          {dates.map((date) => (
            <section
              key={date}
              className="week-day"
              data-today={date === here.date}
              aria-label={dayName(date)}
            >
              <ol className="plain-list">
                {pieces
                  .filter((piece) => piece.date === date)
                  .map((piece) => (
                    <BlockButton
                      key={`${piece.block.start} ${piece.isRest}`}
                      piece={piece}
                      title={titleOf(piece.block)}
                      top={top(piece.from)}
                      height={top(piece.to) - top(piece.from)}
                      isPast={Date.parse(piece.block.start) <= now}
                      isMoved={movedStarts.has(Date.parse(piece.block.start))}
                      isCarried={
                        carried?.block.start === piece.block.start && carried.block.kind === piece.block.kind
                      }
                      isBusy={isBusy}
                      handlers={dragging.handlersFor(piece.block)}
                      onOpen={() => dragging.wasClick() && props.onOpen(piece.block)}
                      onKeys={() => props.onKeys(piece.block)}
                    />
                  ))}
              </ol>
              {date === here.date && here.minute >= hours.from && here.minute <= hours.to && (
                <div className="week-now" style={{ top: top(here.minute) }}>
                  <span className="visually-hidden">Now: {clock(here.minute)}</span>
                </div>
              )}
            </section>
          ))}
          {carried && column >= 0 && (
            <Ghost
              carried={carried}
              title={titleOf(carried.block)}
              style={{
                top: top(carried.place.minute),
                height:
                  top(Math.min(carried.place.minute + minutesOf(carried.block), 1440)) -
                  top(carried.place.minute),
                left: `${(column / dates.length) * 100}%`,
                width: `${100 / dates.length}%`,
              }}
              onKeyDown={props.onCarryKey}
              onCancel={props.onCancel}
            />
          )}
        </div>
      </div>
    </div>
  )
}

/**
 * Opens what a pointer rests over, and not what it passes by.
 * @param {(hours: Hours) => void} onRest
 * @returns {(hours: Hours | null) => void} told with every move
 */
function useRest(onRest) {
  const over = useRef(/** @type {{from: number, timer: ReturnType<typeof setTimeout>} | null} */ (null))
  useEffect(() => () => clearTimeout(over.current?.timer), [])
  return (hours) => {
    if (over.current?.from === hours?.from) return
    clearTimeout(over.current?.timer)
    over.current = hours && { from: hours.from, timer: setTimeout(() => onRest(hours), REST_MS) }
  }
}

/** @param {Piece} piece */
function isTight({ block, from, to }) {
  return block.kind !== 'break' && to - from < LEGIBLE
}

/** @param {Carried} carried */
function span({ block, place: { minute } }) {
  return { from: minute, to: Math.min(1440, minute + minutesOf(block)) }
}
