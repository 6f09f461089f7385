import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { startPostgres } from './postgres.js'
import { dataFolder, isAlive, lastFirst, postgresPid, startServer, until } from './server.js'

const TEXT =
  '# The cell\n\nOsmosis is the movement of water through a membrane. A mitochondrion releases energy from sugar.\n'

/** @param {import('./server.js').Server} server @param {string} path @param {object} [body] */
const ask = (server, path, body = {}) =>
  server.ask(`/api/ai-agents/${path}`, { method: 'POST', body: JSON.stringify(body) })

test(
  'what agents learn on one server is known on the other, stands in the database alone, and outlasts its restart',
  { skip: process.platform === 'win32' && 'on Windows the agents keep files' },
  async (t) => {
    const cleaning = lastFirst((clean) => t.after(clean))
    const { postgres, rows, dataDir } = await startPostgres(cleaning)
    const password = decodeURIComponent(new URL(postgres.url).password)
    const environment = { DATABASE_URL: postgres.url, LOG_LEVEL: 'debug', AGENT_STANDBY: '0' }
    const folders = [await dataFolder(cleaning), await dataFolder(cleaning)]
    const [one, two] = await Promise.all(folders.map((folder) => startServer(cleaning, folder, environment)))
    assert.ok(one && two)

    const form = new FormData()
    form.append('file', new Blob([TEXT]), 'cell.md')
    const upload = await one.ask('/api/ai-agents/documents', { method: 'POST', body: form })
    assert.equal(upload.status, 201, upload.text)
    assert.equal((await ask(one, 'personalization/update', { minutes_per_day: 35 })).status, 200)
    const answer = await ask(two, 'ask', { question: 'What is osmosis?' })
    assert.match(answer.text, /movement of water/)
    const known = await ask(two, 'personalization/recall')
    assert.equal(known.body.minutes_per_day, 35)
    const plan = await ask(two, 'study-plan', { user_input: 'statistics' })
    assert.equal(plan.status, 200, plan.text)
    const [{ count }] = await rows('select count(*)::int from agents.finished_runs')
    assert.equal(count, 1)

    const pid = await postgresPid(dataDir)
    assert.ok(pid)
    process.kill(pid, 'SIGQUIT')
    await until(() => !isAlive(pid), 'PostgreSQL to end')
    await postgres.revive()
    await until(async () => (await ask(one, 'personalization/recall')).status === 200, 'the database')
    assert.equal((await ask(two, 'personalization/recall')).body.minutes_per_day, 35)

    for (const folder of folders) {
      const files = await readdir(folder, { recursive: true })
      assert.deepEqual(
        files.filter((name) => name.includes('sqlite')),
        [],
      )
    }
    for (const server of [one, two]) assert.ok(!server.lines.join('\n').includes(password))
    const { pid: python } = (await one.ask('/health')).body.python
    assert.ok(Number.isInteger(python))
    const command = await readFile(`/proc/${python}/cmdline`, 'utf8').catch(() => '')
    assert.ok(!command.includes(password))
  },
)
