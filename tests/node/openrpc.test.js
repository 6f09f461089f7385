/** What `rpc.discover` of a real runner answers is a valid OpenRPC document, by the official meta-schema. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'

// Its type declarations name other things than it exports.
const { openrpcDocument } = createRequire(import.meta.url)('@open-rpc/meta-schema')
const root = fileURLToPath(new URL('../..', import.meta.url))
const python = `${root}.venv/${process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'}`
const document = discover('--load', 'tests.fixtures.agents.trials')

test('the document is valid by the meta-schema of OpenRPC', () => {
  assert.equal(document.openrpc, '1.3.2')
  const validate = metaSchema()
  assert.ok(validate(document), JSON.stringify(validate.errors?.slice(0, 3)))
})

test('the meta-schema would refuse a document with a member it does not know', () => {
  assert.equal(metaSchema()({ ...document, colour: 'red' }), false)
  const [first, ...rest] = document.methods
  assert.equal(
    metaSchema()({ ...document, methods: [{ ...first, params: undefined, colour: 1 }, ...rest] }),
    false,
  )
})

test('every parameter and result is described by a valid JSON Schema whose references lead somewhere', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'runner://openrpc', components: document.components })
  const described = document.methods.flatMap(({ params, result }) => [...params, result])
  assert.ok(described.length > 20)
  const absolute = JSON.stringify(described).replaceAll('"$ref":"#/', '"$ref":"runner://openrpc#/')
  for (const { name, schema } of JSON.parse(absolute)) assert.doesNotThrow(() => ajv.compile(schema), name)
})

test('a skill is described by its signature and docstring', () => {
  const add = document.methods.find(({ name }) => name === 'trials.add') ?? assert.fail()
  assert.equal(add.summary, 'Add two numbers.')
  assert.deepEqual(
    add.params.map(({ name, required }) => [name, required]),
    [
      ['a', true],
      ['b', false],
    ],
  )
  assert.deepEqual(
    [add['x-agent'], add['x-skill'], add['x-path'], add['x-idempotent'], add['x-durable']],
    ['trials', 'add', 'add', false, false],
  )
})

test('the methods of the bridge and the six agents are there, each name once', () => {
  const names = document.methods.map(({ name }) => name)
  assert.deepEqual(names.slice(0, 4), ['initialize', 'ping', 'shutdown', 'rpc.discover'])
  for (const name of ['orchestrator.study_plan', 'schedule.plan_week']) assert.ok(names.includes(name), name)
  assert.equal(new Set(names).size, names.length)
})

/**
 * @typedef {{ name: string, required?: boolean, schema: Record<string, unknown> }} Described
 * @typedef {Record<string, unknown> & { name: string, params: Described[], result: Described }} Method
 * @param {string[]} args
 * @returns {{ openrpc: string, methods: Method[], components: unknown }}
 */
function discover(...args) {
  const input = '{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}\n'
  const output = execFileSync(python, ['-m', 'agent_runner', ...args], {
    cwd: root,
    input,
    timeout: 30_000,
    stdio: ['pipe', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  })
  const { result, error } = JSON.parse(output.toString())
  assert.ok(result, JSON.stringify(error))
  return result
}

function metaSchema() {
  const ajv = new Ajv({ strict: false, validateFormats: false })
  // Where the meta-schema refers to JSON Schema's own; the schemas are checked by themselves.
  const stand = { definitions: { JSONSchemaObject: { properties: { $ref: { type: 'string' } } } } }
  for (const id of ['https://meta.json-schema.tools', 'https://meta.json-schema.tools/'])
    ajv.addSchema(stand, id)
  return ajv.compile({ ...openrpcDocument, $schema: undefined })
}
