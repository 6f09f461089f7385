/** Everything about a learner comes in one zip, and is gone after one call: on both sides, and in their files. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { fromBuffer } from 'yauzl'
import { connectDatabase } from '../../node/api/db/connection.js'
import { databaseUrl, dataFolder, lastFirst, startServer, until } from './server.js'

const PASSWORD = 'a long walk by the sea'
const AGENTS = '/api/ai-agents'

const cleaning = lastFirst(after)
/** @type {string} */
let folder
/** @type {import('./server.js').Server} */
let server

before(async () => {
  folder = await dataFolder(cleaning)
  server = await startServer(cleaning, folder)
})

/**
 * @param {string} method @param {string} path
 * @param {{body?: object, token?: string, cookie?: string}} [more]
 */
function send(method, path, { body, token, cookie } = {}) {
  return server.ask(path, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(cookie && { cookie }) },
    body: body instanceof FormData ? body : body && JSON.stringify(body),
  })
}

/** A learner with something in every place; `word` is in all of it. @param {{guest?: boolean}} [options] */
async function lived({ guest = false } = {}) {
  const word = `Quokka${randomUUID().replaceAll('-', '').slice(0, 12)}`
  const email = `${word.toLowerCase()}@example.org`
  const registration = { email, password: PASSWORD, name: `${word} Miller` }
  const registered = guest ? null : await send('POST', '/api/auth/register', { body: registration })
  const who = guest ? { cookie: `guest=${randomUUID()}` } : { token: `${registered?.body.access_token}` }
  const plan = await send('POST', `${AGENTS}/study-plan`, {
    ...who,
    body: { user_input: `Help me study calculus for the ${word} exam`, minutes_per_day: 45 },
  })
  assert.equal(plan.status, 200, plan.text)
  const form = new FormData()
  const text = `# ${word}\n\nThe ${word} is a hill. Osmosis is the movement of water through a membrane.\n`
  form.append('file', new Blob([text]), `${word}.md`)
  const added = await send('POST', `${AGENTS}/documents`, { ...who, body: form })
  assert.equal(added.status, 201, added.text)
  for (const [path, body] of /** @type {[string, object][]} */ ([
    ['personalization/update', { goals: [`=HYPERLINK("${word}")`] }],
    ['motivation/log-session', { minutes: 25, concept: `=cmd|' /C ${word}'!A0`, kept: true }],
    ['wellness/check-in', { mood: 4, sleep_hours: 7.5 }],
    ['chat', { user_input: `What is ${word}?`, thread_id: word }],
  ])) {
    const answer = await send('POST', `${AGENTS}/${path}`, { ...who, body })
    assert.equal(answer.status, 200, `${path}: ${answer.text}`)
  }
  const quiz = await send('POST', `${AGENTS}/quiz`, { ...who, body: { topic: 'calculus', count: 3 } })
  const answers = quiz.body.items.map((/** @type {any} */ { item_id }) => ({ item_id, answer: word }))
  await send('POST', `${AGENTS}/grade`, { ...who, body: { quiz_id: quiz.body.quiz_id, answers } })
  const first = plan.body.schedule.blocks.at(-1)
  const later = new Date(Date.parse(first.start) + 30 * 60_000).toISOString()
  await send('POST', `${AGENTS}/study-plan/${plan.body.run_id}/move`, {
    ...who,
    body: { block_start: first.start, to: later },
  })
  return { word, who, planId: plan.body.run_id, email, documentId: added.body.document_id }
}

/** @param {{token?: string, cookie?: string}} who */
async function exported({ token, cookie }) {
  const response = await fetch(`${server.url}/api/account/export`, {
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(cookie && { cookie }) },
  })
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'application/zip')
  assert.match(
    `${response.headers.get('content-disposition')}`,
    /^attachment; filename="study-companion-.*\.zip"$/,
  )
  return unzipped(Buffer.from(await response.arrayBuffer()))
}

/** @param {Buffer} bytes @returns {Promise<Record<string, string>>} */
async function unzipped(bytes) {
  const zip = await new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: false }, (error, file) => (error ? reject(error) : resolve(file)))
  })
  const reading = /** @type {Promise<[string, string]>[]} */ ([])
  await new Promise((resolve, reject) => {
    zip.on('entry', (/** @type {any} */ entry) => {
      const open = promisify(zip.openReadStream.bind(zip))
      reading.push(
        open(entry).then(async (/** @type {any} */ stream) => [entry.fileName, `${await buffer(stream)}`]),
      )
    })
    zip.on('error', reject)
    zip.on('end', resolve)
  })
  return Object.fromEntries(await Promise.all(reading))
}

/** Every place in which a word is: rows of all tables, and files that Python keeps. @param {string} word */
async function placesOf(word) {
  const database = connectDatabase({ url: await databaseUrl(folder) })
  try {
    const [tables] = await database.sequelize.query(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const found = []
    for (const { name } of /** @type {{name: string}[]} */ (tables)) {
      const [[{ count }]] = /** @type {any} */ (
        await database.sequelize.query(
          `select count(*)::int as count from ${name} as row where row::text ilike '%' || $1 || '%'`,
          { bind: [word] },
        )
      )
      if (count > 0) found.push(`${name}: ${count} rows`)
    }
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name)
      if (!file.isFile() || path.startsWith(join(folder, 'postgres'))) continue
      const bytes = await readFile(path).catch(() => Buffer.alloc(0))
      if (bytes.includes(word) || bytes.includes(word.toLowerCase())) found.push(path)
    }
    return found
  } finally {
    await database.close()
  }
}

test('an export holds everything, each file in a form that programs read', async () => {
  const { word, who, planId, email, documentId } = await lived()
  const files = await exported(who)
  const json = (/** @type {string} */ name) => JSON.parse(files[name] ?? 'null')
  assert.equal(json('account.json').user.email, email)
  assert.ok(!files['account.json']?.includes('argon2'), 'no hash is in it')
  assert.equal(json(`plans/${planId}.json`).run_id, planId)
  assert.match(files[`plans/${planId}.ics`] ?? '', /^BEGIN:VCALENDAR[^]*END:VCALENDAR\r\n$/)
  assert.equal(json(`plans/${planId}.versions.json`).length, 1, 'the block that was moved made a version')
  assert.ok(json('runs.json').some((/** @type {any} */ { params }) => params.user_input?.includes(word)))
  assert.deepEqual(
    json('learner.json').agents.personalization['personalization.facts'].documents.goals.value,
    [`=HYPERLINK("${word}")`],
  )
  assert.ok(json('profile.json').kept.length > 0)
  assert.match(files['check-ins.csv'] ?? '', /^\uFEFFat,mood,.*\r\n.*,4,,7\.5,/)
  assert.match(files['sessions.csv'] ?? '', /,25,'=cmd\|/, 'a formula is shown as text')
  assert.match(files['mastery.csv'] ?? '', /\r\n.*calculus\//)
  assert.ok(files['documents.csv']?.includes(documentId))
  assert.ok(files[`documents/${documentId}.txt`]?.includes(`The ${word} is a hill`))
  assert.ok(json('audit.json').some((/** @type {any} */ { what }) => what === 'registered'))
  for (const name of Object.keys(files)) {
    const named = name.replace(/[^/]+\.(versions\.json|json|ics|txt)$/, '*.$1')
    assert.ok(files['README.txt']?.includes(name) || files['README.txt']?.includes(named), `README: ${name}`)
  }
})

test('an export holds nothing of anybody else', async () => {
  const [ada, bob] = [await lived(), await lived({ guest: true })]
  for (const [own, other] of /** @type {const} */ ([
    [ada, bob],
    [bob, ada],
  ])) {
    const files = Object.values(await exported(own.who)).join('\n')
    assert.ok(files.includes(own.word))
    assert.ok(!files.includes(other.word))
  }
})

test('the wrong password erases nothing, and no password is asked for by name', async () => {
  const { who } = await lived()
  const wrong = await send('DELETE', '/api/account', { ...who, body: { password: 'another walk' } })
  assert.equal(wrong.status, 403)
  const none = await send('DELETE', '/api/account', who)
  assert.equal(none.status, 400)
  assert.equal(none.body.errors[0].field, 'password')
  assert.equal((await send('GET', '/api/auth/me', who)).status, 200)
})

for (const guest of [false, true]) {
  test(`after an erasure nothing of ${guest ? 'a guest' : 'a user'} is found in any table or file, and others keep theirs`, async () => {
    const [gone, stays] = [await lived({ guest }), await lived({ guest })]
    assert.ok((await placesOf(gone.word)).length > 3, 'it is in several places before')
    const body = guest ? {} : { password: PASSWORD }
    const answer = await send('DELETE', '/api/account', { ...gone.who, body })
    assert.equal(answer.status, 204, answer.text)
    assert.deepEqual(await placesOf(gone.word), [])
    assert.ok((await placesOf(stays.word)).length > 3)
    const plan = await send('GET', `${AGENTS}/study-plan/${gone.planId}`, gone.who)
    assert.equal(plan.status, guest ? 404 : 401)
    assert.equal((await send('GET', `${AGENTS}/study-plan/${stays.planId}`, stays.who)).status, 200)
    const documents = await send('GET', `${AGENTS}/documents`, stays.who)
    assert.equal(documents.body.documents.length, 1)
  })
}

test('an erasure that died half-way is finished by the server that starts next', async () => {
  const { word, who } = await lived({ guest: true })
  const learnerId = `guest:${`${who.cookie}`.slice('guest='.length)}`
  const database = connectDatabase({ url: await databaseUrl(folder) })
  await database.sequelize.query(
    'insert into erasures (learner_id, attempts, began_at) values ($1, 1, now())',
    { bind: [learnerId] },
  )
  await database.close()
  server.process.kill('SIGKILL')
  await server.exit
  server = await startServer(cleaning, folder)
  await until(async () => (await placesOf(learnerId)).length === 0, 'the erasure to be finished', 30_000)
  assert.deepEqual(await placesOf(word), [])
})
