/** What the marks of the blocks mean, and how a block is moved. */
import { KINDS } from './words.js'

const MARKS = {
  learn: 'M3 3.500h4.500v9H3zM13 3.500H8.500v9H13z',
  practice: 'M3 13l1-3.500L11 2.500l2.500 2.500-7 7z',
  review: 'M13 8a5 5 0 1 1-1.500-3.500M13 2v3h-3',
}

/** @param {{kind: import('./words.js').Kind}} props */
export function KindMark({ kind }) {
  if (kind === 'break') return null
  return (
    <svg
      className="week-mark"
      width="13"
      height="13"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <path d={MARKS[kind]} />
    </svg>
  )
}

/** @param {{tz: string, isNarrow: boolean}} props */
export function Legend({ tz, isNarrow }) {
  const isElsewhere = tz !== Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <footer className="week-legend quiet">
      <ul className="plain-list row">
        {Object.entries(KINDS).map(([kind, name]) => (
          <li key={kind}>
            <span className="week-swatch" data-kind={kind}>
              <KindMark kind={/** @type {import('./words.js').Kind} */ (kind)} />
            </span>
            {name}
          </li>
        ))}
      </ul>
      <p>
        {isNarrow
          ? 'To move a block, hold it until it lifts, or tap it and choose a day and a time.'
          : 'To move a block, drag it. With the keyboard: M on a block, then the arrow keys and Enter. A click opens it.'}
        {isElsewhere && ` Times are those of ${tz.replaceAll('_', ' ')}.`}
      </p>
    </footer>
  )
}
