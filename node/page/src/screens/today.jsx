/** What to do now: the next step, today's blocks and reviews, how one is. Without any plan: what do you want to learn? */
import { useState } from 'react'
import useSWR from 'swr'
import { AskForm } from '../ask/askForm.jsx'
import { Read } from '../parts/states.jsx'
import { useSession } from '../reading/session.jsx'
import { CheckIn } from '../today/checkIn.jsx'
import { Day } from '../today/day.jsx'
import { Notices } from '../today/notices.jsx'
import '../style/ask.css'
import '../style/today.css'

/** @typedef {import('./plans.jsx').PlanPage} PlanPage */

const ADDRESS = '/api/ai-agents/study-plans?limit=10'

export default function Today() {
  const { isKnown } = useSession()
  const reading = /** @type {import('swr').SWRResponse<PlanPage>} */ (useSWR(isKnown ? ADDRESS : null))
  return (
    <Read reading={reading} what="your day" lines={10}>
      {({ plans }) => (plans.length === 0 ? <Begin /> : <DayOfPlans plans={plans} />)}
    </Read>
  )
}

function Begin() {
  return (
    <section className="begin">
      <h1>What do you want to learn?</h1>
      <p>
        Say it in your own words. Six agents make a plan of it: what to learn in which order, on which days,
        and how much a day is enough.
      </p>
      <AskForm label="Your wish" />
    </section>
  )
}

/** @param {{plans: PlanPage['plans']}} props */
function DayOfPlans({ plans }) {
  const [chosen, setChosen] = useState(/** @type {string | null} */ (null))
  const id = plans.find((plan) => plan.run_id === chosen)?.run_id ?? /** @type {any} */ (plans[0]).run_id
  return (
    <>
      <div className="row today-head" data-spread>
        <h1>Today</h1>
        {plans.length > 1 && (
          <label className="today-plan">
            <span className="quiet">Plan</span>
            <select value={id} onChange={(event) => setChosen(event.target.value)}>
              {plans.map((plan) => (
                <option key={plan.run_id} value={plan.run_id}>
                  {plan.goal}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <Notices />
      <Day key={id} id={id} />
      <CheckIn />
    </>
  )
}
