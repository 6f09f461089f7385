/**
 * What a ping of many processes comes to: the words of the one that is worst off, and each of them by itself.
 */

/** From well to gone. @type {readonly import('../health/verdict.js').Verdict[]} */
const severities = Object.freeze(['ok', 'busy', 'loop-blocked', 'gil-held', 'stopped', 'dead'])

/**
 * @typedef {import('../health/examination.js').Examination} Examination
 * @typedef {Examination & { process: number }} ProcessExamination
 *
 * @typedef {Examination & { process?: number, processes: ProcessExamination[] }} Ping of the process that is worst off among those that
 *   are there, the slowest of equals; `dead` only when none is. With a pong's members, if it gave one
 */

/** Where there is no process. @type {Readonly<Examination>} */
export const nobody = Object.freeze({
  verdict: /** @type {const} */ ('dead'),
  evidence: Object.freeze({
    ...{ pongAgeMs: null, loopLagMs: null, cpuShare: null, processState: null, inFlight: 0, hostLagMs: 0 },
  }),
})

/**
 * @param {ProcessExamination[]} processes
 * @returns {Ping}
 */
export function joinExaminations(processes) {
  const present = processes.filter(({ verdict }) => verdict !== 'dead')
  const [worst] = (present.length > 0 ? present : processes).toSorted(byWorst)
  return { ...nobody, ...worst, processes }
}

/** Longer than any pong takes. */
const longest = 1e9

/**
 * @param {Examination} a
 * @param {Examination} b
 */
function byWorst(a, b) {
  const bySeverity = severities.indexOf(b.verdict) - severities.indexOf(a.verdict)
  return bySeverity || (b.rttMs ?? longest) - (a.rttMs ?? longest)
}
