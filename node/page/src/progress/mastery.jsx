/** How mastery of single concepts went, each as a small plot with how sure it is. */
import { useState } from 'react'
import { Button } from '../parts/form.jsx'
import { counted, dayInWords, inPercent } from '../reading/words.js'
import { Course } from './course.jsx'
import { Table } from './plot.jsx'
import { shareOf } from './span.js'

const SHOWN_FIRST = 9

/** @typedef {import('../../../../schemas/skills.d.ts').Progress} Progress */

/** @param {{progress: Progress}} props */
export function Mastery({ progress: { first, last, mastery } }) {
  const [isWhole, setWhole] = useState(false)
  // What was only concluded from answers on other concepts is left to the table.
  const tested = mastery.filter(({ points }) => (points.at(-1)?.n ?? 0) > 0)
  const shown = isWhole ? tested : tested.slice(0, SHOWN_FIRST)
  return (
    <section className="card plot" aria-labelledby="mastery-title">
      <h2 id="mastery-title">Mastery by concept</h2>
      <p>
        How likely you are to answer a question on it rightly, after each of your answers. The soft band holds
        the true value nine times in ten: it narrows with every answer.
      </p>
      <ul className="plain-list courses">
        {shown.map(({ concept, title, points }) => {
          const now = points.at(-1)
          return (
            <li key={concept}>
              <h3>{title}</h3>
              {now && (
                <p className="quiet">
                  {inPercent(now.p)}, between {inPercent(now.interval[0] ?? 0)} and{' '}
                  {inPercent(now.interval[1] ?? 1)}; {counted(now.n, 'answer')}
                </p>
              )}
              <div className="plot-area course-small" aria-hidden="true">
                <Course
                  lines={[
                    {
                      look: 'main',
                      points: points.map(({ at, p, interval: [low, high] }) => ({
                        ...{ x: shareOf(at, first, last), y: p, low, high },
                      })),
                    },
                  ]}
                />
              </div>
            </li>
          )
        })}
      </ul>
      {shown.length < tested.length && (
        <Button onClick={() => setWhole(true)}>Show all {tested.length}</Button>
      )}
      <Table
        title="Mastery by concept"
        head={['Concept', 'Day', 'Mastery', 'From', 'To', 'Answers']}
        rows={mastery.flatMap(({ title, points }) =>
          points.map(({ at, p, n, interval: [low = 0, high = 1] }) => [
            title,
            dayInWords(at, { short: true }),
            ...[p, low, high].map(inPercent),
            n,
          ]),
        )}
      />
    </section>
  )
}
