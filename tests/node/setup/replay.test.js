import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../../node/setup/replay.js', import.meta.url))
const python = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const request = (/** @type {string} */ method) => ({
  direction: 'out',
  text: JSON.stringify({ jsonrpc: '2.0', id: 'e.1', method, params: {} }),
})
const record = {
  ...{ format: 1, at: '2026-01-01T00:00:00Z', runner: null },
  ...{ ending: { exitCode: 1, signal: null } },
  command: { python, args: ['-m', 'agent_runner', '--bare', '--faults'], cwd: root, env: [] },
}

for (const [what, content, expected] of /** @type {[string, string | null, RegExp][]} */ ([
  ['a file that is not there', null, /^It cannot be read: ENOENT.*record\.json'\n$/],
  [
    'a file that is not JSON',
    '{"format": 1,',
    /^.*record\.json is no record of a crash: it is not JSON\.\n$/,
  ],
  ['an empty file', '', /^.*record\.json is no record of a crash: it is not JSON\.\n$/],
  ['other JSON', 'null', /^.*record\.json is no record of a crash\.\n$/],
  ['half a record', '{"format":1,"frames":[null]}', /^.*record\.json is no record of a crash\.\n$/],
  ['no request', JSON.stringify({ ...record, frames: [] }), /^There is no whole request in this record\.\n$/],
  [
    'an interpreter that is gone',
    JSON.stringify({
      ...record,
      frames: [request('faults.echo')],
      command: { ...record.command, python: '/no/python' },
    }),
    /^It could not be replayed: Python did not start/,
  ],
])) {
  test(`${what} is told in a line, with status 2`, async (t) => {
    const { status, stderr } = await replay(t, content)
    assert.equal(status, 2, stderr)
    assert.match(stderr, expected)
    assert.doesNotMatch(stderr, /^ {4}at /m)
  })
}

test('status 1 says that it dies again, and 0 that it lives', async (t) => {
  const dies = await replay(t, JSON.stringify({ ...record, frames: [request('faults.abort')] }))
  assert.equal(dies.status, 1, dies.stderr)
  assert.match(dies.stderr, /It died again, of faults\.abort/)
  const lives = await replay(t, JSON.stringify({ ...record, frames: [request('rpc.discover')] }))
  assert.equal(lives.status, 0, lives.stderr)
})

/**
 * @param {import('node:test').TestContext} t
 * @param {string | null} content null: there is no such file
 * @returns {Promise<{ status: unknown, stderr: string }>}
 */
async function replay(t, content) {
  const folder = await mkdtemp(join(tmpdir(), 'replay-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'record.json')
  if (content !== null) await writeFile(file, content)
  return new Promise((resolve) => {
    execFile(process.execPath, [script, file], { timeout: 30_000 }, (error, _stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stderr }),
    )
  })
}
