/** One concept of the path, and its explanation when it is asked for. */
import { useState } from 'react'
import { Button } from '../../parts/form.jsx'
import { Failure } from '../../parts/states.jsx'
import { request, troubleOf } from '../../reading/client.js'
import { useDoing } from '../../reading/doing.js'
import { eventsOf } from '../../reading/events.js'
import { counted, inMinutes, inPercent } from '../../reading/words.js'

/** @param {{step: import('../../reading/shapes.js').Step, mastery: import('../../reading/shapes.js').Mastery, titles: Map<string, string>}} props */
export function Detail({ step, mastery, titles }) {
  const [explanation, setExplanation] = useState(/** @type {any} */ (null))
  const explaining = useDoing(async () => setExplanation(await explain(step.concept)))
  const needs = step.prerequisites.map((concept) => titles.get(concept) ?? concept)
  return (
    <div className="detail">
      <p>{step.why_now}</p>
      <p className="quiet">
        {inMinutes(step.minutes)} ·{' '}
        {mastery.n === 0
          ? `${inPercent(mastery.p)} likely to be known, a guess: nothing was asked yet`
          : `${inPercent(mastery.p)} likely to be known, from ${counted(mastery.n, 'answer')}`}
      </p>
      {needs.length > 0 && <p className="quiet">Needs {needs.join(', ')}.</p>}
      {step.objectives.length > 0 && (
        <>
          <h3>Afterwards you can</h3>
          <ul>
            {step.objectives.map((objective) => (
              <li key={objective}>{objective}</li>
            ))}
          </ul>
        </>
      )}
      {step.resources.length > 0 && (
        <>
          <h3>To read and practise</h3>
          <ul>
            {step.resources.map(({ title, locator }) => (
              <li key={locator}>
                {/^https?:/.test(locator) ? (
                  <a href={locator} target="_blank" rel="noreferrer">
                    {title}
                  </a>
                ) : (
                  `${title}, ${locator}`
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {!explanation && (
        <Button onClick={() => explaining.run()} busy={explaining.isBusy}>
          {explaining.isBusy ? 'Explaining…' : 'Explain it'}
        </Button>
      )}
      {explaining.error && <Failure error={explaining.error} what="It was not explained" />}
      <div aria-live="polite">
        {explanation && (
          <div className="explanation">
            <h3>In short</h3>
            {`${explanation.enrichment?.text ?? explanation.text}`.split('\n\n').map((part) => (
              <p key={part}>{part}</p>
            ))}
            {explanation.example && <p>For example: {explanation.example}</p>}
            {explanation.pitfall && <p>Take care: {explanation.pitfall}</p>}
          </div>
        )}
      </div>
    </div>
  )
}

/** As a stream, so that a long one keeps its connection. @param {string} concept @returns {Promise<any>} */
async function explain(concept) {
  const response = await request(
    'POST',
    '/api/ai-agents/explain',
    { concept },
    { accept: 'text/event-stream' },
  )
  if (!response.ok) throw await troubleOf(response)
  for await (const { type, data } of eventsOf(response)) {
    if (type === 'result') return data
    if (type === 'error') throw new Error(data.detail)
  }
  throw new Error('The answer broke off. Ask again.')
}
