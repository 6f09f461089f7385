/** The days side by side, with their blocks at their hours, the present time, and what is being moved. */
import { useRef } from 'react'
import { BlockButton, Ghost } from './block.jsx'
import { useDragging } from './dragging.js'
import { hoursOf, minuteHeight, minutesOf, placeAt } from './layout.js'
import { clock, dayName } from './words.js'

/** @typedef {import('../../reading/shapes.js').Block} Block */
/** @typedef {import('./layout.js').Piece} Piece */
/** @typedef {import('./wallTime.js').Place} Place */
/** @typedef {import('./week.jsx').Carried} Carried */

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
  const hours = hoursOf([...(pieces.length > 0 ? pieces : spare), ...away])
  const perMinute = minuteHeight(hours)
  /** @param {number} minute */
  const top = (minute) => (minute - hours.from) * perMinute
  const height = top(hours.to)

  const dragging = useDragging({
    /** @param {Block} block @param {{x: number, y: number}} point */
    onCarry(block, point) {
      const box = area.current?.getBoundingClientRect()
      if (!box) return null
      const drawn = { width: box.width, dates, hours, perMinute }
      const place = placeAt({ x: point.x - box.left, y: point.y - box.top }, drawn, minutesOf(block))
      props.onCarry({ block, place, by: 'pointer' })
      return place
    },
    onDrop: props.onDrop,
    onCancel: props.onCancel,
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
      <div className="week-body" style={{ height }}>
        <div className="week-hours" aria-hidden="true">
          {Array.from(
            { length: (hours.to - hours.from) / 60 + 1 },
            (_, index) => hours.from + index * 60,
          ).map((minute) => (
            <span key={minute} style={{ top: top(minute) }}>
              {clock(minute)}
            </span>
          ))}
        </div>
        <div className="week-columns" ref={area} style={{ backgroundSize: `100% ${60 * perMinute}px` }}>
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
                      height={(piece.to - piece.from) * perMinute}
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
                height: minutesOf(carried.block) * perMinute,
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

/** @param {Carried} carried */
function span({ block, place: { minute } }) {
  return { from: minute, to: Math.min(1440, minute + minutesOf(block)) }
}
