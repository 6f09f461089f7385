/** The plots of how the days went. */
import { useState } from 'react'
import { Button } from '../parts/form.jsx'
import { counted, dayInWords, inMinutes, inPercent } from '../reading/words.js'
import { Bars, roundMost } from './bars.jsx'
import { Course } from './course.jsx'
import { Plot, Table } from './plot.jsx'

const SHOWN_FIRST = 9

/** @typedef {import('../../../../schemas/skills.d.ts').Progress} Progress */

/** @param {{progress: Progress}} props */
export function Minutes({ progress: { first, last, minutes, totals } }) {
  const most = roundMost(
    minutes.flatMap(({ planned, studied }) => [planned, studied]),
    30,
  )
  const isPlanned = totals.planned > 0
  return (
    <Plot
      title="Minutes by day"
      text={
        `${inMinutes(totals.minutes)} on ${counted(totals.days_studied, 'day')}` +
        (isPlanned ? `; planned were ${inMinutes(totals.planned)}.` : '.')
      }
      legend={
        isPlanned
          ? [
              { name: 'studied', look: 'main' },
              { name: 'planned', look: 'line' },
            ]
          : []
      }
      {...{ first, last, most: `${most} min` }}
      table={{
        head: ['Day', 'Studied (min)', 'Planned (min)'],
        rows: minutes.map(({ date, studied, planned }) => [
          dayInWords(date, { short: true }),
          studied,
          planned,
        ]),
      }}
    >
      <Bars
        most={most}
        days={minutes.map(({ date, studied, planned }) => ({
          date,
          parts: [{ look: 'main', value: studied }],
          line: planned,
        }))}
      />
    </Plot>
  )
}

/** @param {{progress: Progress}} props */
export function Sessions({ progress: { first, last, sessions, totals } }) {
  const most = roundMost(
    sessions.map(({ kept, missed }) => kept + missed),
    2,
  )
  return (
    <Plot
      title="Sessions kept"
      text={`${totals.kept} of ${counted(totals.kept + totals.missed, 'planned session')} kept.`}
      legend={[
        { name: 'kept', look: 'main' },
        { name: 'missed', look: 'other' },
      ]}
      {...{ first, last, most: `${most}` }}
      table={{
        head: ['Day', 'Kept', 'Missed'],
        rows: sessions.map(({ date, kept, missed }) => [dayInWords(date, { short: true }), kept, missed]),
      }}
    >
      <Bars
        most={most}
        days={sessions.map(({ date, kept, missed }) => ({
          date,
          parts: [
            { look: 'other', value: missed },
            { look: 'main', value: kept },
          ],
        }))}
      />
    </Plot>
  )
}

/** @param {{progress: Progress}} props */
export function Reviews({ progress: { first, last, reviews, totals } }) {
  const most = roundMost(
    reviews.flatMap(({ due, done }) => [due, done]),
    2,
  )
  return (
    <Plot
      title="Reviews"
      text={`${totals.reviews_done} done of ${totals.reviews_due} that were due.`}
      legend={[
        { name: 'done', look: 'main' },
        { name: 'due', look: 'line' },
      ]}
      {...{ first, last, most: `${most}` }}
      table={{
        head: ['Day', 'Done', 'Due'],
        rows: reviews.map(({ date, done, due }) => [dayInWords(date, { short: true }), done, due]),
      }}
    >
      <Bars
        most={most}
        days={reviews.map(({ date, done, due }) => ({
          date,
          parts: [{ look: 'main', value: done }],
          line: due,
        }))}
      />
    </Plot>
  )
}

const ASKED = /** @type {const} */ ([
  { field: 'mood', look: 'main' },
  { field: 'energy', look: 'second' },
  { field: 'stress', look: 'third' },
])

/** @param {{progress: Progress}} props */
export function CheckIns({ progress: { first, last, check_ins: all } }) {
  const said = (/** @type {number | null} */ value) => value ?? '–'
  return (
    <Plot
      title="Check-ins"
      text={`${counted(all.length, 'day')} with a check-in, as you gave it, from 1 (low) to 5 (high).`}
      legend={ASKED.map(({ field, look }) => ({ name: field, look }))}
      {...{ first, last, most: '5', least: '1' }}
      table={{
        head: ['Day', 'Mood', 'Energy', 'Stress', 'Sleep (h)'],
        rows: all.map(({ date, mood, energy, stress, sleep_hours: sleep }) => [
          dayInWords(date, { short: true }),
          ...[mood, energy, stress, sleep].map(said),
        ]),
      }}
    >
      <Course
        lines={ASKED.map(({ field, look }) => ({
          look,
          points: all
            .filter((one) => one[field] !== null)
            .map((one) => ({ x: shareOf(one.date, first, last), y: (Number(one[field]) - 1) / 4 })),
        }))}
      />
    </Plot>
  )
}

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

/** Where an instant is between two dates. @param {string} at @param {string} first @param {string} last */
function shareOf(at, first, last) {
  const [from, to] = [Date.parse(first), Date.parse(last) + 86_400_000]
  const when = at.length > 10 ? Date.parse(at) : Date.parse(at) + 43_200_000
  return Math.min(1, Math.max(0, (when - from) / (to - from)))
}
