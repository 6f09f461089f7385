/** What stands over each view of a plan: the goal, whether it fits, and what is next. */
import { Link } from 'wouter'
import { Button } from '../parts/form.jsx'
import { Failure, Note } from '../parts/states.jsx'
import { request, troubleOf } from '../reading/client.js'
import { useDoing } from '../reading/doing.js'
import { dayInWords, inMinutes } from '../reading/words.js'

/** @param {{id: string, plan: import('../reading/shapes.js').StudyPlan}} props */
export function Head({ id, plan }) {
  const { goal, schedule, coverage, degraded, next_action } = plan
  const saving = useDoing(() => saveCalendar(id))
  const isCut = schedule.conflicts.length > 0
  return (
    <header className="plan-head">
      <h1>{goal.statement}</h1>
      <p className="row quiet plan-facts">
        {goal.by && <span>By {dayInWords(goal.by)}</span>}
        <span className="tag" data-kind={schedule.feasible && !isCut ? 'well' : 'away'}>
          {fitInWords(schedule, isCut)}
        </span>
        <span>{goal.measure}</span>
      </p>
      {coverage === 'generic' && (
        <Note>
          This subject is not one we know in depth: the steps are general. Your own material makes them yours.
        </Note>
      )}
      {degraded.length > 0 && (
        <Note kind="away">
          A part is missing or simpler than usual:{' '}
          {degraded.map((part) => part.replace(':', ' ').replaceAll('_', ' ')).join(', ')}.
        </Note>
      )}
      <section className="card plan-next" aria-label="Next">
        <div>
          <strong>Next</strong>
          <p>{next_action.text}</p>
        </div>
        <div className="row">
          <Button onClick={() => saving.run()} busy={saving.isBusy}>
            Calendar file
          </Button>
          <Link href={`/runs/${id}`} className="button">
            How it was made
          </Link>
        </div>
      </section>
      {saving.error && <Failure error={saving.error} what="The calendar file was not made" />}
    </header>
  )
}

/** @param {import('../reading/shapes.js').StudyPlan['schedule']} schedule @param {boolean} isCut something was left out */
function fitInWords({ feasible, slack_minutes: slack }, isCut) {
  if (!feasible) return `It does not fit: ${inMinutes(Math.abs(slack))} are missing`
  return `It fits${isCut ? ' without what was left out' : ''}, with ${inMinutes(slack)} to spare`
}

/** The file needs the token that only a request can carry. @param {string} id */
async function saveCalendar(id) {
  const path = `/api/ai-agents/study-plan/${encodeURIComponent(id)}.ics`
  const response = await request('GET', path, undefined, { accept: 'text/calendar' })
  if (!response.ok) throw await troubleOf(response)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = 'study-plan.ics'
  link.click()
  URL.revokeObjectURL(link.href)
}
