/**
 * Holds a cost against its size without trusting one measurement: a busy machine may make straight growth look like the
 * square now and then, but it never makes the square look straight.
 */
import assert from 'node:assert/strict'

const MOST_ROUNDS = 20
/** Times shorter than this say nothing. */
const LEAST_MS = 1

/**
 * Passes when ten times the size takes ten times the time, with room for fixed costs; the square would take a hundred.
 * @param {(size: number) => unknown} work on so much
 * @param {{size: number}} of the smaller one
 */
export async function assertGrowsInStep(work, { size }) {
  await work(size)
  /** @type {number[]} */
  const growths = []
  do {
    const [small, large] = [await timeOf(() => work(size)), await timeOf(() => work(10 * size))]
    growths.push(large / Math.max(small, LEAST_MS))
  } while (Math.min(...growths) > 40 && growths.length < MOST_ROUNDS)
  assert.ok(Math.min(...growths) <= 40, `ten times the size took ${growths.map(Math.round)} times the time`)
}

/** @param {() => unknown} work @returns {Promise<number>} milliseconds */
export async function timeOf(work) {
  const began = performance.now()
  await work()
  return performance.now() - began
}
