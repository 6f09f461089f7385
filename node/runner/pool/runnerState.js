/**
 * The states of a process and of a runner, and how those of many processes are told as one.
 *
 * @typedef {'idle' | 'starting' | 'ready' | 'degraded' | 'restarting' | 'failed' | 'closing' | 'closed'} RunnerState
 */

/** @param {RunnerState} state */
export function isServing(state) {
  return state === 'ready' || state === 'degraded'
}

/** @param {RunnerState} state */
export function isStopping(state) {
  return state === 'closing' || state === 'closed'
}

/** @type {readonly RunnerState[]} where none serves: the most hopeful one */
const byHope = ['restarting', 'starting', 'failed', 'closing', 'closed']

/**
 * @param {RunnerState[]} states
 * @returns {RunnerState} `ready` when all are, `degraded` while some still serve
 */
export function joinStates(states) {
  if (states.every((state) => state === 'ready')) return 'ready'
  if (states.some(isServing)) return 'degraded'
  return byHope.find((state) => states.includes(state)) ?? 'idle'
}
