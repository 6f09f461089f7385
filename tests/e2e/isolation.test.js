import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { connectDatabase } from '../../node/api/db/connection.js'
import { ROUTES } from '../node/api/routeTable.js'
import { dataFolder, lastFirst, launch, startServer } from './server.js'

const PASSWORD = 'a long walk by the sea'
const AGENTS = '/api/ai-agents'
const TEXT = 'Osmosis is the movement of water through a membrane. Diffusion needs no membrane at all.\n'

const cleaning = lastFirst(after)
/** @type {string} */
let folder
/** @type {import('./server.js').Server} */
let server

before(async () => {
  folder = await dataFolder(cleaning)
  const JWT_KEYS = `2026-11:${randomBytes(32).toString('base64')}`
  server = await startServer(cleaning, folder, { NODE_ENV: 'production', HOST: '127.0.0.1', JWT_KEYS })
})

/** Somebody with an account, and a browser that keeps its cookie. @param {string} name */
async function newUser(name) {
  const email = `${name.toLowerCase()}.${randomUUID()}@example.org`
  const registered = await send('POST', '/api/auth/register', { body: { email, password: PASSWORD, name } })
  assert.equal(registered.status, 201, registered.text)
  return { email, token: `${registered.body.access_token}`, cookie: cookieOf(registered) }
}

/** @param {Awaited<ReturnType<typeof send>>} answer */
function cookieOf({ headers }) {
  const [cookie = ''] = headers.getSetCookie().filter((each) => each.startsWith('refresh='))
  return cookie.split(';')[0] ?? ''
}

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

test('somebody registers, logs in, goes on, and logs out', async () => {
  const { email, token, cookie } = await newUser('Ada')
  const me = await send('GET', '/api/auth/me', { token })
  assert.deepEqual(me.body.user, { id: me.body.user.id, email, name: 'Ada' })

  const wrong = await send('POST', '/api/auth/login', { body: { email, password: 'another walk' } })
  assert.equal(wrong.status, 401)
  const login = await send('POST', '/api/auth/login', { body: { email, password: PASSWORD } })
  assert.equal(login.status, 200)
  const refreshed = await send('POST', '/api/auth/refresh', { cookie: cookieOf(login) })
  assert.equal(refreshed.status, 200)
  const second = refreshed.body.access_token
  assert.equal((await send('GET', '/api/auth/me', { token: second })).status, 200)
  const out = await send('POST', '/api/auth/logout', { cookie: cookieOf(refreshed) })
  assert.equal(out.status, 204)
  assert.equal((await send('GET', '/api/auth/me', { token: second })).status, 401)
  assert.equal((await send('POST', '/api/auth/refresh', { cookie: cookieOf(refreshed) })).status, 401)
  assert.equal((await send('GET', '/api/auth/me', { token })).status, 200, 'the first session goes on')
  assert.equal((await send('POST', '/api/auth/refresh', { cookie })).status, 200)
})

test('somebody deletes the account: nothing is left to come in by, and the email is free again', async () => {
  const { email, token, cookie } = await newUser('Ada')
  const made = await send('POST', `${AGENTS}/study-plan`, { token, body: { user_input: 'linear algebra' } })
  assert.equal(made.status, 200, made.text)
  const wrong = await send('DELETE', '/api/account', { token, body: { password: 'another walk' } })
  assert.equal(wrong.status, 403)
  assert.equal((await send('GET', '/api/auth/me', { token })).status, 200)
  const gone = await send('DELETE', '/api/account', { token, cookie, body: { password: PASSWORD } })
  assert.equal(gone.status, 204, gone.text)
  assert.equal((await send('GET', '/api/auth/me', { token })).status, 401)
  assert.equal((await send('POST', '/api/auth/refresh', { cookie })).status, 401)
  const login = await send('POST', '/api/auth/login', { body: { email, password: PASSWORD } })
  assert.equal(login.status, 401)
  const again = { email, password: PASSWORD, name: 'Ada' }
  const { status, body } = await send('POST', '/api/auth/register', { body: again })
  assert.equal(status, 201)
  const { text } = await send('GET', `${AGENTS}/runs`, { token: body.access_token })
  assert.ok(!text.includes(made.body.run_id), 'and who comes next begins anew')
})

test('in production nothing is told to nobody, but how the server is', async () => {
  assert.equal((await send('POST', `${AGENTS}/study-plan`, { body: { user_input: 'algebra' } })).status, 401)
  assert.equal((await send('GET', '/health')).status, 200)
})

test('what one user has, another one does not find: neither in the database nor with the agents', async () => {
  const [ada, bob] = [await newUser('Ada'), await newUser('Bob')]
  const made = await send('POST', `${AGENTS}/study-plan`, {
    ...ada,
    body: { user_input: 'Help me study machine learning' },
  })
  assert.equal(made.status, 200, made.text)
  const form = new FormData()
  form.append('file', new Blob([TEXT], { type: 'text/plain' }), 'cells.txt')
  const added = await send('POST', `${AGENTS}/documents`, { ...ada, body: form })
  assert.equal(added.status, 201, added.text)
  const notice = randomUUID()
  await writeNotice(notice, ada.email)
  const things = { run: made.body.run_id, plan: made.body.run_id, document: added.body.document_id, notice }

  for (const [name, entry] of Object.entries(ROUTES).filter(([, { who }]) => who === 'learner')) {
    const [method = ''] = name.split(' ')
    const answer = await send(method, entry.path(things), { ...bob, body: entry.body })
    if (entry.others === 'not found') assert.equal(answer.status, 404, `${name}: ${answer.text}`)
    const told = Object.values(things).filter((id) => answer.text.includes(id))
    // A problem says again what was asked for.
    if (entry.others === 'own') assert.deepEqual(told, [], name)
  }
  for (const path of [
    `${AGENTS}/runs/${things.run}`,
    `${AGENTS}/study-plan/${things.plan}`,
    `${AGENTS}/study-plan/${things.plan}.ics`,
    `${AGENTS}/documents/${things.document}`,
    `${AGENTS}/documents/${things.document}/pages/1`,
  ]) {
    assert.equal((await send('GET', path, ada)).status, 200, path)
  }
  const notices = await send('GET', '/api/me/notices', ada)
  assert.ok(notices.text.includes(notice), 'Bob did not remove it')
  const question = { question: 'What is osmosis?', document_ids: [things.document] }
  assert.match((await send('POST', `${AGENTS}/ask`, { ...ada, body: question })).text, /membrane/)
  for (const body of [question, { question: question.question }]) {
    const answer = await send('POST', `${AGENTS}/ask`, { ...bob, body })
    assert.ok(!answer.text.includes('membrane'), answer.text)
  }
})

test('a thread is its learner’s: another user who names it goes on with nothing', async () => {
  const [ada, bob] = [await newUser('Ada'), await newUser('Bob')]
  const say = async (/** @type {typeof ada} */ who, /** @type {string} */ text) => {
    const body = { user_input: text, thread_id: 'evening' }
    return (await send('POST', `${AGENTS}/chat`, { ...who, body })).text
  }
  await say(ada, 'Help me study linear algebra')
  assert.match(await say(ada, 'Quiz me on that'), /linear algebra/i)
  assert.doesNotMatch(await say(bob, 'Quiz me on that'), /linear algebra/i)
})

test('a server in production does not start without keys, or with a weak one, and says what to do', async (t) => {
  const other = await dataFolder(lastFirst((clean) => t.after(clean)))
  for (const JWT_KEYS of ['', `weak:${Buffer.from('my secret, my secret, my secret.').toString('base64')}`]) {
    const { lines, exit } = launch(other, { NODE_ENV: 'production', HOST: '127.0.0.1', JWT_KEYS })
    const [code] = await exit
    assert.notEqual(code, 0)
    assert.match(lines.join('\n'), /JWT_KEYS: .*openssl rand/)
  }
})

test('the key of a development machine is the owner’s alone, and stays', async (t) => {
  const own = lastFirst((clean) => t.after(clean))
  const other = await dataFolder(own)
  await startServer(own, other)
  const path = join(other, 'jwt-keys')
  assert.match(await readFile(path, 'utf8'), /^dev:[\w+/]{43}=\n$/)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
})

/** As a job does. @param {string} id @param {string} email */
async function writeNotice(id, email) {
  const { port, password } = JSON.parse(await readFile(join(folder, 'postgres.json'), 'utf8'))
  const database = connectDatabase({ url: `postgres://study:${password}@127.0.0.1:${port}/study` })
  try {
    await database.sequelize.query(
      `insert into notices (id, learner_id, kind, period, content, created_at)
       select $1, learner_id, 'daily_plan', '2026-11-22', '{}', now() from users where email = $2`,
      { bind: [id, email] },
    )
  } finally {
    await database.close()
  }
}
