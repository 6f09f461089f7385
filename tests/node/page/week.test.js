import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  dayToShow,
  firstWeekday,
  piecesOf,
  placeAt,
  stepped,
  weekOf,
} from '../../../node/page/src/plan/week/layout.js'
import { FOLD_HEIGHT, hoursOf, scaleOf } from '../../../node/page/src/plan/week/hours.js'
import { instantOf, wallOf } from '../../../node/page/src/plan/week/wallTime.js'

const BERLIN = 'Europe/Berlin'

/** @param {string} start @param {string} end */
function block(start, end) {
  return /** @type {const} */ ({ start, end, kind: 'learn', concept: 'a/b', because: '' })
}

describe('the week of a plan', () => {
  test('a week begins on the day that the language begins it with', () => {
    assert.equal(firstWeekday('de-DE'), 1)
    assert.equal(firstWeekday('en-US'), 7)
    assert.deepEqual(
      [1, 6, 7].map((first) => weekOf('2026-11-25', first)[0]),
      ['2026-11-23', '2026-11-21', '2026-11-22'],
    )
  })

  test('each day is in its own week, also where it begins or ends one, or a year', () => {
    assert.equal(weekOf('2026-11-22', 7)[0], '2026-11-22')
    assert.equal(weekOf('2026-11-22', 1).at(-1), '2026-11-22')
    assert.deepEqual(weekOf('2027-01-01', 1), [
      '2026-12-28',
      '2026-12-29',
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
      '2027-01-02',
      '2027-01-03',
    ])
  })

  test('a block lies where the clock of its plan says, whatever its offset', () => {
    const [piece] = piecesOf([block('2026-11-23T23:30:00Z', '2026-11-24T00:10:00Z')], BERLIN)
    assert.deepEqual([piece?.date, piece?.from, piece?.to], ['2026-11-24', 30, 70])
  })

  test('a block that passes midnight lies on both days, and one that ends there on one', () => {
    const over = piecesOf([block('2026-11-23T23:30:00Z', '2026-11-24T00:30:00Z')], 'UTC')
    assert.deepEqual(
      over.map(({ date, from, to, isRest }) => [date, from, to, isRest]),
      [
        ['2026-11-23', 1410, 1440, false],
        ['2026-11-24', 0, 30, true],
      ],
    )
    const until = piecesOf([block('2026-11-23T23:30:00Z', '2026-11-24T00:00:00Z')], 'UTC')
    assert.deepEqual(
      until.map(({ date, to }) => [date, to]),
      [['2026-11-23', 1440]],
    )
  })

  test('hours are drawn as far as there are blocks, with half a one more at each end', () => {
    assert.deepEqual(hoursOf([{ from: 17 * 60 + 20, to: 18 * 60 + 5 }]), { from: 16 * 60 + 30, to: 19 * 60 })
    assert.deepEqual(hoursOf([{ from: 10, to: 1440 }]), { from: 0, to: 1440 })
  })

  test('free hours between blocks are folded, a few are not, and none that somebody wants to see', () => {
    const mornings = { from: 7 * 60, to: 8 * 60 }
    const evenings = { from: 19 * 60 + 30, to: 21 * 60 }
    const both = scaleOf([evenings, mornings])
    assert.deepEqual(both.folds, [{ from: 8 * 60 + 30, to: 19 * 60 }])
    assert.deepEqual(
      both.marks.map((minute) => minute / 60),
      [7, 8, 19, 20, 21],
    )
    assert.deepEqual(scaleOf([mornings, { from: 11 * 60, to: 12 * 60 }]).folds, [])
    const all = { unfolded: [{ from: 8 * 60 + 30, to: 19 * 60 }] }
    assert.deepEqual(scaleOf([evenings, mornings], all).folds, [])
    const some = {
      unfolded: [
        { from: 0, to: 600 },
        { from: 1300, to: 1440 },
      ],
    }
    assert.deepEqual(scaleOf([evenings, mornings], some).folds, [{ from: 600, to: 19 * 60 }])
    assert.deepEqual(scaleOf([]).folds, [])
  })

  test('each minute has its place, and each place its minute, folded or not', () => {
    const taken = [
      { from: 7 * 60, to: 8 * 60 },
      { from: 19 * 60, to: 19 * 60 + 5 },
    ]
    const scale = scaleOf(taken, { tight: taken.slice(1) })
    const [fold] = scale.folds
    assert.ok(fold)
    assert.equal(scale.top(scale.hours.from), 0)
    assert.equal(scale.top(fold.to) - scale.top(fold.from), FOLD_HEIGHT)
    assert.ok(scale.top(19 * 60 + 5) - scale.top(19 * 60) >= 18, 'five minutes can be read')
    assert.ok(scale.top(7 * 60 + 5) - scale.top(7 * 60) < 18)
    assert.equal(scale.top(scale.hours.to), scale.height)
    for (let minute = scale.hours.from; minute <= scale.hours.to; minute += 5) {
      assert.ok(Math.abs(scale.minuteAt(scale.top(minute)) - minute) < 1e-6, `${minute}`)
    }
  })

  test('the day shown first is that of the next block, and after the last one its own', () => {
    const pieces = piecesOf(
      [
        block('2026-11-20T10:00:00Z', '2026-11-20T11:00:00Z'),
        block('2026-11-25T10:00:00Z', '2026-11-25T11:00:00Z'),
      ],
      'UTC',
    )
    assert.equal(dayToShow(pieces, { date: '2026-11-20', minute: 659 }), '2026-11-20')
    assert.equal(dayToShow(pieces, { date: '2026-11-20', minute: 660 }), '2026-11-25')
    assert.equal(dayToShow(pieces, { date: '2027-01-01', minute: 0 }), '2026-11-25')
    assert.equal(dayToShow([], { date: '2027-01-01', minute: 0 }), '2027-01-01')
  })

  test('a dragged block lies at the nearest quarter of an hour of the day below it, within what is drawn', () => {
    const drawn = {
      width: 700,
      dates: weekOf('2026-11-23', 1),
      scale: scaleOf([{ from: 17 * 60, to: 19 * 60 }]),
    }
    const y = drawn.scale.top(17 * 60)
    assert.deepEqual(placeAt({ x: 250, y: y + 7 }, drawn, 25), { date: '2026-11-25', minute: 1020 })
    assert.deepEqual(placeAt({ x: 250, y: y + 32 }, drawn, 25), { date: '2026-11-25', minute: 1035 })
    assert.deepEqual(placeAt({ x: -5, y: -50 }, drawn, 25), { date: '2026-11-23', minute: 990 })
    assert.deepEqual(placeAt({ x: 999, y: 999 }, drawn, 25), { date: '2026-11-29', minute: 1140 })
  })

  test('arrow keys go by days and by quarters of an hour, and no further than the day', () => {
    const place = { date: '2026-11-30', minute: 1040 }
    assert.deepEqual(stepped(place, 'ArrowRight'), { date: '2026-12-01', minute: 1040 })
    assert.deepEqual(stepped(place, 'ArrowLeft'), { date: '2026-11-29', minute: 1040 })
    assert.equal(stepped(place, 'ArrowDown')?.minute, 1050)
    assert.equal(stepped(place, 'ArrowUp')?.minute, 1035)
    assert.equal(stepped({ ...place, minute: 1050 }, 'ArrowDown')?.minute, 1065)
    assert.equal(stepped({ ...place, minute: 1050 }, 'ArrowUp')?.minute, 1035)
    assert.equal(stepped({ ...place, minute: 0 }, 'ArrowUp')?.minute, 0)
    assert.equal(stepped({ ...place, minute: 1425 }, 'ArrowDown')?.minute, 1425)
    assert.equal(stepped(place, 'x'), null)
  })

  test('a time on the wall and its instant lead to each other on both sides of a change of the clock', () => {
    for (const [date, instant] of [
      ['2026-03-28', '2026-03-28T16:00:00.000Z'],
      ['2026-03-29', '2026-03-29T15:00:00.000Z'],
      ['2026-10-24', '2026-10-24T15:00:00.000Z'],
      ['2026-10-25', '2026-10-25T16:00:00.000Z'],
    ]) {
      const place = { date: `${date}`, minute: 17 * 60 }
      assert.equal(instantOf(place, BERLIN), instant)
      assert.deepEqual(wallOf(`${instant}`, BERLIN), place)
    }
  })

  test('a time that the change of the clock leaves out is the one an hour later', () => {
    assert.equal(instantOf({ date: '2026-03-29', minute: 150 }, BERLIN), '2026-03-29T01:30:00.000Z')
  })
})
