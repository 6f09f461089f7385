/** A plan: its head, and one of three views of it. */
import { lazy, Suspense } from 'react'
import { Link, Redirect, useParams } from 'wouter'
import { Loading, Read } from '../parts/states.jsx'
import { isPlan } from '../reading/shapes.js'
import { About } from '../plan/about.jsx'
import { Head } from '../plan/head.jsx'
import { useMastery, usePlan } from '../plan/planReading.js'
import '../style/ask.css'
import '../style/plan.css'

const Path = lazy(() => import('../plan/path/path.jsx'))
const Week = lazy(() => import('../plan/week/week.jsx'))
const Questions = lazy(() => import('../plan/questions/questions.jsx'))

/** @typedef {import('../reading/shapes.js').StudyPlan} StudyPlan */

const VIEWS = { path: 'Path', week: 'Week', questions: 'Questions' }

export default function Plan() {
  const { id = '', view = 'path' } = useParams()
  const reading = usePlan(id)
  if (reading.error?.code === 'not_ready') return <Redirect to={`/runs/${id}`} replace />
  return (
    <Read reading={reading} what="your plan" lines={10}>
      {({ plan, version }) =>
        isPlan(plan) ? (
          <Views
            id={id}
            view={view}
            plan={plan}
            version={version}
            onChanged={(plan, version) =>
              void reading.mutate({ plan, version: version ?? undefined }, { revalidate: false })
            }
          />
        ) : (
          <Redirect to={`/runs/${id}`} replace />
        )
      }
    </Read>
  )
}

/**
 * @param {{id: string, view: string, plan: StudyPlan, version?: string,
 *   onChanged: (plan: StudyPlan, version: string | null) => void}} props `version`: the plan's ETag
 */
function Views({ id, view, plan, version, onChanged }) {
  const mastery = useMastery(plan)
  return (
    <>
      <Head id={id} plan={plan} />
      <nav className="tabs" aria-label="Views of the plan">
        {Object.entries(VIEWS).map(([name, title]) => (
          <Link key={name} href={`/plans/${id}/${name}`} aria-current={name === view ? 'page' : undefined}>
            {title}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<Loading what={`the ${view}`} lines={8} />}>
        {view === 'week' ? (
          <Week runId={id} plan={plan} version={version ?? null} onChanged={onChanged} />
        ) : view === 'questions' ? (
          <Questions id={id} plan={plan} mastery={mastery} />
        ) : (
          <Path plan={plan} mastery={mastery} />
        )}
      </Suspense>
      <About id={id} plan={plan} />
    </>
  )
}
