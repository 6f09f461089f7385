/** What the page does when the server has stopped sending a run that is still looked at. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followingAgain } from '../../../node/page/src/reading/again.js'

/** A connection that answers as it is told to, and work that waits until it is let go on. @param {object[]} answers */
function connection(answers, connected = true) {
  /** @type {unknown[]} */
  const sent = []
  /** @type {(() => void)[]} */
  const waiting = []
  const emit = (
    /** @type {string} */ name,
    /** @type {object} */ message,
    /** @type {any} */ acknowledge,
  ) => {
    sent.push([name, message])
    acknowledge(answers.shift())
  }
  const socket = /** @type {any} */ ({ connected, emit })
  return { socket, sent, waiting, later: (/** @type {() => void} */ work) => waiting.push(work) }
}

test('a run is followed again from the last event that was seen, until the server can', () => {
  const there = connection([{ error: { code: 'not_ready' } }, { is_over: false }])
  followingAgain(there.socket, new Map([['a', 7]]), there.later)({ run_id: 'a' })
  for (let work; (work = there.waiting.shift());) work()
  const asked = ['run.follow', { run_id: 'a', after: 7 }]
  assert.deepEqual(there.sent, [asked, asked])
})

test('a run is not followed again that nobody looks at, that is gone, or without a connection', () => {
  const gone = connection([{ error: { code: 'not_found' } }])
  followingAgain(gone.socket, new Map([['a', 0]]), gone.later)({ run_id: 'a' })
  for (let work; (work = gone.waiting.shift());) work()
  assert.equal(gone.sent.length, 1)
  for (const [connected, run_id] of /** @type {const} */ ([
    [true, 'left'],
    [false, 'a'],
  ])) {
    const there = connection([], connected)
    followingAgain(there.socket, new Map([['a', 0]]), there.later)({ run_id })
    for (const work of there.waiting) work()
    assert.deepEqual(there.sent, [])
  }
})
