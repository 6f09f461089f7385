import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { readErrorCodes } from '../../../node/api/errorCodes.js'
import { describeApi } from '../../../node/api/openapi/document.js'
import { catalogueOf } from '../../../node/api/services/catalogue.js'
import { startApi } from './doubles.js'
import { routesOf } from './routesOf.js'

/** Its one dynamic reference, to whatever dialect the schemas are of, is to the schema that any of them fits. */
const OFFICIAL = JSON.parse(
  JSON.stringify(read('../../fixtures/openapi/schema-3.1.json')).replaceAll(
    '"$dynamicRef":"#meta"',
    '"$ref":"#/$defs/schema"',
  ),
)
const CATALOGUE = catalogueOf(read('../../../schemas/openrpc.json'), true)
const ERROR_CODES = await readErrorCodes()
const DOCUMENT = describe()
/** Made of the agents' skills: each is described by itself. */
const SKILL_ROUTES = ['POST /api/ai-agents/{path}', 'POST /api/ai-agents/{agent}/{skill}']
/** The page's files and screens are no API. */
const PAGE_ROUTES = ['GET /{*screen}']

/** @param {string} path */
function read(path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
}

function describe({ allowGuests = true } = {}) {
  return describeApi(CATALOGUE, { errorCodes: ERROR_CODES, allowGuests, version: '1.2.3' })
}

/** @returns {[string, any][]} `GET /health` and its operation */
function operations() {
  return Object.entries(DOCUMENT.paths).flatMap(([path, item]) =>
    Object.entries(item).map(
      ([method, operation]) => /** @type {[string, any]} */ ([`${method.toUpperCase()} ${path}`, operation]),
    ),
  )
}

/** @param {import('ajv').ValidateFunction} validate */
function wrongIn({ errors }) {
  return (errors ?? []).slice(0, 5).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

function makeAjv() {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  // @ts-expect-error the package's types describe its CommonJS face
  addFormats(ajv)
  ajv.addFormat('media-range', true)
  return ajv
}

test('the document is OpenAPI 3.1 by the official schema', () => {
  const validate = makeAjv().compile(OFFICIAL)
  validate(DOCUMENT)
  assert.deepEqual(wrongIn(validate), [])
})

test('every schema in it is one, and refers to what is there', () => {
  const ajv = makeAjv()
  ajv.addSchema({ $id: 'api:', components: DOCUMENT.components })
  for (const name of Object.keys(DOCUMENT.components.schemas)) {
    ajv.compile({ $ref: `api:#/components/schemas/${name}` })
  }
  const text = JSON.stringify(DOCUMENT)
  for (const [, kind, name] of text.matchAll(/"#\/components\/(\w+)\/([^"]+)"/g)) {
    assert.ok(DOCUMENT.components[`${kind}`]?.[`${name}`], `${kind}/${name}`)
  }
})

test('every route of the application is described, and what is described is a route', async (t) => {
  const { app } = await startApi(t)
  const described = operations().map(([name]) => name)
  const routes = routesOf(app)
  const missing = routes.filter((route) => ![...described, ...SKILL_ROUTES, ...PAGE_ROUTES].includes(route))
  assert.deepEqual(missing, [], 'described in node/api/openapi/areas/')
  const skills = CATALOGUE.skills.flatMap(({ path, longPath }) =>
    [path, longPath].map((each) => `POST /api/ai-agents/${each}`),
  )
  assert.deepEqual(
    described.filter((name) => !routes.includes(name) && !skills.includes(name)),
    [],
    'a route of the application',
  )
})

test('every skill is described once, at the path that finds it', () => {
  const found = operations().filter(([, { tags }]) => `${tags}`.startsWith('Skills:'))
  assert.equal(found.length, CATALOGUE.skills.length)
  for (const [name, { operationId }] of found) {
    const path = name.replace('POST /api/ai-agents/', '')
    assert.equal(CATALOGUE.find(path)?.method.replaceAll('.', '_'), operationId)
  }
})

test('every operation has a name of its own, a summary, its errors, and says who may call it', () => {
  const ids = operations().map(([, { operationId }]) => operationId)
  assert.deepEqual(
    ids.filter((id, index) => ids.indexOf(id) !== index),
    [],
  )
  for (const [name, { summary, responses, security }] of operations()) {
    assert.ok(summary, name)
    assert.ok(responses[500], name)
    assert.ok(Array.isArray(security), name)
  }
})

test('every body has an example that fits its schema', () => {
  const ajv = makeAjv()
  ajv.addSchema({ $id: 'api:', components: DOCUMENT.components })
  const within = (/** @type {any} */ schema) =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api:#/components/'))
  for (const [name, { requestBody }] of operations()) {
    for (const [type, { schema, example }] of Object.entries(requestBody?.content ?? {})) {
      // Text is all that a form has; a list of words has no example there. A path of the server is nobody's to give.
      if (name.endsWith('/add') || (type.includes('urlencoded') && example === undefined)) continue
      assert.ok(example, `${name} as ${type}`)
      const validate = ajv.compile(within(schema))
      validate(example)
      assert.deepEqual(wrongIn(validate), [], `${name} as ${type}`)
    }
  }
})

test('an answer’s example fits its schema', () => {
  const ajv = makeAjv()
  ajv.addSchema({ $id: 'api:', components: DOCUMENT.components })
  const answers = [
    ...operations().flatMap(([, { responses }]) => Object.values(responses)),
    ...Object.values(DOCUMENT.components.responses),
  ]
  for (const { content = {} } of answers) {
    for (const { schema, example } of Object.values(content)) {
      if (example === undefined) continue
      const text = JSON.stringify(schema).replaceAll('"#/components/', '"api:#/components/')
      const validate = ajv.compile(JSON.parse(text))
      validate(example)
      assert.deepEqual(wrongIn(validate), [], JSON.stringify(example))
    }
  }
})

test('guests are named only where they are allowed', () => {
  const securityOf = (/** @type {any} */ document) => document.paths['/api/ai-agents/quiz'].post.security
  assert.deepEqual(securityOf(DOCUMENT), [{}, { bearer: [] }, { guest: [] }])
  assert.deepEqual(securityOf(describe({ allowGuests: false })), [{ bearer: [] }])
})

test('the document is served with a tag, and not sent twice', async (t) => {
  const { url } = await startApi(t)
  const first = await fetch(`${url}/api/openapi.json`)
  assert.equal(first.status, 200)
  assert.match(`${first.headers.get('content-type')}`, /^application\/json/)
  const document = /** @type {any} */ (await first.json())
  assert.equal(document.openapi, '3.1.0')
  assert.ok(document.paths['/api/ai-agents/quiz'])
  const etag = `${first.headers.get('etag')}`
  const again = await fetch(`${url}/api/openapi.json`, {
    headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
  })
  assert.deepEqual([again.status, await again.text()], [304, ''])
})

test('another Python process with other skills makes another document', async (t) => {
  const { url, runner, catalogue } = await startApi(t)
  const etagNow = async () => (await fetch(`${url}/api/openapi.json`)).headers.get('etag')
  const before = await etagNow()
  assert.equal(await etagNow(), before)
  runner.answers['rpc.discover'] = () => read('../../../schemas/openrpc.json')
  await catalogue.refresh()
  assert.notEqual(await etagNow(), before)
})

test('the pages are files of this server, without a script in them', async (t) => {
  const { url } = await startApi(t)
  const page = await fetch(`${url}/api/docs`, { headers: { accept: 'text/html' } })
  const text = await page.text()
  assert.equal(page.status, 200)
  assert.match(`${page.headers.get('content-security-policy')}`, /script-src 'self'[;]/)
  assert.doesNotMatch(text, /<script>|<script [^>]*>[^<]|\son\w+=|style=/)
  const files = [...text.matchAll(/(?:src|href)="(\/api\/docs\/[^"]+)"/g)].map(([, path]) => `${path}`)
  assert.equal(files.length, 4)
  for (const path of files) {
    const file = await fetch(url + path)
    assert.equal(file.status, 200, path)
    await file.body?.cancel()
  }
  assert.equal((await fetch(`${url}/api/docs/package.json`)).status, 404)
})
