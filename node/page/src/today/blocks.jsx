/** Today's blocks in their order, each with what became of it. */
import { inMinutes } from '../reading/words.js'
import { dateLocale } from '../reading/look.js'
import { Done } from './done.jsx'

/** @typedef {import('../../../../schemas/skills.d.ts').Today} TodayShape */
/** @typedef {TodayShape['blocks'][number]} BlockToday */

const KINDS = { learn: 'Learn', practice: 'Practise', review: 'Review' }
const STATES = { done: 'done', now: 'now', ahead: '', missed: 'not logged', break: '' }

/** @param {{blocks: BlockToday[], timezone: string, onDone: () => unknown}} props */
export function Blocks({ blocks, timezone, onDone }) {
  if (blocks.length === 0) return <p className="quiet">None today.</p>
  const time = new Intl.DateTimeFormat(dateLocale(), {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
  })
  return (
    <ol className="plain-list blocks">
      {blocks.map((block) => (
        <li key={block.start} className="block-line" data-kind={block.kind} data-state={block.state}>
          <time dateTime={block.start}>{time.format(new Date(block.start))}</time>
          <div className="block-what">
            {block.kind === 'break' ? (
              <span>Break · {inMinutes(block.minutes)}</span>
            ) : (
              <>
                <strong>{block.title}</strong>
                <div className="quiet">
                  {KINDS[block.kind]} · {inMinutes(block.minutes)}
                  {STATES[block.state] && ` · ${STATES[block.state]}`}
                </div>
              </>
            )}
          </div>
          {block.kind !== 'break' && block.state !== 'done' && (
            <Done
              minutes={block.minutes}
              concept={block.concept ?? null}
              label="Log"
              isKept
              onDone={onDone}
            />
          )}
        </li>
      ))}
    </ol>
  )
}
