/** Assertions about promises: that they settle in time, that they reject, that an event comes. */
import { AssertionError } from 'node:assert'

/**
 * Waits for a promise to settle, so long and no longer. A promise that stays pending is the fault that this kit is
 * for, and no test should hang on one.
 *
 * @template Value
 * @param {Promise<Value>} promise
 * @param {number} ms
 * @returns {Promise<Value>} as the promise settles; rejects with an AssertionError if it does not in time
 */
export async function settlesWithin(promise, ms) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const late = new Promise((/** @type {(value: never) => void} */ _, reject) => {
    timer = setTimeout(() => reject(new AssertionError({ message: `not settled within ${ms} ms` })), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * @param {Promise<unknown>} promise
 * @returns {Promise<any>} what it was rejected with; rejects with an AssertionError if it resolves
 */
export function rejectionOf(promise) {
  return promise.then(
    (value) => {
      throw new AssertionError({ message: `expected a rejection, got ${JSON.stringify(value)}` })
    },
    (error) => error,
  )
}

/**
 * The next event of that name that fits.
 *
 * @param {import('node:events').EventEmitter<any>} emitter
 * @param {string} name
 * @param {{ fits?: (event: any) => boolean, withinMs?: number }} [which] default: any, within 10 000
 * @returns {Promise<any>} rejects with an AssertionError if none comes in time
 */
export function nextEvent(emitter, name, { fits = () => true, withinMs = 10_000 } = {}) {
  const seen = new Promise((resolve) => {
    const listen = (/** @type {unknown} */ event) => {
      if (!fits(event)) return
      emitter.off(name, listen)
      resolve(event)
    }
    emitter.on(name, listen)
  })
  return settlesWithin(seen, withinMs).catch((error) => {
    throw error instanceof AssertionError
      ? new AssertionError({ message: `no ${name} event within ${withinMs} ms` })
      : error
  })
}
