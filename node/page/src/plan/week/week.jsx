/** A plan as a week calendar: looked through, and changed by moving its blocks. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useAnnounce } from '../../parts/announce.jsx'
import { Button } from '../../parts/form.jsx'
import { Icon } from '../../parts/icon.jsx'
import { Empty } from '../../parts/states.jsx'
import { dateLocale } from '../../reading/look.js'
import { capitalised, daysLater } from '../../reading/words.js'
import '../../style/week.css'
import { BlockDialog } from './blockDialog.jsx'
import { Days } from './days.jsx'
import { dayToShow, firstWeekday, piecesOf, stepped, weekOf } from './layout.js'
import { Legend } from './legend.jsx'
import { useMedia, useNow } from './media.js'
import { useMoves } from './moves.js'
import { OutcomeNote } from './outcome.jsx'
import { instantOf, wallOf } from './wallTime.js'
import { clock, dayName, dayParts, placeInWords, weekInWords } from './words.js'

/** @typedef {import('../../reading/shapes.js').StudyPlan} StudyPlan */
/** @typedef {import('../../reading/shapes.js').Block} Block */
/** @typedef {import('./wallTime.js').Place} Place */
/** @typedef {{block: Block, place: Place, by: 'pointer' | 'keys' | 'wish'}} Carried a block on its way; a wish is with
 *   the server */

const NARROW = '(width < 60rem)'

/**
 * @param {{runId: string, plan: StudyPlan, version: string | null,
 *   onChanged: (plan: StudyPlan, version: string | null) => void}} props `version`: the plan's ETag
 */
export default function Week({ runId, plan, version, onChanged }) {
  const { tz } = plan.schedule
  const announce = useAnnounce()
  const isNarrow = useMedia(NARROW)
  const now = useNow()
  const here = wallOf(now, tz)
  const pieces = useMemo(() => piecesOf(plan.schedule.blocks, tz), [plan, tz])
  const titles = useMemo(() => new Map(plan.path.map(({ concept, title }) => [concept, title])), [plan])
  const [day, setDay] = useState(() => dayToShow(pieces, here))
  const [opened, setOpened] = useState(/** @type {Block | null} */ (null))
  const [carried, setCarried] = useState(/** @type {Carried | null} */ (null))
  const { outcome, isBusy, move, undo, clear } = useMoves({ runId, version, onChanged })
  const frame = useRef(/** @type {HTMLElement | null} */ (null))
  const focusNext = useRef(/** @type {number | null} */ (null))

  const week = weekOf(day, firstWeekday(dateLocale()))
  const dates = isNarrow ? [day] : week
  const shown = pieces.filter(({ date }) => dates.includes(date))
  /** @param {Block} block */
  const titleOf = (block) => titles.get(block.concept ?? '') ?? block.concept ?? ''

  useEffect(() => {
    if (focusNext.current === null || carried) return
    const found = frame.current?.querySelector(`[data-start="${focusNext.current}"]`)
    if (found instanceof HTMLElement) {
      found.focus()
      focusNext.current = null
    }
  })

  /** @param {Block} block @param {Place} place */
  async function drop(block, place) {
    const to = instantOf(place, tz)
    const isSame = Date.parse(to) === Date.parse(block.start)
    if (isSame) {
      focusNext.current = Date.parse(block.start)
      announce('It stays where it was.')
      return setCarried(null)
    }
    setCarried({ block, place, by: 'wish' })
    const isMoved = await move(block, to)
    focusNext.current = Date.parse(isMoved ? to : block.start)
    setDay(isMoved ? place.date : wallOf(block.start, tz).date)
    setCarried(null)
  }

  /** @param {Block} block */
  function carryByKeys(block) {
    const place = wallOf(block.start, tz)
    setCarried({ block, place, by: 'keys' })
    announce(
      `Moving ${titleOf(block)}, now on ${placeInWords(place)}. Arrow keys move it, Enter drops it, Escape leaves it.`,
    )
  }

  /** @param {import('react').KeyboardEvent} event */
  function onCarryKey(event) {
    if (carried?.by !== 'keys') return
    const next = stepped(carried.place, event.key)
    if (next) {
      setCarried({ ...carried, place: next })
      setDay(next.date)
      announce(placeInWords(next))
    } else if (event.key === 'Enter') void drop(carried.block, carried.place)
    else if (event.key === 'Escape') cancel()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** The button for it goes; the focus goes back with the block. */
  async function undoLast() {
    const [first] = moved
    if (outcome?.is !== 'moved' || !(await undo(outcome.before)) || !first) return
    focusNext.current = Date.parse(first.from)
    setDay(wallOf(first.from, tz).date)
  }

  function cancel() {
    if (!carried) return
    focusNext.current = Date.parse(carried.block.start)
    setDay(wallOf(carried.block.start, tz).date)
    setCarried(null)
    announce('Nothing was moved.')
  }

  const moved = outcome?.is === 'moved' ? outcome.moved : []
  const movedStarts = new Set(moved.flatMap(({ to }) => (to === null ? [] : [Date.parse(to)])))
  if (pieces.length === 0)
    return (
      <Empty title="No blocks in this plan">
        There was no time for any. What it takes for granted below says what to change.
      </Empty>
    )
  return (
    <section className="week" aria-label="Week" ref={frame}>
      <div className="row week-bar">
        <h2 className="week-title" aria-live="polite">
          {weekInWords(week)}
        </h2>
        <div className="row week-turn">
          <button
            type="button"
            className="button week-arrow"
            onClick={() => setDay(daysLater(day, -7))}
            aria-label="Week before"
          >
            <Icon name="back" size={18} />
          </button>
          <Button onClick={() => setDay(here.date)}>This week</Button>
          <button
            type="button"
            className="button week-arrow"
            onClick={() => setDay(daysLater(day, 7))}
            aria-label="Week after"
          >
            <Icon name="next" size={18} />
          </button>
        </div>
      </div>
      {isNarrow && <Chips week={week} day={day} today={here.date} pieces={pieces} onDay={setDay} />}
      <Days
        dates={dates}
        pieces={shown}
        spare={pieces}
        here={here}
        now={now}
        carried={carried}
        isBusy={isBusy}
        movedStarts={movedStarts}
        titleOf={titleOf}
        onOpen={setOpened}
        onKeys={carryByKeys}
        onCarryKey={onCarryKey}
        onCarry={setCarried}
        onDrop={(block, place) => void drop(block, place)}
        onCancel={cancel}
      />
      {shown.length === 0 && (
        <p className="quiet week-none">
          No blocks {isNarrow ? 'on this day' : 'in this week'}.{' '}
          <NextOnes pieces={pieces} dates={dates} onDay={setDay} />
        </p>
      )}
      <Legend tz={tz} isNarrow={isNarrow} />
      <OutcomeNote
        outcome={outcome}
        tz={tz}
        onUndo={() => void undoLast()}
        onPlace={(block, start) => void drop(block, wallOf(start, tz))}
        onClose={clear}
      />
      {opened && (
        <BlockDialog
          block={opened}
          title={titleOf(opened)}
          tz={tz}
          now={now}
          onMove={(place) => void drop(opened, place)}
          onClose={() => setOpened(null)}
        />
      )}
    </section>
  )
}

/**
 * The days of the week, where there is room for one at a time.
 * @param {{week: string[], day: string, today: string, pieces: import('./layout.js').Piece[], onDay: (date: string) => void}} props
 */
function Chips({ week, day, today, pieces, onDay }) {
  const busy = new Set(pieces.map(({ date }) => date))
  return (
    <div className="week-chips" role="group" aria-label="Days of the week">
      {week.map((date) => {
        const { weekday, number, month } = dayParts(date)
        return (
          <button
            key={date}
            type="button"
            className="week-chip"
            aria-pressed={date === day}
            data-busy={busy.has(date)}
            data-today={date === today}
            onClick={() => onDay(date)}
          >
            <span>{weekday}</span>
            <strong>{number}</strong>
            <span className="visually-hidden">
              {month}
              {date === today && ', today'}
              {!busy.has(date) && ', no blocks'}
            </span>
          </button>
        )
      })}
    </div>
  )
}

/** @param {{pieces: import('./layout.js').Piece[], dates: string[], onDay: (date: string) => void}} props */
function NextOnes({ pieces, dates, onDay }) {
  const [first = '', last = first] = [dates[0], dates.at(-1)]
  const next = pieces.find(({ date }) => date > last) ?? pieces.findLast(({ date }) => date < first)
  if (!next) return null
  return (
    <Button onClick={() => onDay(next.date)}>
      {capitalised(
        `${next.date > last ? 'the next' : 'the last'} are on ${dayName(next.date)}, ${clock(next.from)}`,
      )}
    </Button>
  )
}
