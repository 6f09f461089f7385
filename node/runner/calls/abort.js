/**
 * What a caller's AbortSignal ends. One listener for each signal, however many calls it may end: a signal shared by
 * hundreds of calls is no leak, and Node's warning of one stays for the leaks that are.
 */
import { AgentRunnerError } from '../errors.js'

/**
 * @typedef {{ cancel(reason: unknown): void }} Cancellable
 * @typedef {{ ends: Set<Cancellable>, listen: () => void }} Watch
 */

/** @type {WeakMap<AbortSignal, Watch>} */
const watches = new WeakMap()

/**
 * @param {AbortSignal} signal
 * @param {Cancellable} cancellable is told once, with the signal's reason
 */
export function watchSignal(signal, cancellable) {
  if (signal.aborted) return cancellable.cancel(signal.reason)
  const watch = watches.get(signal) ?? openWatch(signal)
  watch.ends.add(cancellable)
}

/**
 * @param {AbortSignal} signal
 * @param {Cancellable} cancellable
 */
export function unwatchSignal(signal, cancellable) {
  const watch = watches.get(signal)
  if (!watch?.ends.delete(cancellable) || watch.ends.size > 0) return
  watches.delete(signal)
  signal.removeEventListener('abort', watch.listen)
}

/**
 * The work's own outcome, or ERR_RUNNER_CANCELLED once the signal is aborted; the work goes on then.
 *
 * @template Result
 * @param {Promise<Result>} work
 * @param {AbortSignal | undefined} signal
 * @param {string} what for the message
 * @returns {Promise<Result>}
 */
export function unlessAborted(work, signal, what) {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const end = {
      cancel: (/** @type {unknown} */ reason) =>
        reject(new AgentRunnerError('ERR_RUNNER_CANCELLED', `${what}: cancelled`, { cause: reason })),
    }
    watchSignal(signal, end)
    work.then(resolve, reject).finally(() => unwatchSignal(signal, end))
  })
}

/** @param {AbortSignal} signal */
function openWatch(signal) {
  /** @type {Watch} */
  const watch = {
    ends: new Set(),
    listen: () => {
      watches.delete(signal)
      for (const end of watch.ends) end.cancel(signal.reason)
    },
  }
  watches.set(signal, watch)
  signal.addEventListener('abort', watch.listen, { once: true })
  return watch
}
