/** The jobs that every end is given. Each checks every answer, and throws at the first wrong one. */
import { rank } from '../figures.js'

/** About 60 bytes of parameters, `{"n":…,"text":…}`. */
export const TEXT = 'Help me study machine learning, please.'
const IN_FLIGHT = 64

/** @typedef {import('./ends.js').End} End */

/** One call at a time, for so long. @param {End} end @param {{ ms: number, text?: string }} how */
export async function sequential({ echo }, { ms, text = TEXT }) {
  /** @type {number[]} */
  const times = []
  const until = performance.now() + ms
  for (let n = 0, now = performance.now(); now < until; n += 1) {
    check(await echo({ n, text }), n, text)
    const then = performance.now()
    times.push(then - now)
    now = then
  }
  return { calls: times.length, p50: rank(times, 0.5), p99: rank(times, 0.99) }
}

/** 64 calls in flight, for so long. @param {End} end @param {{ ms: number }} how */
export async function together({ echo }, { ms }) {
  const started = performance.now()
  const until = started + ms
  let next = 0
  const worker = async () => {
    while (performance.now() < until) {
      const n = next++
      check(await echo({ n, text: TEXT }), n, TEXT)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return { calls: next, perSecond: (next / (performance.now() - started)) * 1000 }
}

/** A text of so many bytes there and back. @param {End} end @param {{ ms: number, bytes: number }} how */
export function largeEcho(end, { ms, bytes }) {
  return sequential(end, { ms, text: 'x'.repeat(bytes) })
}

/** One reply of so many bytes. @param {End} end @param {{ bytes: number }} how */
export async function largeReply({ big }, { bytes }) {
  if (!big) throw new Error('this end has no large replies')
  const started = performance.now()
  const text = await big(bytes)
  const ms = performance.now() - started
  if (text !== 'x'.repeat(bytes)) throw new Error(`expected ${bytes} characters, got something else`)
  return { ms }
}

/** Streams at the same time, every event in its place. @param {End} end @param {{ streams: number, events: number }} how */
export async function streaming({ count }, { streams, events }) {
  if (!count) throw new Error('this end has no streams')
  const started = performance.now()
  const one = async () => {
    let next = 0
    const told = await count(events, ({ n }) => {
      if (n !== next) throw new Error(`expected event ${next}, got ${n}`)
      next += 1
    })
    if (told !== events || next !== events) throw new Error(`expected ${events} events, got ${next}`)
  }
  await Promise.all(Array.from({ length: streams }, one))
  return { perSecond: ((streams * events) / (performance.now() - started)) * 1000 }
}

/** @param {any} answer @param {number} n @param {string} text */
function check(answer, n, text) {
  if (answer?.n === n && answer.text === text) return
  throw new Error(`expected the answer to ${n}, got ${JSON.stringify(answer)?.slice(0, 200)}`)
}
