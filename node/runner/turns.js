/**
 * Work that would hold the thread for long, done in short turns of the event loop, so that what is read, written and
 * timed has its turn in between. One queue for all of it: the thread is one, and much work at a time must not take more
 * of each turn than little.
 */

/** Of one turn of the event loop, milliseconds. */
const budgetMs = 3

/** @typedef {() => boolean} Step does a millisecond's work or less, never throws, and tells whether there is more */

/** @type {Step[]} */
const waiting = []

/** @param {Step} step taken again and again, from the next turn on, until it has no more to do */
export function inTurns(step) {
  waiting.push(step)
  if (waiting.length === 1) setImmediate(takeTurn)
}

function takeTurn() {
  const began = performance.now()
  do {
    const step = waiting[0]
    const hasMore = step?.()
    waiting.shift()
    if (step && hasMore) waiting.push(step)
  } while (waiting.length > 0 && performance.now() - began < budgetMs)
  if (waiting.length > 0) setImmediate(takeTurn)
}
