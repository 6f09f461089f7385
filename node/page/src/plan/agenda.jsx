/** The blocks of a plan day by day, in words. */
import { dayInWords, timeOf } from '../reading/words.js'

/** @param {{plan: import('../reading/shapes.js').StudyPlan}} props */
export default function Agenda({ plan: { path, schedule } }) {
  const titles = new Map(path.map(({ concept, title }) => [concept, title]))
  /** @type {Map<string, import('../reading/shapes.js').Block[]>} */
  const days = new Map()
  for (const block of schedule.blocks) {
    if (block.kind === 'break') continue
    const date = block.start.slice(0, 10)
    days.set(date, [...(days.get(date) ?? []), block])
  }
  return (
    <section aria-label="Days">
      {[...days].map(([date, blocks]) => (
        <section key={date} className="card agenda">
          <h2>{dayInWords(date)}</h2>
          <ul className="plain-list">
            {blocks.map(({ start, end, kind, concept }) => (
              <li key={start}>
                {timeOf(start)}–{timeOf(end)} {titles.get(concept ?? '') ?? concept}{' '}
                <span className="tag">{kind}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  )
}
