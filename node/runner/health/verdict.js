/**
 * What is the matter with a process, judged from what was seen of it. Looks at nothing itself, and remembers nothing.
 */

/** The host's own timers being later than this, it has no business judging anybody's silence. */
const hostLagLimitMs = 200
/** Silence beyond this is one. Many busy threads in Python can keep a pong waiting for a good part of it. */
const silenceLimitMs = 250
/** A loop that is later than this is blocked. */
export const loopLagLimitMs = 250
/** Of one processor: work is being done. */
const busyShare = 0.5
/** Of one processor: a process that wants to run and gets no more than this is not to blame for its silence. */
const starvedShare = 0.1

/**
 * @typedef {'ok' | 'busy' | 'loop-blocked' | 'gil-held' | 'stopped' | 'dead'} Verdict
 *   `ok` idle · `busy` at work and reachable · `loop-blocked` a skill holds the event loop; other calls wait for it ·
 *   `gil-held` Python does not come to answer at all: C code keeps the interpreter's lock · `stopped` by SIGSTOP or a
 *   debugger · `dead` gone
 *
 * @typedef {object} Evidence
 * @property {number | null} pongAgeMs since its last sign of life, a pong or any other frame; null before the first
 * @property {number | null} loopLagMs how late its event loop is, as the last pong has it; null without a pong
 * @property {number | null} cpuShare of one processor, lately; above 1 with several threads; null where unknown
 * @property {string | null} processState the system's letter: R running, S waiting, D in the kernel, T stopped,
 *   t traced, Z or X gone; null where unknown
 * @property {number} inFlight calls it is at
 * @property {number} hostLagMs how late the host's own timers were meanwhile
 */

/**
 * @param {Evidence} evidence
 * @returns {Verdict}
 */
export function judge(evidence) {
  const { pongAgeMs, loopLagMs, processState } = evidence
  if (processState !== null && 'ZXx'.includes(processState)) return 'dead'
  if (processState !== null && 'Tt'.includes(processState)) return 'stopped'
  if (isUnjudgeable(evidence) || pongAgeMs === null) return atWork(evidence)
  if (pongAgeMs > silenceLimitMs) return isStarved(evidence) ? 'busy' : 'gil-held'
  return loopLagMs !== null && loopLagMs >= loopLagLimitMs ? 'loop-blocked' : atWork(evidence)
}

/**
 * After a sleep of the machine, a stop in the debugger or a long turn of the host's own loop, silence says nothing.
 *
 * @param {Evidence} evidence
 */
export function isUnjudgeable({ hostLagMs }) {
  return hostLagMs > hostLagLimitMs
}

/** @param {Verdict} verdict */
export function isWell(verdict) {
  return verdict === 'ok' || verdict === 'busy'
}

/**
 * @param {Evidence} evidence
 * @returns {Verdict}
 */
function atWork({ inFlight, cpuShare }) {
  return inFlight > 0 || (cpuShare !== null && cpuShare >= busyShare) ? 'busy' : 'ok'
}

/** @param {Evidence} evidence */
function isStarved({ processState, cpuShare }) {
  return processState === 'R' && cpuShare !== null && cpuShare < starvedShare
}
