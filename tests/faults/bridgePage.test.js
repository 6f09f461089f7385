/** What node/BRIDGE.md, and README.md of the kit, show works as it stands; the page's table names the tests there are. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as kit from '../../node/testKit/index.js'
import { startReal, temporaryFolder } from './starting.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'node', 'BRIDGE.md'), 'utf8')
const agents = [...page.matchAll(/^```python\n(.*?)^```$/gms)].map(([, code]) => `${code}`)
const examples = [...page.matchAll(/^```js\n(.*?)^```\n+(?:^```text\n(.*?)^```$)?/gms)]
const rows = [...page.matchAll(/^\| (.+?) +\| .+? \| \[(\w+)\]\(\.\.\/tests\/faults\/\2\.test\.js\) +\|$/gm)]

describe("the bridge's page", { concurrency: 3 }, () => {
  test('shows examples, and what each prints', () => {
    assert.ok(examples.length >= 3 && agents.length >= 1)
    for (const [, code, printed] of examples) assert.ok(printed, code)
  })

  for (const [, code = '', printed = ''] of examples) {
    const title = code.split('\n').find((line) => line.includes('runner')) ?? ''
    test(`the example with \`${title.trim()}\` prints what it shows`, { timeout: 60_000 }, async (t) => {
      const folder = await withAgents(t)
      const placed = code.replaceAll(/(startWithFaults|PythonAgentRunner)\(\{/g, `$1({ cwd: '${folder}',`)
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', placed], {
        cwd: root,
        timeout: 50_000,
      })
      assert.equal(stdout, printed)
    })
  }

  test(
    'is not alone in showing the kit: the example in the README works too',
    { timeout: 60_000 },
    async () => {
      const readme = await readFile(join(root, 'README.md'), 'utf8')
      const code = [...readme.matchAll(/^```js\n(.*?)^```/gms)].map(([, text]) => `${text}`)
      const example = code.find((text) => text.includes('testKit')) ?? assert.fail('there is none')
      const run = ['--input-type=module', '-e', example]
      await promisify(execFile)(process.execPath, run, { cwd: root, timeout: 50_000 })
    },
  )

  test('has a row for each test of a fault, under the same title', () => {
    const files = readdirSync(join(root, 'tests', 'faults')).filter((name) => name.endsWith('.test.js'))
    const faults = files.filter((name) => name !== 'bridgePage.test.js')
    assert.deepEqual(rows.map(([, , file]) => `${file}.test.js`).sort(), faults.sort())
  })

  for (const [, fault = '', file = ''] of rows) {
    test(`tests "${fault}" where it says`, async () => {
      const source = await readFile(join(root, 'tests', 'faults', `${file}.test.js`), 'utf8')
      const title = /^describe\(\s*(['"])(.*)\1,\s/m.exec(source)?.[2]
      assert.equal(title, fault)
    })
  }

  test('names every helper of the kit and every skill of the faults, and no other', async (t) => {
    const helpers = [...page.matchAll(/`(\w+)\((?:runner|pid|promise|\{)/g)].map(([, name]) => name)
    assert.deepEqual([...new Set(helpers)].sort(), Object.keys(kit).sort())
    const runner = await startReal(t)
    const { methods } = await runner.call('rpc.discover')
    const skills = methods.map((/** @type {{ name: string }} */ { name }) => name)
    const table = page.slice(page.indexOf('| the skill `faults.…`'), page.indexOf('## Test any server'))
    const named = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => `faults.${name}`)
    assert.deepEqual(
      named.sort(),
      skills.filter((/** @type {string} */ name) => name.startsWith('faults.')).sort(),
    )
  })
})

/** A folder like the project's own, with the page's agents in it. @param {import('./starting.js').Test} t */
async function withAgents(t) {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'my_package'))
  await writeFile(join(folder, 'my_package', 'my_agents.py'), agents.join('\n\n'))
  const links = { agent_runner: 'agent_runner', '.venv': '.venv' }
  for (const [name, target] of Object.entries(links)) await symlink(join(root, target), join(folder, name))
  return folder
}
