/** What the README shows of the web and of Node works as it stands there. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { dataFolder, lastFirst, startServer } from './server.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const CURLS = [...README.matchAll(/curl (?:http:\/\/)?localhost:5001(\/\S+) +-d '(.*)'/g)]
const SCRIPT = /```js\n([^]*?)```/.exec(README)?.[1]

const cleaning = lastFirst(after)
const server = await startServer(cleaning, await dataFolder(cleaning))

test('the README shows calls to make', () => {
  assert.ok(CURLS.length >= 5, `${CURLS.length} found`)
  assert.ok(SCRIPT)
})

for (const [, path, body] of CURLS) {
  test(`curl ${path} -d '${body}' is answered`, async () => {
    // As curl -d sends it: the header says form, the body is JSON.
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const { status, text } = await server.ask(`${path}`, { method: 'POST', headers, body })
    assert.equal(status, 200, text)
  })
}

test('the script for Node prints a first step, the events, and the goal', { timeout: 60_000 }, async () => {
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', `${SCRIPT}`], { cwd: ROOT })
  const { stdout } = await run
  const lines = stdout.trim().split('\n')
  assert.match(`${lines[0]}`, /minutes/)
  assert.ok(lines.includes('run.started') && lines.includes('run.done'), stdout)
  assert.match(`${lines.at(-1)}`, /genetics/i)
})
