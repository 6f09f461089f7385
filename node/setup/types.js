/**
 * Makes schemas/skills.d.ts out of schemas/openrpc.json: what each skill takes and gives, for those who call it from
 * TypeScript. With `--check` it only says whether the file is up to date.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { compile } from 'json-schema-to-typescript'

const SOURCE = new URL('../../schemas/openrpc.json', import.meta.url)
const TARGET = new URL('../../schemas/skills.d.ts', import.meta.url)
const BANNER = '/** Generated from openrpc.json by node/setup/types.js: change the skills, not this. */'

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = await readFile(SOURCE, 'utf8').catch(() => missing())
  const text = await typesOf(JSON.parse(source))
  const present = await readFile(TARGET, 'utf8').catch(() => '')
  if (text === present) console.log('schemas/skills.d.ts is up to date')
  else if (process.argv.includes('--check')) {
    console.error('schemas/skills.d.ts is not up to date: node node/setup/types.js')
    process.exitCode = 1
  } else await writeFile(TARGET, text)
}

/** @returns {never} */
function missing() {
  console.error('schemas/openrpc.json is missing: .venv/bin/python -m agent_runner schemas')
  process.exit(1)
}

/**
 * @param {any} document OpenRPC 1.3
 * @returns {Promise<string>}
 */
export function typesOf(document) {
  const skills = document.methods.filter((/** @type {any} */ method) => method['x-skill'])
  const schema = {
    ...exact(skills.map((/** @type {any} */ method) => [method.name, true, skillSchema(method)])),
    components: document.components ?? {},
  }
  return compile(schema, 'Skills', {
    bannerComment: BANNER,
    additionalProperties: false,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
}

/** @param {any} method */
function skillSchema({ params, result, summary }) {
  const fields = params.map((/** @type {any} */ param) => [
    param.name,
    param.required === true,
    untitled(param.schema),
  ])
  return {
    description: summary,
    ...exact([
      ['params', true, exact(fields)],
      ['result', true, untitled(result.schema)],
    ]),
  }
}

/** @param {[string, boolean, object][]} fields name, required, schema */
function exact(fields) {
  return {
    type: /** @type {const} */ ('object'),
    properties: Object.fromEntries(fields.map(([name, , schema]) => [name, schema])),
    required: fields.filter(([, required]) => required).map(([name]) => name),
    additionalProperties: false,
  }
}

/** A parameter's own title would become a type of that name. @param {any} schema */
function untitled(schema) {
  return { ...schema, title: undefined }
}
