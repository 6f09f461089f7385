/** What the README shows of the web and of Node works as it stands there. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readEvents } from '../node/api/eventReader.js'
import { makePdf } from './pdf.js'
import { dataFolder, lastFirst, startServer } from './server.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const CURLS = [...README.matchAll(/curl (?:http:\/\/)?localhost:5001(\/\S+) +-d '(.*)'/g)]
const STREAMS = [
  ...README.matchAll(/curl -N localhost:5001(\/\S+) -H 'accept: text\/event-stream' -d '(.*)'/g),
]
const UPLOADS = [...README.matchAll(/curl localhost:5001(\/\S+) -F (\w+)=@(\S+)/g)]
const SCRIPT = /```js\n([^]*?)```/.exec(README)?.[1]
const DOCUMENT_ID = 'doc-…'
const CELLS = [
  [
    'Osmosis is the movement of water through a membrane.',
    'A membrane lets small molecules pass and keeps large molecules back.',
  ],
  [
    'A mitochondrion is an organelle that releases energy from sugar.',
    'Cellular respiration is the process by which a mitochondrion burns sugar.',
  ],
]

const cleaning = lastFirst(after)
const server = await startServer(cleaning, await dataFolder(cleaning), { AGENT_RUNNER_LLM: 'none' })
let documentId = ''

test('the README shows calls to make', () => {
  assert.ok(CURLS.length >= 10, `${CURLS.length} found`)
  assert.equal(STREAMS.length, 1)
  assert.equal(UPLOADS.length, 1)
  assert.ok(SCRIPT)
})

for (const [, path, field, name] of UPLOADS) {
  test(`curl ${path} -F ${field}=@${name} adds a document`, async () => {
    const data = new FormData()
    data.set(`${field}`, new Blob([makePdf(CELLS)]), name)
    const added = await server.ask(`${path}`, { method: 'POST', body: data })
    assert.equal(added.status, 201, added.text)
    documentId = added.body.document_id
    for (const key of ['document_id', 'title', 'pages', 'status', 'chunks']) assert.ok(key in added.body, key)
  })
}

for (const [, path, shown] of CURLS) {
  test(`curl ${path} -d '${shown}' is answered`, async () => {
    // As curl -d sends it: the header says form, the body is JSON.
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const body = `${shown}`.replaceAll(DOCUMENT_ID, documentId)
    const { status, text } = await server.ask(`${path}`, { method: 'POST', headers, body })
    assert.equal(status, 200, text)
    if (`${path}`.endsWith('/ask')) assert.match(text, /"quote": ?"Osmosis is the movement/)
  })
}

for (const [, path, body] of STREAMS) {
  test(`curl -N ${path} -d '${body}' ends with its result`, async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const reader = await readEvents(`${server.url}${path}`, { method: 'POST', headers, body: `${body}` })
    assert.equal((await reader.rest()).at(-1)?.event, 'result')
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
