/** A plan with its version, how well each of its concepts is known by now, and how it is made anew. */
import useSWR from 'swr'
import { useLocation } from 'wouter'
import { PLAN_FIELDS, startPlan } from '../ask/start.js'
import { read, request, troubleOf } from '../reading/client.js'
import { useDoing } from '../reading/doing.js'
import { newKey } from '../reading/keys.js'
import { useSkill } from '../reading/skill.js'

/** @typedef {import('../reading/shapes.js').StudyPlan} StudyPlan */
/** @typedef {import('../reading/shapes.js').Mastery} Mastery */
/** @typedef {{plan: import('../reading/shapes.js').PlanAnswer, version: string | undefined}} Versioned `version`: for `If-Match` */

/** @param {string} id @returns {import('swr').SWRResponse<Versioned, any>} */
export function usePlan(id) {
  return useSWR(`/api/ai-agents/study-plan/${encodeURIComponent(id)}#versioned`, async (key) => {
    const response = await request('GET', key.replace('#versioned', ''))
    if (!response.ok) throw await troubleOf(response)
    return { plan: await response.json(), version: response.headers.get('etag') ?? undefined }
  })
}

/**
 * What was known when the plan was made, and over it what has become known since.
 * @param {StudyPlan} plan
 * @returns {{of: (concept: string) => Mastery, again: () => void}}
 */
export function useMastery(plan) {
  const { data, mutate } = useSkill('profile')
  /** @type {Map<string, Mastery>} */
  const known = new Map(plan.path.map(({ concept, mastery }) => [concept, mastery]))
  for (const { concept, mastery } of /** @type {any} */ (data)?.concepts ?? []) known.set(concept, mastery)
  return {
    of: (concept) => known.get(concept) ?? { p: 0, n: 0, interval: [0, 1] },
    again: () => void mutate(),
  }
}

/** The five steps that mastery is drawn in. @param {number} p @returns {0 | 1 | 2 | 3 | 4} */
export function stepOf(p) {
  return /** @type {0 | 1 | 2 | 3 | 4} */ (Math.min(4, Math.max(0, Math.floor(p * 5))))
}

/** The same wish with some of it said otherwise. @param {string} id */
export function useReplan(id) {
  const [, go] = useLocation()
  return useDoing(async (/** @type {Record<string, unknown>} */ changes) => {
    const run = /** @type {any} */ (await read(`/api/ai-agents/runs/${encodeURIComponent(id)}`))
    go(`/runs/${await startPlan({ ...run.params, ...changes }, newKey())}`)
  })
}

/** @param {Record<string, unknown>} changes */
export function canBeAsked(changes) {
  const fields = Object.keys(changes)
  return fields.length > 0 && fields.every((field) => PLAN_FIELDS.has(field))
}
