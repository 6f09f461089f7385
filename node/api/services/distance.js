/** Levenshtein's distance: how many letters must be added, dropped or changed to turn one word into the other. */

const LONGEST = 64

/** @param {string} from @param {string} to */
export function distance(from, to) {
  const [a, b] = [from.slice(0, LONGEST), to.slice(0, LONGEST)]
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const change = Number(previous[column - 1]) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(change, Number(previous[column]) + 1, Number(current[column - 1]) + 1))
    }
    previous = current
  }
  return Number(previous[b.length])
}
