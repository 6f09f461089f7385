import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const project = fileURLToPath(new URL('../../..', import.meta.url))
const plain = { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0' }

/** @typedef {{ ok: boolean, check: string, text: string, fix?: string }} Finding */

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 * @param {string[]} [args]
 * @returns {Promise<{ status: number, output: string }>}
 */
function runDoctor(root, environment, args = ['--json']) {
  const file = join(root, 'node', 'setup', 'doctor.js')
  const options = { cwd: root, env: { ...plain, ...environment }, timeout: 120_000 }
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], options, (error, stdout, stderr) => {
      resolve({ status: Number(error?.code ?? 0), output: stdout + stderr })
    })
  })
}

/** @param {string} output @returns {(check: string) => Finding} the first of that check, or the one that is not fine */
function reader(output) {
  /** @type {Finding[]} */
  const findings = JSON.parse(output).findings
  return (check) => {
    const own = findings.filter((finding) => finding.check === check)
    return own.find(({ ok }) => !ok) ?? own[0] ?? assert.fail(`no finding of ${check} in ${output}`)
  }
}

/**
 * A copy of the project without the packages of either side, and a Python without any.
 *
 * @param {import('node:test').TestContext} t
 */
async function bareProject(t) {
  const root = await mkdtemp(join(tmpdir(), 'doctor '))
  t.after(() => rm(root, { recursive: true, force: true }))
  await cp(join(project, 'node'), join(root, 'node'), { recursive: true })
  for (const name of ['agent_runner', 'package.json', 'package-lock.json', 'requirements.txt']) {
    await symlink(join(project, name), join(root, name))
  }
  return root
}

/** @param {string} path @param {string} text */
async function program(path, text) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  await chmod(path, 0o755)
}

test('where all is there every line is fine, a real process answers, and nothing is left behind', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const environment = { DATA_DIR: join(folder, 'data'), GEMINI_API_KEY: 'hunter2' }
  const { status, output } = await runDoctor(project, environment)
  const of = reader(output)
  assert.deepEqual(
    JSON.parse(output).findings.filter((/** @type {Finding} */ { ok }) => !ok),
    [],
  )
  assert.equal(status, 0)
  assert.match(of('bridge').text, /^ready in \d+ ms with 6 agents and documents, ping [\d.]+ ms$/)
  assert.match(of('database').text, /embedded/)
  assert.match(of('py model').text, /^GEMINI_API_KEY is set: gemini-/)
  assert.ok(!output.includes('hunter2'))
  assert.deepEqual(await readdir(folder), [])
})

test('without the packages of either side it still runs, and says what to do', async (t) => {
  const root = await bareProject(t)
  const made = await new Promise((resolve) => {
    execFile('python3', ['-m', 'venv', '--without-pip', join(root, '.venv')], (error) => resolve(error))
  })
  assert.equal(made, null)
  const { status, output } = await runDoctor(root, {})
  const of = reader(output)
  assert.equal(status, 1)
  assert.match(of('packages').fix ?? '', /npm ci/)
  assert.match(of('database').fix ?? '', /DATABASE_URL/)
  assert.match(of('python').text, /without orjson/)
  assert.match(of('py packages').text, /not installed: .*orjson/)
  assert.match(of('bridge').fix ?? '', /pip install -r requirements.txt/)
})

test('a broken .venv, a taken port, a database that is away and a data folder that is a file are named', async (t) => {
  const root = await bareProject(t)
  await program(join(root, '.venv', 'bin', 'python'), '#!/bin/sh\nexit 1\n')
  await writeFile(join(root, 'file'), '')
  const other = createServer((_request, response) => void response.end('{}')).listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  t.after(() => other.close())
  const { port } = /** @type {import('node:net').AddressInfo} */ (other.address())
  const { status, output } = await runDoctor(root, {
    PORT: `${port}`,
    DATABASE_URL: 'postgres://ada:hunter2@127.0.0.1:1/study',
    DATA_DIR: join(root, 'file', 'data'),
  })
  const of = reader(output)
  assert.equal(status, 1)
  assert.match(of('python').fix ?? '', /rm -rf \.venv/)
  assert.match(of('port').text, new RegExp(`Port ${port} is taken`))
  assert.match(of('port').fix ?? '', /PORT=/)
  assert.match(of('database').text, /127\.0\.0\.1:1/)
  assert.match(of('data').fix ?? '', /DATA_DIR/)
  assert.equal(of('bridge').ok, false)
  assert.ok(!output.includes('hunter2'))
})

test('a setting of a wrong form is named, and what does not hang on it was checked', async (t) => {
  const root = await bareProject(t)
  const { status, output } = await runDoctor(root, { PORT: 'five' }, [])
  assert.equal(status, 1)
  assert.match(output, /^✓ node/m)
  assert.match(output, /^✗ settings +PORT: expected a whole number/m)
  assert.match(output, /things are to be mended/)
})
