import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { venvPython } from '../../node/setup/python.js'
import { databaseUrl, dataFolder, isAlive, lastFirst, postgresPid, startServer, until } from './server.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const skip = process.platform === 'win32' && 'on Windows the agents keep files'

/** @param {import('./server.js').Server} server @param {string} path @param {object} [body] */
const ask = (server, path, body = {}) =>
  server.ask(`/api/ai-agents/${path}`, { method: 'POST', body: JSON.stringify(body) })

/** @param {string} folder @param {string} sql @returns {Promise<any[]>} */
async function rows(folder, sql) {
  const client = new pg.Client(await databaseUrl(folder))
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test(
  'runs are kept in the embedded PostgreSQL, survive its death, and nothing keeps it from ending',
  { skip },
  async (t) => {
    const cleaning = lastFirst((clean) => t.after(clean))
    const folder = await dataFolder(cleaning)
    const server = await startServer(cleaning, folder, { PYTHON_PROCESSES: '2' })
    const plan = await ask(server, 'study-plan', { user_input: 'statistics' })
    assert.equal(plan.status, 200, plan.text)
    const kept = 'select run_id from agents.finished_runs'
    assert.equal((await rows(folder, kept)).length, 1)
    assert.deepEqual(await rows(folder, 'select * from agents.checkpoints'), [])
    const files = await readdir(join(folder, 'agents'))
    assert.ok(files.includes('learners.sqlite3'), 'learners stay in files')
    assert.ok(!files.some((name) => name.startsWith('checkpoints')), `${files}`)

    const pid = Number(await postgresPid(folder))
    process.kill(pid, 'SIGKILL')
    await until(() => !isAlive(pid), 'PostgreSQL to end')
    const again = async () => (await ask(server, 'study-plan', { user_input: 'genetics' })).status === 200
    await until(again, 'a plan after the death of PostgreSQL', 30_000)
    assert.ok((await rows(folder, kept)).some(({ run_id: id }) => id === plan.body.run_id))

    const last = Number(await postgresPid(folder))
    server.process.kill('SIGTERM')
    assert.deepEqual(await server.exit, [0, null])
    assert.ok(!isAlive(last), 'PostgreSQL ends with its server')
  },
)

test('a run in the file of an earlier version is found in the embedded PostgreSQL', { skip }, async (t) => {
  const cleaning = lastFirst((clean) => t.after(clean))
  const folder = await dataFolder(cleaning)
  const agents = join(folder, 'agents')
  await planInFiles(agents)
  assert.ok((await readdir(agents)).includes('checkpoints.sqlite3'))
  const server = await startServer(cleaning, folder)
  assert.equal((await ask(server, 'study-plan', { user_input: 'statistics' })).status, 200)
  const owned = "select owner from agents.finished_runs where run_id = 'from-before'"
  assert.deepEqual(await rows(folder, owned), [{ owner: 'local' }])
  assert.ok(!`${await readdir(agents)}`.includes('checkpoints'), 'the file is gone')
})

/** A plan as a Python without a database keeps it. @param {string} folder */
async function planInFiles(folder) {
  const args = ['-m', 'agent_runner', '--data-dir', folder]
  const child = spawn(venvPython(join(ROOT, '.venv')), args, {
    cwd: ROOT,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const exited = once(child, 'exit')
  const params = { user_input: 'statistics', _meta: { run_id: 'from-before', user_id: 'local' } }
  child.stdin.end(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'orchestrator.study_plan', params })}\n`)
  assert.deepEqual(await exited, [0, null])
}
