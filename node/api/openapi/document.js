/**
 * The OpenAPI 3.1 document: the agents' skills as the running Python says they are, and each area of routes as its module
 * in areas/ says. Schemas of skills are Python's own, under shorter names.
 *
 * A route that is not a skill is described beside the others of its area. Such a module exports one `Area`:
 *
 *     import { inPath, json, ref } from '../describe.js'
 *
 *     // @type {import('../describe.js').Area}
 *     export const notes = {
 *       tag: { name: 'Notes', description: 'What you wrote down.' },
 *       schemas: { Note: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
 *       paths: {
 *         '/api/notes/{id}': {
 *           get: {
 *             id: 'getNote',
 *             summary: 'Read a note',
 *             who: 'user', // or 'anyone', 'learner' (the default: guests too), 'refresh'
 *             parameters: [inPath('id', { type: 'string' }, 'Of the note', 'n1')],
 *             answers: { 200: { description: 'It', content: json(ref('Note'), { id: 'n1' }) } },
 *             problems: ['not_found', [409, 'not_ready']], // 400, 401, 429, 500, 503 are said of all
 *           },
 *         },
 *       },
 *     }
 *
 * and stands in areas.js. tests/node/api/openapi.test.js holds the routes of the application against the document, and
 * tests/e2e/openapi.test.js sends every example in it.
 */
import { AREAS } from './areas.js'
import { COMPONENTS, SCHEMAS } from './components.js'
import { toOpenApi } from './describe.js'
import { skillAreas } from './skills.js'
import { speakable } from './speakable.js'

const DESCRIPTION = `
Every skill of an agent is a route, made of the function's own signature, and also at \`/api/ai-agents/{agent}/{skill}\`.

* **Bodies** are read by what they hold: a JSON object under any type, or form fields.
* **Streams**: with \`Accept: text/event-stream\` a skill says what it does as it does it; the last event is \`result\` or
  \`error\`. What a run said is read again at \`/api/ai-agents/runs/{id}/events\`.

      event: run
      data: {"run_id":"…","href":"/api/ai-agents/runs/…/events"}

      id: 1
      event: progress
      data: {"type":"agent.started","agent":"learning","skill":"learning.path"}

* **Live** (Socket.io at this address; \`auth: {token}\`, guests by their cookie): \`run.follow {run_id, after}\` brings the
  same events with the same numbers, as \`run.started\`, \`agent.started\`, \`agent.partial\`, \`agent.done\`, \`run.gap\`,
  \`run.done\`, \`run.failed\`; \`run.unfollow\` and \`run.cancel {run_id}\` end that, \`call {path, fields}\` is a POST. All of it
  stands in \`node/api/realtime/protocol.js\`.
* **Errors** are problem documents (RFC 9457); programs go by \`code\`.
* **Correlation**: \`X-Request-Id\` is taken or made, given back, and stands in the log of both processes.
`.trim()

/**
 * @param {import('../services/catalogue.js').Catalogue} catalogue
 * @param {import('./describe.js').Surroundings & {version: string}} surroundings
 * @returns {any} it is JSON
 */
export function describeApi(catalogue, surroundings) {
  const areas = [...skillAreas(catalogue), ...AREAS]
  /** @type {Record<string, any>} */
  const paths = {}
  /** @type {import('./describe.js').Responses} */
  const responses = new Map()
  for (const { tag, paths: own } of areas) {
    for (const [path, item] of Object.entries(own)) {
      const operations = Object.entries(item).map(([method, operation]) => [
        method,
        toOpenApi(operation, tag.name, surroundings, responses),
      ])
      paths[path] = { ...paths[path], ...Object.fromEntries(operations) }
    }
  }
  const schemas = Object.assign({}, SCHEMAS, ...areas.map((area) => area.schemas ?? {}))
  return speakable({
    openapi: '3.1.0',
    info: {
      title: 'Study companion',
      version: surroundings.version,
      summary: 'Six agents make a study plan with you',
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: areas.map(({ tag }) => tag),
    paths,
    components: { ...COMPONENTS, schemas, responses: Object.fromEntries(responses) },
  })
}
