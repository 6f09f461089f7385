/** What a TypeScript user of the bridge gets, through the package's own name. Compiled by `tsc -p .`, never run. */
import {
  AgentRunnerError,
  findInterpreters,
  PythonAgentRunner,
  type CallOptions,
  type RunnerOptions,
  type RunnerState,
  type Skills,
} from 'study-companion'

type Exactly<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(_: Exactly<A, B>): void {}

const options: RunnerOptions = { processes: { min: 1, max: 4 }, hostMethods: { now: async () => Date.now() } }
const runner = new PythonAgentRunner(options)

// The skills: parameters and results by name.
const quiz = await runner.call('assessment.quiz', { topic: 'genetics', count: 3, level: 'novice' })
same<typeof quiz, Skills['assessment.quiz']['result']>(true)
quiz.items[0]?.prompt.toUpperCase()
await runner.call('assessment.quiz')
await runner.call('assessment.quiz', ['genetics'])
await runner.call('assessment.quiz', {}, { timeoutMs: 1_000, idempotent: true })
const plan = await runner.call('orchestrator.study_plan', { user_input: 'Help me study machine learning' })
same<typeof plan, Skills['orchestrator.study_plan']['result']>(true)

// @ts-expect-error a parameter that the skill does not have
await runner.call('assessment.quiz', { topik: 'genetics' })
// @ts-expect-error a value of another type
await runner.call('assessment.quiz', { count: 'three' })
// @ts-expect-error one of a closed set
await runner.call('assessment.quiz', { level: 'wizard' })
// @ts-expect-error a parameter that must be there
await runner.call('orchestrator.study_plan', {})
// @ts-expect-error all of them
await runner.call('orchestrator.study_plan')
// @ts-expect-error an option that does not exist
await runner.call('assessment.quiz', {}, { timeout: 1_000 })
// @ts-expect-error a member that the result does not have
quiz.questions

// Methods of one's own agents: anything goes, and what comes is for the caller to say.
const cards: { question: string }[] = await runner.call('flashcards.make', {
  notes: 'DNS: names to addresses',
})
cards.at(0)?.question
const name: string = ['flashcards', 'make'].join('.')
await runner.call(name, { notes: '' })
await runner.call('rpc.discover')
// @ts-expect-error parameters are by name or by position
await runner.call('flashcards.make', 'notes')

// Streams.
const stream = runner.stream('orchestrator.study_plan', { user_input: 'Genetics exam in three weeks' })
for await (const event of stream) void event
const streamed = await stream.result
same<typeof streamed, Skills['orchestrator.study_plan']['result']>(true)
// @ts-expect-error a stream's progress is what it is read for
runner.stream('orchestrator.study_plan', { user_input: 'x' }, { onProgress: () => {} })
// @ts-expect-error a value of another type
runner.stream('orchestrator.study_plan', { user_input: 5 })

// Events.
runner.on('state', ({ state, previous }) =>
  same<[typeof state, typeof previous], [RunnerState, RunnerState]>(true),
)
runner.on('log', ({ level, msg, process }) => void [level === 'error', msg.length, process === null])
runner.on('unhealthy', ({ verdict, evidence }) => void [verdict === 'gil-held', evidence.cpuShare])
// @ts-expect-error an event that does not exist
runner.on('sate', () => {})

// What it tells.
const { methods, processes } = runner.stats()
const p99: number | undefined = methods['assessment.quiz']?.latencyMs?.p99
void [p99, processes[0]?.pid, runner.metrics().length]
const { verdict } = await runner.ping({ timeoutMs: 500 })
void (verdict === 'loop-blocked')
// @ts-expect-error no verdict of that name
void (verdict === 'asleep')
const found = await findInterpreters({ packages: ['orjson'] })
void found[0]?.version

// Errors.
try {
  const how: CallOptions = { signal: AbortSignal.timeout(1_000) }
  await runner.call('wellness.check_in', {}, how)
} catch (error) {
  if (error instanceof AgentRunnerError && error.code === 'ERR_RUNNER_TIMEOUT') {
    same<typeof error.code, 'ERR_RUNNER_TIMEOUT'>(true)
    const stack: string | null | undefined = error.pythonStack
    const file: string | undefined = error.flightRecord
    void [stack, file, error.retryable]
  }
  // @ts-expect-error no code of that name
  if (error instanceof AgentRunnerError && error.code === 'ERR_RUNNER_TIRED') void error
}

// @ts-expect-error an option that does not exist
new PythonAgentRunner({ proceses: 2 })
// @ts-expect-error an option of another type
new PythonAgentRunner({ pingIntervalMs: '5s' })
