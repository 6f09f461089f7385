/** One block as it is drawn: a button that opens it, is dragged, or is moved by keys; and its ghost on the way. */
import { useEffect, useRef } from 'react'
import { KindMark } from './legend.jsx'
import { clock, dayName, KINDS } from './words.js'

/** @typedef {import('./layout.js').Piece} Piece */

const LEAST_HEIGHT = 18
const LINE = 17
const TWO_LINES = 2 * LINE + 4

/**
 * @param {{piece: Piece, title: string, top: number, height: number, isPast: boolean, isMoved: boolean, isCarried: boolean,
 *   isBusy: boolean, handlers: object, onOpen: () => void, onKeys: () => void}} props
 */
export function BlockButton({
  piece,
  title,
  top,
  height,
  isPast,
  isMoved,
  isCarried,
  isBusy,
  handlers,
  onOpen,
  onKeys,
}) {
  const { block, from, to } = piece
  if (block.kind === 'break')
    return (
      <li className="week-break" style={{ top, height }}>
        <span className={height < LEAST_HEIGHT ? 'visually-hidden' : undefined}>
          Break, {clock(from)}–{clock(to)}
        </span>
      </li>
    )
  const times = `${clock(from)}–${clock(to)}`
  const kind = KINDS[block.kind]
  return (
    <li
      style={{ top, height: Math.max(height, LEAST_HEIGHT) }}
      data-kind={block.kind}
      data-small={height < LEAST_HEIGHT}
    >
      <button
        type="button"
        className="week-block"
        data-kind={block.kind}
        data-start={Date.parse(block.start)}
        data-past={isPast}
        data-moved={isMoved}
        data-carried={isCarried}
        data-lines={height >= TWO_LINES ? 'two' : 'one'}
        aria-keyshortcuts={isPast ? undefined : 'M'}
        title={`${title}\n${kind} · ${times}`}
        onClick={onOpen}
        onKeyDown={(event) => {
          const isMove = event.key === 'Enter' || event.key.toLowerCase() === 'm'
          if (!isMove || event.ctrlKey || event.metaKey || event.altKey || isPast || isBusy) return
          event.preventDefault()
          onKeys()
        }}
        {...(isPast || isBusy ? {} : handlers)}
      >
        <span className="week-block-title" style={/** @type {any} */ ({ '--lines': linesOf(height) })}>
          <KindMark kind={block.kind} />
          {title}
        </span>
        <span className="visually-hidden">
          , {kind}, {times}
          {isMoved && ', moved'}
          {isPast && ', past'}
        </span>
        <span className="week-block-time" aria-hidden="true">
          {isMoved && <b>Moved · </b>}
          {height >= TWO_LINES && !isMoved ? times : clock(from)}
        </span>
      </button>
    </li>
  )
}

/** How many lines of its title fit over the line of its time. @param {number} height */
function linesOf(height) {
  return Math.max(1, Math.floor((height - 4) / LINE) - 1)
}

/**
 * Where the block would come to lie. By keys it has the focus, so that it stays there from week to week.
 * @param {{carried: import('./week.jsx').Carried, title: string, style: object,
 *   onKeyDown: (event: import('react').KeyboardEvent) => void, onCancel: () => void}} props
 */
export function Ghost({ carried: { block, place, by }, title, style, onKeyDown, onCancel }) {
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null))
  useEffect(() => {
    if (by === 'keys') button.current?.focus()
  }, [by])
  useEffect(() => {
    if (by === 'keys') button.current?.scrollIntoView({ block: 'nearest' })
  }, [by, place])
  const content = (
    <>
      <strong>{clock(place.minute)}</strong> {title}
    </>
  )
  if (by !== 'keys')
    return (
      <div className="week-ghost" data-kind={block.kind} data-by={by} style={style} aria-hidden="true">
        {content}
      </div>
    )
  return (
    <button
      ref={button}
      type="button"
      className="week-ghost"
      data-kind={block.kind}
      style={style}
      onKeyDown={onKeyDown}
      onBlur={onCancel}
    >
      {content}
      <span className="visually-hidden">, {dayName(place.date)}, being moved</span>
    </button>
  )
}
