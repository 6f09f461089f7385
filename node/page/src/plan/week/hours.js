/**
 * The hours of a day as they are drawn: those with blocks, with some room around them, and between them the free ones,
 * folded into a strip each. Somebody who studies before work and in the evening sees both without a day of nothing
 * between. Draws nothing.
 */

/** @typedef {{from: number, to: number}} Hours minutes of the day */
/**
 * @typedef {object} Scale of minutes to pixels from the top
 * @property {Hours} hours all that are drawn, the folded ones among them
 * @property {Hours[]} folds
 * @property {number} height
 * @property {number[]} marks the full hours that are drawn
 * @property {(minute: number) => number} top
 * @property {(y: number) => number} minuteAt
 */

/** Pixels. */
export const FOLD_HEIGHT = 34
const DAY = 1440
const HOUR = 60
const ROOM = 30
const USUAL_HOURS = { from: 8 * HOUR, to: 20 * HOUR }
/** What is folded has to be worth more than the strip that stands for it. */
const LEAST_FOLD = 3 * HOUR
/** Of a minute; long days have to be looked through. */
const USUAL = { short: 2.4, long: 1.8 }
const LONG = 7 * HOUR
/** Five minutes are a line of text then. */
const STRETCHED = 3.6

/**
 * @param {Hours[]} taken by blocks
 * @param {{unfolded?: Hours[], tight?: Hours[]}} [wishes] `unfolded`: to be seen though they are free; `tight`: of blocks
 *   too short to be read, whose half hours are drawn longer
 * @returns {Scale}
 */
export function scaleOf(taken, { unfolded = [], tight = [] } = {}) {
  const hours = hoursOf(taken)
  const folds = taken.length === 0 ? [] : foldsIn(hours, [...taken.map(withRoom), ...unfolded])
  const drawn = hours.to - hours.from - sum(folds.map(({ from, to }) => to - from))
  const perMinute = drawn <= LONG ? USUAL.short : USUAL.long
  const parts = partsOf(hours, folds, (from, to) =>
    tight.some((one) => one.from < to && from < one.to) ? STRETCHED : perMinute,
  )
  const last = /** @type {Part} */ (parts.at(-1))
  return {
    hours,
    folds,
    height: last.top + last.height,
    marks: range(hours.from, hours.to, HOUR).filter(
      (minute) => !folds.some(({ from, to }) => from < minute && minute < to),
    ),
    top(minute) {
      const part = parts.find(({ to }) => minute <= to) ?? last
      return part.top + (minute - part.from) * (part.height / (part.to - part.from))
    },
    minuteAt(y) {
      const part = parts.find(({ top, height }) => y <= top + height) ?? last
      return part.from + (y - part.top) * ((part.to - part.from) / part.height)
    },
  }
}

/** Half an hour more than is needed at each end. @param {Hours[]} taken @returns {Hours} */
export function hoursOf(taken) {
  if (taken.length === 0) return USUAL_HOURS
  const wide = taken.map(withRoom)
  return {
    from: Math.min(...wide.map(({ from }) => from)),
    to: Math.max(...wide.map(({ to }) => to)),
  }
}

/** @param {Hours} taken @returns {Hours} */
function withRoom({ from, to }) {
  return {
    from: Math.max(0, Math.floor(from / ROOM) * ROOM - ROOM),
    to: Math.min(DAY, Math.ceil(to / ROOM) * ROOM + ROOM),
  }
}

/** @param {Hours} hours @param {Hours[]} shown @returns {Hours[]} */
function foldsIn(hours, shown) {
  const folds = []
  let from = hours.from
  for (const one of shown.toSorted((a, b) => a.from - b.from)) {
    const to = Math.min(one.from, hours.to)
    if (to - from >= LEAST_FOLD) folds.push({ from, to })
    from = Math.max(from, one.to)
  }
  return folds
}

/** @typedef {Hours & {top: number, height: number}} Part of a day, as it is drawn: a fold, or half an hour */

/**
 * @param {Hours} hours
 * @param {Hours[]} folds
 * @param {(from: number, to: number) => number} perMinute
 * @returns {Part[]}
 */
function partsOf(hours, folds, perMinute) {
  /** @type {Part[]} */
  const parts = []
  let top = 0
  for (let from = hours.from; from < hours.to;) {
    const fold = folds.find((one) => one.from === from)
    const to = fold?.to ?? from + ROOM
    const height = fold ? FOLD_HEIGHT : (to - from) * perMinute(from, to)
    parts.push({ from, to, top, height })
    top += height
    from = to
  }
  return parts
}

/** The multiples of a step that lie between. @param {number} from @param {number} to @param {number} step */
function range(from, to, step) {
  const first = Math.ceil(from / step)
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => (first + index) * step)
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}
