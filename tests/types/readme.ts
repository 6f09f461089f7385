/** The example of README.md's “From Node”, word for word; a test holds the two together. */
import { PythonAgentRunner } from 'study-companion'

const runner = new PythonAgentRunner()
await runner.start()

const answer = await runner.call(
  'orchestrator.study_plan',
  { user_input: 'Help me study machine learning' },
  { timeoutMs: 10_000 },
)
// A text that asks for nothing to plan is asked back, one that sounds like a crisis gets helplines.
console.log('schedule' in answer ? answer.next_action.text : answer.message)

const run = runner.stream('orchestrator.study_plan', { user_input: 'Genetics exam in three weeks' })
for await (const event of run) console.log(event.type)
const result = await run.result
if ('schedule' in result) console.log(result.goal.statement)

await runner.close()
