/** The same from CommonJS. */
import bridge = require('study-companion')

const runner = new bridge.PythonAgentRunner({ processes: 2 })
const answer: Promise<bridge.Skills['assessment.quiz']['result']> = runner.call('assessment.quiz', {
  count: 2,
})
void answer
// @ts-expect-error a value of another type
void runner.call('assessment.quiz', { count: 'two' })
