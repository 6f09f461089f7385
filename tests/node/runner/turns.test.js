import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { inTurns } from '../../../node/runner/turns.js'
import { Pace } from '../../../node/runner/wire/pace.js'
import { turn } from './openWire.js'

test('long work leaves the event loop its turns, and much of it takes turns', async () => {
  /** @type {string[]} */
  const done = []
  const work = (/** @type {string} */ name, /** @type {number} */ steps) => {
    let left = steps
    return () => {
      busyFor(1)
      done.push(name)
      left -= 1
      return left > 0
    }
  }
  inTurns(work('a', 12))
  inTurns(work('b', 12))
  let turns = 0
  while (done.length < 24) {
    const before = done.length
    await turn()
    turns += 1
    assert.ok(done.length - before <= 4, `${done.length - before} steps in one turn`)
  }
  assert.ok(turns >= 6)
  assert.deepEqual(done.slice(0, 4), ['a', 'b', 'a', 'b'])
})

test('work that has ended is not taken up again, and new work is', async () => {
  let steps = 0
  for (let round = 1; round <= 3; round += 1) {
    inTurns(() => {
      steps += 1
      return false
    })
    await turn()
    await turn()
    assert.equal(steps, round)
  }
})

test('a pipe whose data is costly to read is read in turns, to its end', async () => {
  const pipe = new PassThrough({ highWaterMark: 2 ** 20 })
  const pace = new Pace(pipe)
  let inTurn = 0
  let most = 0
  let all = 0
  pipe.on('data', () => {
    inTurn += 1
    all += 1
    most = Math.max(most, inTurn)
    pace.spent(1)
  })
  for (let n = 0; n < 40; n += 1) pipe.write(`chunk ${n}`)
  const ended = new Promise((resolve) => pipe.on('end', resolve))
  pipe.end()
  for (let turns = 0; turns < 1_000 && all < 40; turns += 1) {
    await turn()
    inTurn = 0
  }
  await ended
  assert.equal(all, 40)
  assert.ok(most <= 6, `${most} in one turn`)
})

/** @param {number} ms */
function busyFor(ms) {
  const until = performance.now() + ms
  while (performance.now() < until);
}
