/** The plots of how the days went. */
import { counted, dayInWords, inMinutes } from '../reading/words.js'
import { Bars, roundMost } from './bars.jsx'
import { Course } from './course.jsx'
import { Plot } from './plot.jsx'
import { shareOf } from './span.js'

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
