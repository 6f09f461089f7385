/** The requests whose answers are recorded, in scenes: each is sent in order to a server that has seen nothing else. */

/**
 * @typedef {import('./exchanges.js').Wanted} Wanted
 * @typedef {{name: string, environment: Record<string, string>, wanted: Wanted[]}} Scene
 */

const API = '/api/ai-agents'
const NOBODY = '00000000-0000-4000-8000-000000000000'
const FORM = Object.freeze({ 'content-type': 'application/x-www-form-urlencoded' })
const JSON_TYPE = Object.freeze({ 'content-type': 'application/json' })
const EVENTS = Object.freeze({ accept: 'text/event-stream' })
const STEADY = Object.freeze({ now: '2026-03-02T08:00:00+01:00', timezone: 'Europe/Berlin', seed: 7 })
const NOTES = `# Cells

A cell is the smallest unit of life that can live on its own.
The nucleus is the part of a cell that holds its DNA.

## Membranes

Osmosis is the movement of water through a membrane.
A membrane is a thin layer that separates a cell from its surroundings.
`
const BLOCKS = [
  {
    start: '2026-03-02T17:00:00+01:00',
    end: '2026-03-02T17:25:00+01:00',
    kind: 'learn',
    concept: 'calculus/limits',
  },
  {
    start: '2026-03-03T17:00:00+01:00',
    end: '2026-03-03T17:25:00+01:00',
    kind: 'review',
    concept: 'calculus/limits',
  },
]

/** @param {string} path @param {object | string} body @param {Partial<Wanted>} [more] @returns {Wanted} */
function post(path, body, { request, ...more } = {}) {
  const headers = typeof body === 'string' ? FORM : JSON_TYPE
  const asked = { method: 'POST', path: `${API}/${path}`, headers, body, ...request }
  return { what: `${path} answers`, request: asked, ...more }
}

/** @param {string} path @param {string} what @param {Partial<Wanted['request']>} [request] @param {Partial<Wanted>} [more] @returns {Wanted} */
function get(path, what, request, more) {
  return { what, request: { path, ...request }, ...more }
}

/** @type {true} */
const same = true

/** @type {Wanted[]} */
const SKILLS = [
  post('study-plan', { user_input: 'Help me study machine learning' }),
  post('study-plan', '{"user_input":"Help me study machine learning"}', {
    what: 'JSON under the form type is a plan',
  }),
  post('study-plan', 'user_input=Help+me+study+databases&minutes_per_day=45', {
    what: 'form fields are a plan',
  }),
  post('study-plan', { user_input: 'Calculus exam in three weeks, one hour a day', ...STEADY }, { same }),
  post('study-plan', { user_input: 'I want to die' }, { what: 'help comes in place of a plan' }),
  post('study-plan', { user_input: 'hello' }, { what: 'a question back comes in place of a plan' }),
  post('orchestrator/study-plan', { user_input: 'Learn genetics', ...STEADY }, { same }),
  post('chat', { user_input: 'Can you quiz me on calculus?' }, { times: 10 }),
  post('chat', { user_input: 'What is gradient descent?', ...STEADY }, { same }),
  post('chat', { user_input: 'What can you do?', ...STEADY }, { same }),
  post('path', { topic: 'linear algebra' }, { same }),
  post('generic-path', { topic: 'pottery' }, { same }),
  post('explain', { concept: 'gradient descent', level: 'novice' }, { same }),
  post('topics', {}),
  post('ask', { question: 'What is osmosis?' }, { what: 'a question without material is answered' }),
  post(
    'quiz',
    { topic: 'genetics', count: 3 },
    {
      times: 10,
      keep: { quiz: 'quiz_id', item: 'items.0.item_id' },
    },
  ),
  post('grade', { quiz_id: '{quiz}', answers: [{ item_id: '{item}', answer: 'DNA' }] }, { times: 10 }),
  post('grade', { quiz_id: '{quiz}', answers_in_order: ['DNA'] }, { what: 'answers in order are graded' }),
  post('placement', { topic: 'calculus', count: 4 }, { times: 10 }),
  post(
    'checkpoints',
    { path: [{ concept: 'calculus/limits', date: '2026-03-05' }], start: '2026-03-02', by: '2026-03-20' },
    { same },
  ),
  post('if-then', { blocks: BLOCKS, place: 'at my desk', timezone: 'Europe/Berlin' }, { same }),
  post('first-step', { title: 'Limits', objectives: ['Say what a limit is'] }, { same }),
  post('encourage', { topic: 'calculus', mood: 3 }),
  post('goal-check', { goal: 'Solve 8 of 10 integrals by 20 March' }),
  post('log-session', { minutes: 25, concept: 'calculus/limits', kept: true }),
  post('motivation/forget', {}),
  post('profile', {}),
  post('update', { minutes_per_day: 45, days_off: ['sunday'], known: ['algebra'] }),
  post('share', { documents: false }),
  post('recall', {}),
  post('next-best-action', { minutes: 30 }),
  post('personalization/forget', { field: 'goals' }),
  post(
    'plan',
    {
      path: [
        { concept: 'calculus/limits', minutes: 60 },
        { concept: 'calculus/derivatives', minutes: 90, prerequisites: ['calculus/limits'] },
      ],
      start: '2026-03-02T08:00:00+01:00',
      deadline: '2026-03-20',
      minutes_per_day: 45,
      timezone: 'Europe/Berlin',
    },
    { same },
  ),
  post(
    'plan-week',
    {
      tasks: [{ title: 'Essay', minutes: 90 }],
      start: '2026-03-02T08:00:00+01:00',
      timezone: 'Europe/Berlin',
    },
    { same },
  ),
  post('calendar', { blocks: BLOCKS, timezone: 'Europe/Berlin' }),
  post('guard', { text: 'I have an exam tomorrow' }, { same }),
  post('check-in', { mood: 4, energy: 3, sleep_hours: 7.5, stress: 2 }),
  post('daily-cap', { requested_minutes_per_day: 120 }),
  post('history', {}),
  post('wellness/forget', {}),
]

/** @type {Wanted[]} */
const RUNS = [
  post('study-plan', { user_input: 'Help me study statistics' }, { keep: { run: 'run_id' } }),
  get(`${API}/study-plan/{run}`, 'a plan reads back'),
  get(`${API}/study-plan/{run}.ics`, 'a plan is a calendar'),
  get(`${API}/runs/{run}`, 'a run is described'),
  get(`${API}/runs/{run}/events`, 'a run that is over reads again', { headers: EVENTS }),
  post('resume', { run_id: '{run}' }, { what: 'a run that is over is resumed' }),
  post(
    'study-plan',
    { user_input: 'Help me study genetics' },
    {
      what: 'a plan streams',
      request: { method: 'POST', path: `${API}/study-plan`, headers: { ...JSON_TYPE, ...EVENTS } },
    },
  ),
  post(
    'explain',
    { concept: 'limits' },
    {
      what: 'a skill streams',
      request: { method: 'POST', path: `${API}/explain`, headers: { ...JSON_TYPE, ...EVENTS } },
    },
  ),
  get(`${API}/study-plan/${NOBODY}`, 'a plan that is not there'),
  get(`${API}/study-plan/${NOBODY}.ics`, 'a calendar that is not there'),
  get(`${API}/runs/${NOBODY}`, 'a run that is not there'),
  get(`${API}/runs/${NOBODY}/events`, 'events that are not there'),
  get(`${API}/runs/5`, 'a run by what is no id'),
  get(`${API}/runs/{run}/events?after=x`, 'events after what is no number'),
]

/** @type {Wanted[]} */
const DOCUMENTS = [
  get(`${API}/documents`, 'no documents are listed'),
  {
    what: 'a document is added',
    request: {
      method: 'POST',
      path: `${API}/documents`,
      file: { name: 'cells.md', text: NOTES, fields: { title: 'Cells' } },
    },
    keep: { document: 'document_id' },
  },
  get(`${API}/documents`, 'documents are listed'),
  get(`${API}/documents/{document}`, 'a document is shown'),
  get(`${API}/documents/{document}/pages/1`, 'a page is shown'),
  get(`${API}/documents/{document}/pages/9`, 'a page that is not there'),
  post('ask', { question: 'What is osmosis?' }, { what: 'a question is answered from a document' }),
  post(
    'ask',
    { question: 'Who won the cup?', document_ids: ['{document}'] },
    { what: 'what is not in there is said' },
  ),
  post('summarize', { document_id: '{document}', length: 'short' }),
  post('glossary', { document_id: '{document}' }),
  post('analyze', { document_id: '{document}' }),
  post('cards', { document_id: '{document}' }),
  post('export-cards', { document_id: '{document}' }),
  post('quiz', { document_id: '{document}', count: 2 }, { what: 'a quiz of a document', times: 10 }),
  post('path', { document_id: '{document}' }, { what: 'a path through a document' }),
  post(
    'study-plan',
    { user_input: 'Exam in two weeks', document_id: '{document}' },
    { what: 'a plan over a document' },
  ),
  post('document/list', {}),
  post('document/get', { document_id: '{document}' }),
  post('document/page', { document_id: '{document}', page: 1 }),
  // The first version looked at the path and refused it with a 400. Since then this skill is for the server alone.
  post('document/add', { path: '/etc/passwd' }, { what: 'no file of the server is added' }),
  {
    what: 'an upload streams',
    request: {
      method: 'POST',
      path: `${API}/documents`,
      headers: EVENTS,
      file: { name: 'more.txt', text: NOTES },
    },
  },
  { what: 'a document is deleted', request: { method: 'DELETE', path: `${API}/documents/{document}` } },
  { what: 'a document that is gone', request: { method: 'DELETE', path: `${API}/documents/{document}` } },
  post('document/delete', { document_id: 'doc-none' }, { what: 'a document that never was' }),
  {
    what: 'a video is refused',
    request: { method: 'POST', path: `${API}/documents`, file: { name: 'film.mp4', text: 'x' } },
  },
  {
    what: 'an unknown field beside the file is refused',
    request: {
      method: 'POST',
      path: `${API}/documents`,
      file: { name: 'a.txt', text: 'x', fields: { colour: 'red' } },
    },
  },
  post('documents', '{}', { what: 'what is no multipart is refused' }),
]

/** @type {Wanted[]} */
const AROUND = [
  get('/', 'the way in'),
  get('/', 'the way in for a browser', { headers: { accept: 'application/json' } }),
  get('/health', 'health'),
  get('/metrics', 'metrics', undefined),
  get(API, 'the skills are listed'),
  get(`${API}/status`, 'the agents are listed'),
  get(`${API}/hybrid/status`, 'the agents in the form of the predecessor', undefined, { same }),
  get('/nowhere', 'an address that is none'),
  get(`${API}/quiz`, 'a wrong method'),
  { what: 'a wrong method', request: { method: 'DELETE', path: '/health' } },
  { what: 'a wrong method', request: { method: 'PUT', path: `${API}/documents` } },
  { what: 'what methods there are', request: { method: 'OPTIONS', path: `${API}/quiz` } },
  { what: 'a head', request: { method: 'HEAD', path: '/health' } },
  post('quizz', {}, { what: 'an unknown skill' }),
  post('study-plan', '', { what: 'no body' }),
  post('study-plan', '[1]', { what: 'a list for a body' }),
  post('study-plan', '{', { what: 'a body that is no JSON' }),
  post('study-plan', { user_inptu: 'x' }, { what: 'a misspelt field' }),
  post('study-plan', { user_input: 5 }, { what: 'a field of the wrong type' }),
  post('study-plan', { user_input: 'x', timezone: 'nowhere' }, { what: 'a time zone that is none' }),
  post('quiz', { topic: 'x', count: 99 }, { what: 'a number that is too large' }),
  post('quiz', { topic: 'zzzzqq' }, { what: 'a topic that nobody knows' }),
  post('grade', { quiz_id: 'none', answers_in_order: ['a'] }, { what: 'a quiz that is not there' }),
  {
    what: 'a body that is too large',
    request: { method: 'POST', path: `${API}/study-plan`, headers: FORM, size: 1_000_001 },
  },
  get('/health', 'another site’s page', { headers: { origin: 'https://elsewhere.example' } }),
]

/** @type {Wanted[]} */
const ACCEPTED = [
  post(
    'study-plan',
    { user_input: 'Help me study anatomy' },
    {
      what: 'a plan that takes longer than one waits for is accepted',
      keep: { run: 'run_id' },
    },
  ),
  get(`${API}/runs/{run}/events`, 'and is read until it is there', { headers: EVENTS }),
  get(`${API}/runs/{run}`, 'and then it is done'),
]

/** @type {Scene[]} */
export const SCENES = [
  { name: 'skills', environment: { AGENT_RUNNER_LLM: 'none' }, wanted: SKILLS },
  { name: 'runs', environment: { AGENT_RUNNER_LLM: 'none' }, wanted: RUNS },
  { name: 'documents', environment: { AGENT_RUNNER_LLM: 'none' }, wanted: DOCUMENTS },
  { name: 'around', environment: { AGENT_RUNNER_LLM: 'none' }, wanted: AROUND },
  { name: 'accepted', environment: { AGENT_RUNNER_LLM: 'none', HTTP_WAIT_MS: '0' }, wanted: ACCEPTED },
]
