/**
 * Makes the declarations for those who call from TypeScript: schemas/skills.d.ts out of schemas/openrpc.json (what each
 * skill takes and gives), and schemas/types/ out of the JSDoc of the public modules, which package.json's `exports`
 * point at. With `--check` it only says what is not up to date.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'json-schema-to-typescript'
import { declarations } from './declarations.js'

const SCHEMAS = fileURLToPath(new URL('../../schemas', import.meta.url))
const SOURCE = join(SCHEMAS, 'openrpc.json')
const TYPES = 'types'
const BANNER = '/** Generated from openrpc.json by node/setup/types.js: change the skills, not this. */'

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = await readFile(SOURCE, 'utf8').catch(() => missing())
  // The declarations of the modules refer to the skills': these come first.
  const skills = new Map([['skills.d.ts', await typesOf(JSON.parse(source))]])
  const isCheck = process.argv.includes('--check')
  if (!isCheck) await write(skills)
  const wanted = new Map([...skills, ...(await declarations(TYPES))])
  const outdated = await compare(wanted)
  if (outdated.length === 0) console.log('schemas/skills.d.ts and schemas/types are up to date')
  else if (isCheck) {
    console.error(`not up to date in schemas/: ${outdated.join(', ')}\n  → node node/setup/types.js`)
    process.exitCode = 1
  } else {
    await rm(join(SCHEMAS, TYPES), { recursive: true, force: true })
    await write(wanted)
  }
}

/** @param {Map<string, string>} wanted by path under schemas/ @returns {Promise<string[]>} */
async function compare(wanted) {
  const there = await readdir(join(SCHEMAS, TYPES), { recursive: true, withFileTypes: true }).catch(() => [])
  const files = there.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  const superfluous = files
    .map((file) => file.slice(SCHEMAS.length + 1).replaceAll('\\', '/'))
    .filter((file) => !wanted.has(file))
  const differing = []
  for (const [path, text] of wanted) {
    if ((await readFile(join(SCHEMAS, path), 'utf8').catch(() => '')) !== text) differing.push(path)
  }
  return [...differing, ...superfluous]
}

/** @param {Map<string, string>} texts */
async function write(texts) {
  for (const [path, text] of texts) {
    await mkdir(dirname(join(SCHEMAS, path)), { recursive: true })
    await writeFile(join(SCHEMAS, path), text)
  }
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
