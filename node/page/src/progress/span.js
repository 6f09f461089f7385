/** The days that a plot spans. */

/** Where an instant is between two dates. @param {string} at @param {string} first @param {string} last */
export function shareOf(at, first, last) {
  const [from, to] = [Date.parse(first), Date.parse(last) + 86_400_000]
  const when = at.length > 10 ? Date.parse(at) : Date.parse(at) + 43_200_000
  return Math.min(1, Math.max(0, (when - from) / (to - from)))
}
