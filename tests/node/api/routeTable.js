/**
 * Every route of the application, with a request to it and who may send it. A route that is not here fails a test
 * (isolation.test.js), so that nobody forgets to say who may do what.
 */

/**
 * What belongs to somebody, by id.
 * @typedef {{run: string, plan: string, document: string, notice: string}} Things
 *
 * @typedef {object} Entry
 * @property {'anyone' | 'learner' | 'user'} who `anyone`: nobody is asked for; `user`: who has an account
 * @property {(things: Things) => string} path
 * @property {object} [body]
 * @property {'not found' | 'own'} others what another user gets: it is not there, or it is about themselves alone
 */

/** Nobody's. @type {Things} */
export const NOTHING = {
  run: '00000000-0000-4000-8000-000000000000',
  plan: '00000000-0000-4000-8000-000000000000',
  document: 'doc-0000000000000000',
  notice: '00000000-0000-4000-8000-000000000000',
}

const AGENTS = '/api/ai-agents'

/** As `routesOf` names them. @type {Record<string, Entry>} */
export const ROUTES = {
  'GET /': open('/'),
  'GET /{*screen}': open('/plans'),
  'GET /health': open('/health'),
  'GET /health/live': open('/health/live'),
  'GET /health/ready': open('/health/ready'),
  'GET /metrics': open('/metrics'),
  'GET /api/openapi.json': open('/api/openapi.json'),
  'GET /api/docs': open('/api/docs'),
  'POST /api/auth/register': open('/api/auth/register', {}),
  'POST /api/auth/login': open('/api/auth/login', {}),
  'POST /api/auth/refresh': open('/api/auth/refresh', {}),
  'POST /api/auth/logout': open('/api/auth/logout', {}),
  'GET /api/auth/me': { ...own('/api/auth/me'), who: 'user' },
  'POST /api/auth/password': { ...own('/api/auth/password', {}), who: 'user' },

  'GET /api/account/export': own('/api/account/export'),
  'DELETE /api/account': own('/api/account', {}),

  'GET /api/ops': own('/api/ops'),

  [`GET ${AGENTS}`]: own(AGENTS),
  [`GET ${AGENTS}/status`]: own(`${AGENTS}/status`),
  [`GET ${AGENTS}/hybrid/status`]: own(`${AGENTS}/hybrid/status`),
  [`POST ${AGENTS}/{path}`]: own(`${AGENTS}/quiz`, { topic: 'algebra' }),
  [`POST ${AGENTS}/{agent}/{skill}`]: own(`${AGENTS}/orchestrator/study-plan`, { user_input: 'algebra' }),
  [`GET ${AGENTS}/runs`]: own(`${AGENTS}/runs`),
  [`GET ${AGENTS}/runs/{id}`]: one(({ run }) => `${AGENTS}/runs/${run}`),
  [`DELETE ${AGENTS}/runs/{id}`]: one(({ run }) => `${AGENTS}/runs/${run}`),
  [`GET ${AGENTS}/runs/{id}/events`]: one(({ run }) => `${AGENTS}/runs/${run}/events`),
  [`GET ${AGENTS}/study-plans`]: own(`${AGENTS}/study-plans`),
  [`GET ${AGENTS}/study-plan/{id}`]: one(({ plan }) => `${AGENTS}/study-plan/${plan}`),
  [`GET ${AGENTS}/study-plan/{id}.ics`]: one(({ plan }) => `${AGENTS}/study-plan/${plan}.ics`),
  [`POST ${AGENTS}/study-plan/{id}/move`]: one(({ plan }) => `${AGENTS}/study-plan/${plan}/move`, {
    block_start: '2026-12-01T09:00:00Z',
    to: '2026-12-02T09:00:00Z',
  }),
  [`POST ${AGENTS}/study-plan/{id}/restore`]: one(({ plan }) => `${AGENTS}/study-plan/${plan}/restore`, {
    version: 1,
  }),
  [`GET ${AGENTS}/documents`]: own(`${AGENTS}/documents`),
  [`POST ${AGENTS}/documents`]: own(`${AGENTS}/documents`, {}),
  [`GET ${AGENTS}/documents/{id}`]: one(({ document }) => `${AGENTS}/documents/${document}`),
  [`DELETE ${AGENTS}/documents/{id}`]: one(({ document }) => `${AGENTS}/documents/${document}`),
  [`GET ${AGENTS}/documents/{id}/pages/{page}`]: one(
    ({ document }) => `${AGENTS}/documents/${document}/pages/1`,
  ),

  'GET /api/me/settings': own('/api/me/settings'),
  'PUT /api/me/settings': own('/api/me/settings', {}),
  'GET /api/me/notices': own('/api/me/notices'),
  'DELETE /api/me/notices/{id}': one(({ notice }) => `/api/me/notices/${notice}`),
}

/** Open to everyone. @param {string} path @param {object} [body] @returns {Entry} */
function open(path, body) {
  return { who: 'anyone', path: () => path, body, others: 'own' }
}

/** About whoever asks. @param {string} path @param {object} [body] @returns {Entry} */
function own(path, body) {
  return { who: 'learner', path: () => path, body, others: 'own' }
}

/** About one thing, which belongs to somebody. @param {Entry['path']} path @param {object} [body] @returns {Entry} */
function one(path, body) {
  return { who: 'learner', path, body, others: 'not found' }
}
