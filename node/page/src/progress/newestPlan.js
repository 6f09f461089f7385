/** The newest plan, as far as a look back needs it. */
import useSWR from 'swr'

/**
 * @returns {{plan: object | undefined, isKnown: boolean}} `plan` undefined: there is none, or it could not be read
 */
export function useNewestPlan() {
  const list = /** @type {import('swr').SWRResponse<{plans: {run_id: string}[]}, any>} */ (
    useSWR('/api/ai-agents/study-plans?limit=1')
  )
  const id = list.data?.plans[0]?.run_id
  const reading = /** @type {import('swr').SWRResponse<any, any>} */ (
    useSWR(id ? `/api/ai-agents/study-plan/${id}` : null)
  )
  const isKnown =
    (list.data !== undefined && !id) ||
    list.error !== undefined ||
    reading.data !== undefined ||
    reading.error !== undefined
  const { path, schedule } = reading.data ?? {}
  const plan = schedule && { path, schedule: { tz: schedule.tz, blocks: schedule.blocks } }
  return { plan, isKnown }
}
