/** A few calm lines: what is being done, that it goes on, how long it took. */

const STILL_MS = 15_000

/** @typedef {(line: string) => void} Say */

/**
 * @template T
 * @param {Say} say
 * @param {string} subject a word of at most 11 letters, the first column
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(say, subject, what, work) {
  const began = Date.now()
  const column = subject.padEnd(12)
  say(`${column}${what} …`)
  const timer = setInterval(() => say(`${column}… still at it (${seconds(began)})`), STILL_MS)
  try {
    const result = await work()
    say(`${column}done in ${seconds(began)}`)
    return result
  } finally {
    clearInterval(timer)
  }
}

/** @param {number} began */
export function seconds(began) {
  const elapsed = (Date.now() - began) / 1_000
  return `${elapsed < 10 ? elapsed.toFixed(1) : Math.round(elapsed)} s`
}
