/** The learner's runs as a list. One run is the orchestrator's to tell of. */

/** @typedef {ReturnType<typeof createRunLists>} RunLists */

/** @param {{list: import('../repositories/runs.js').ListRuns}} runs */
export function createRunLists(runs) {
  return {
    /** @param {string} learnerId @param {import('../repositories/keyset.js').Place} place */
    async list(learnerId, place) {
      const { rows, next } = await runs.list(learnerId, place)
      return { runs: rows.map(({ error, ...run }) => ({ ...run, ...(error && { error }) })), next }
    },
  }
}
