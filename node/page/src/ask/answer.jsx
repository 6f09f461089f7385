/** Answers that are no plan: help for a person in danger, or a question back. */
import { Link } from 'wouter'
import { HelpCard } from '../parts/help.jsx'
import { HELP_LEVEL } from '../reading/shapes.js'
import { AskForm } from './askForm.jsx'

/** @param {{answer: import('../reading/shapes.js').Help | import('../reading/shapes.js').AskBack, asked: string}} props */
export function Answer({ answer, asked }) {
  const guard = /** @type {import('../reading/shapes.js').Guard} */ (/** @type {unknown} */ (answer.guard))
  if (guard.level >= HELP_LEVEL) {
    const lines = /** @type {any} */ (answer).helplines ?? guard.helplines ?? []
    return (
      <HelpCard
        message={answer.message}
        helplines={lines}
        emergency={guard.emergency}
        disclosure={guard.ai_disclosure}
      >
        <p className="help-on">
          <Link href="/new">Go on to studying</Link> <span className="quiet">whenever you want to.</span>
        </p>
      </HelpCard>
    )
  }
  const questions = 'questions' in answer ? answer.questions : []
  return (
    <section>
      <h1>One thing first</h1>
      <p className="ask-back">{answer.message}</p>
      {questions.length > 1 && (
        <ul className="quiet">
          {questions.map(({ id, text }) => (
            <li key={id}>{text}</li>
          ))}
        </ul>
      )}
      <AskForm label="In your words" text={asked} action="Make my plan" />
    </section>
  )
}
