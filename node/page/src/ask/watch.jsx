/** A run at work: the agents one by one, then what came of it. */
import { useEffect } from 'react'
import { Link, useLocation } from 'wouter'
import { Failure, Loading, Note } from '../parts/states.jsx'
import { isPlan } from '../reading/shapes.js'
import { AgentCards } from './agentCards.jsx'
import { agentsNow } from './agents.js'
import { Answer } from './answer.jsx'
import { useRun } from './following.js'
import { useSteadily, wantsStillness } from './steadily.js'

/** Long enough to read how it ended. */
const REST_MS = 1_200

/** @param {{id: string}} props */
export function Watch({ id }) {
  const [, go] = useLocation()
  const { run, events, wasOver, state, error } = useRun(id)
  const shown = useSteadily(events, wasOver || wantsStillness())
  const result = run?.status === 'done' ? run.result : null
  const isShown = result !== null && shown.length === events.length
  const isPlanned = isShown && isPlan(result)
  const opensPlan = isPlanned && !wasOver

  useEffect(() => {
    if (!opensPlan) return
    const timer = setTimeout(() => go(`/plans/${id}/path`, { replace: true }), REST_MS)
    return () => clearTimeout(timer)
  }, [opensPlan, id, go])

  const asked = run?.params?.user_input ?? ''
  if (run === null && error && state === 'over')
    return (
      <>
        <h1>This plan is not here</h1>
        <Failure error={error} />
        <Link href="/new" className="button">
          Ask anew
        </Link>
      </>
    )
  if (result !== null && !isPlan(result)) return <Answer answer={result} asked={asked} />
  if (run === null && !error) return <Loading what="the run" lines={8} />
  return (
    <section>
      <h1>{isPlanned ? 'Your plan is ready' : 'Six agents are at work'}</h1>
      <blockquote className="asked">{asked || ' '}</blockquote>
      {state === 'away' && (
        <Note kind="away">The connection is lost. The work goes on; this page looks again by itself.</Note>
      )}
      {state === 'over' && error && <Failure error={error} what="The plan was not made" />}
      <AgentCards agents={agentsNow(shown, isShown ? result : null)} />
      <div className="watch-end" aria-live="polite">
        {isPlanned ? (
          <Link href={`/plans/${id}/path`} className="button" data-kind="main">
            Open the plan
          </Link>
        ) : state === 'over' && error ? (
          <Link href="/new" className="button">
            Ask anew
          </Link>
        ) : (
          <span className="quiet">You can leave this page: the work goes on, and the plan is kept.</span>
        )}
      </div>
    </section>
  )
}
