/** The plans that were made, the newest first. */
import useSWRInfinite from 'swr/infinite'
import { Link } from 'wouter'
import { Button } from '../parts/form.jsx'
import { Empty, Failure, Loading } from '../parts/states.jsx'
import { dayInWords } from '../reading/words.js'
import '../style/plans.css'

/** @typedef {{run_id: string, goal: string, by: string | null, feasible: boolean | null, created_at: string, version: number}} PlanRow */
/** @typedef {{plans: PlanRow[], next: string | null}} PlanPage */

const PAGE = 20

export default function Plans() {
  const { data, error, mutate, size, setSize, isValidating } = useSWRInfinite(addressOf)
  const pages = /** @type {PlanPage[] | undefined} */ (data)
  const plans = pages?.flatMap((page) => page.plans)
  const hasMore = Boolean(pages?.at(-1)?.next)
  return (
    <>
      <div className="row" data-spread>
        <h1>Plans</h1>
        <Link href="/new" className="button" data-kind="main">
          New plan
        </Link>
      </div>
      {error && <Failure error={error} what="Could not read your plans" onRetry={() => mutate()} />}
      {plans === undefined && !error && <Loading what="your plans" lines={6} />}
      {plans?.length === 0 && (
        <Empty
          title="No plan yet"
          action={
            <Link href="/new" className="button" data-kind="main">
              Make one
            </Link>
          }
        >
          Say what you want to learn; a plan takes some seconds.
        </Empty>
      )}
      <ul className="plain-list plans">
        {plans?.map((plan) => (
          <PlanCard key={plan.run_id} plan={plan} />
        ))}
      </ul>
      {hasMore && (
        <Button busy={isValidating} onClick={() => setSize(size + 1)}>
          Older plans
        </Button>
      )}
    </>
  )
}

/** @param {{plan: PlanRow}} props */
function PlanCard({ plan: { run_id: id, goal, by, feasible, created_at: made, version } }) {
  const changes = version - 1
  return (
    <li className="card plan-card">
      <div>
        <h2>
          <Link href={`/plans/${id}/path`}>{goal}</Link>
        </h2>
        <p className="quiet">
          {by ? `By ${dayInWords(by)}` : 'No date'} · made {dayInWords(made)}
          {changes > 0 && ` · changed ${changes === 1 ? 'once' : `${changes} times`}`}
        </p>
        {feasible === false && <span className="tag">Does not fit into the time yet</span>}
      </div>
      <Link href={`/plans/${id}/week`} className="button" aria-label={`The week of “${goal}”`}>
        Week
      </Link>
    </li>
  )
}

/** @param {number} index @param {PlanPage | null} before @returns {string | null} */
function addressOf(index, before) {
  if (before && before.next === null) return null
  const from = before ? `&before=${encodeURIComponent(/** @type {string} */ (before.next))}` : ''
  return `/api/ai-agents/study-plans?limit=${PAGE}${from}`
}
