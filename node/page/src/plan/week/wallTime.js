/** Instants as the clock on the wall shows them in a time zone, and back. */

/** @typedef {{date: string, minute: number}} Place a date (ISO) and the minute of its day */

const MINUTE_MS = 60_000

/** @param {string | number} instant @param {string} timeZone @returns {Place} */
export function wallOf(instant, timeZone) {
  const shown = utcOfWall(typeof instant === 'string' ? Date.parse(instant) : instant, timeZone)
  const iso = new Date(shown).toISOString()
  return { date: iso.slice(0, 10), minute: Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16)) }
}

/**
 * A time that a change of the clock leaves out becomes the one an hour later.
 * @param {Place} place @param {string} timeZone @returns {string} ISO, in UTC
 */
export function instantOf({ date, minute }, timeZone) {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS
  const near = wanted - offsetAt(wanted, timeZone)
  return new Date(wanted - offsetAt(near, timeZone)).toISOString()
}

/** @param {number} instant @param {string} timeZone @returns {number} ms ahead of UTC */
function offsetAt(instant, timeZone) {
  return utcOfWall(instant, timeZone) - Math.floor(instant / 1000) * 1000
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map()

/** What UTC would be if its clock showed the same. @param {number} instant @param {string} timeZone */
function utcOfWall(instant, timeZone) {
  const known = formats.get(timeZone)
  const format =
    known ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  if (!known) formats.set(timeZone, format)
  const parts = format.formatToParts(instant)
  /** @param {Intl.DateTimeFormatPartTypes} name */
  const part = (name) => Number(parts.find(({ type }) => type === name)?.value)
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'))
}
