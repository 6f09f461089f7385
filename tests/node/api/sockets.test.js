import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { createMemoryEventStore } from '../../../node/runEventStore.js'
import { PLAN, runnerError, RunsDouble, startApi } from './doubles.js'
import { connect, open } from './liveClient.js'

const STUDY_PLAN = 'orchestrator.study_plan'
const QUIZ = 'assessment.quiz'
const RUN_ID = '00000000-0000-4000-8000-000000000000'
const ASKED = { path: 'study-plan', fields: { user_input: 'Help me study machine learning' } }
const GUEST = 'guest=11111111-1111-4111-8111-111111111111'
const OTHER_GUEST = 'guest=22222222-2222-4222-8222-222222222222'

/** A promise and its handles. */
function gate() {
  let open = (/** @type {any} */ _value) => {}
  const passed = new Promise((resolve) => (open = resolve))
  return { open, passed }
}

/** Rejects when it is cancelled, as the bridge does. @param {AbortSignal} signal @returns {Promise<never>} */
function whenCancelled(signal) {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(runnerError('ERR_RUNNER_CANCELLED')))
  })
}

/** @param {string} url @param {string} email */
async function register(url, email) {
  const response = await fetch(`${url}/api/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'a long enough password 17', name: 'Ada' }),
  })
  const body = /** @type {any} */ (await response.json())
  assert.equal(response.status, 201, JSON.stringify(body))
  const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
  return { token: body.access_token, learnerId: `user:${body.user.id}`, cookie }
}

/** What Python says of a plan. */
const SAID = [
  { type: 'run.started', run_id: 'as in Python', workflow: 'study_plan', resumed: false },
  { type: 'understood', subjects: ['genetics'], routes: [] },
  { type: 'agent.started', agent: 'learning', skill: 'learning.path' },
  { type: 'agent.done', agent: 'learning', skill: 'learning.path', ms: 3 },
  { type: 'agent.failed', agent: 'wellness', skill: 'wellness.cap', ms: 9, reason: 'late' },
  { kind: 'token', text: 'Hello' },
  { type: 'run.done', workflow: 'study_plan', ms: 12, degraded: [] },
]

test('a run is called, and told with its numbers under the names of the protocol, to its end', async (t) => {
  const { url, runner } = await startApi(t)
  runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    for (const event of SAID) await emit(event)
    return PLAN
  }
  const client = await connect(t, url)
  const answer = await client.ask('call', ASKED)
  assert.equal(answer.ok, true)
  await client.until(({ name }) => name === 'run.done')
  const run_id = answer.run_id
  assert.deepEqual(client.heard, [
    { name: 'run.started', run_id, seq: 1, workflow: 'study_plan', resumed: false },
    {
      name: 'agent.partial',
      run_id,
      seq: 2,
      agent: 'orchestrator',
      kind: 'understood',
      subjects: ['genetics'],
      routes: [],
    },
    { name: 'agent.started', run_id, seq: 3, agent: 'learning', skill: 'learning.path' },
    { name: 'agent.done', run_id, seq: 4, agent: 'learning', skill: 'learning.path', ms: 3, status: 'ok' },
    {
      name: 'agent.done',
      run_id,
      seq: 5,
      agent: 'wellness',
      skill: 'wellness.cap',
      ms: 9,
      status: 'late',
      reason: 'late',
    },
    { name: 'agent.partial', run_id, seq: 6, kind: 'token', text: 'Hello' },
    {
      name: 'agent.partial',
      run_id,
      seq: 7,
      agent: 'orchestrator',
      kind: 'finishing',
      workflow: 'study_plan',
      ms: 12,
      degraded: [],
    },
    { name: 'run.done', run_id, seq: 8, result: PLAN },
  ])
  assert.deepEqual(await client.ask('run.follow', { run_id, after: 8 }), { ok: true, run_id, is_over: true })
})

test('a plain skill is answered, one that is followed tells its tokens, and what fails is said', async (t) => {
  const { url, runner } = await startApi(t)
  const client = await connect(t, url)
  assert.deepEqual(await client.ask('call', { path: 'quiz', fields: { topic: 'algebra' } }), {
    ok: true,
    result: { topic: 'algebra', items: [] },
  })
  runner.answers[QUIZ] = async (_params, { emit }) => {
    await emit({ kind: 'token', text: 'x' })
    throw runnerError('ERR_RUNNER_REMOTE', { rpcCode: -32010, phase: 'started' })
  }
  const { run_id } = await client.ask('call', { path: 'quiz', fields: { topic: 'algebra' }, follow: true })
  const failed = await client.until(({ name }) => name === 'run.failed')
  assert.deepEqual([failed.run_id, failed.seq, failed.error.code], [run_id, 2, 'skill_failed'])
  const refused = await client.ask('call', { path: 'quiz', fields: {} })
  assert.equal(refused.ok, false)
  assert.deepEqual([refused.error.code, refused.error.errors[0].field], ['invalid_params', 'topic'])
  assert.equal((await client.ask('call', { path: 'quizz' })).error.code, 'method_not_found')
})

test('a connection that is killed in the middle goes on from its last number: nothing missing, nothing twice', async (t) => {
  const { url, runner } = await startApi(t)
  const steps = Array.from({ length: 20 }, gate)
  runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    for (const [index, step] of steps.entries()) {
      await step.passed
      await emit({ kind: 'token', text: `${index}` })
    }
    return PLAN
  }
  const client = await connect(t, url)
  const { run_id } = await client.ask('call', ASKED)
  client.socket.on('connect', () =>
    client.socket.emit('run.follow', { run_id, after: client.lastOf(run_id) }),
  )
  for (const [index, step] of steps.entries()) {
    if (index % 5 === 3) {
      const back = client.told('connect')
      wireOf(client).destroy()
      step.open(undefined)
      await back
    }
    step.open(undefined)
    await client.until(({ seq }) => seq === index + 1)
  }
  await client.until(({ name }) => name === 'run.done')
  assert.deepEqual(
    client.heard.map(({ seq }) => seq),
    Array.from({ length: 21 }, (_, index) => index + 1),
  )
})

test('a run is followed on the server that does not work on it, from any number', async (t) => {
  const shared = { runs: new RunsDouble(), eventStore: createMemoryEventStore(), lookMs: 600_000 }
  const [here, there] = [await startApi(t, shared), await startApi(t, shared)]
  const half = gate()
  here.runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    for (const text of ['a', 'b', 'c']) await emit({ kind: 'token', text })
    await half.passed
    await emit({ kind: 'token', text: 'd' })
    return PLAN
  }
  const first = await connect(t, here.url)
  const { run_id } = await first.ask('call', ASKED)
  await first.until(({ seq }) => seq === 3)
  const others = await Promise.all([0, 2, 3].map(() => connect(t, there.url)))
  for (const [index, after] of [0, 2, 3].entries()) await others[index]?.ask('run.follow', { run_id, after })
  half.open(undefined)
  await first.until(({ name }) => name === 'run.done')
  for (const [index, after] of [0, 2, 3].entries()) {
    await others[index]?.until(({ name }) => name === 'run.done')
    assert.deepEqual(others[index]?.heard, first.heard.slice(after))
  }
})

test('who may not come in is told why, by the rules of HTTP', async (t) => {
  const { url } = await startApi(t, { production: true })
  for (const given of [{}, { token: 'forged' }, { cookie: GUEST }, { token: 'forged', cookie: GUEST }]) {
    await assert.rejects(
      connect(t, url, given),
      (/** @type {any} */ error) => error.data?.code === 'unauthenticated',
    )
  }
  const { token } = await register(url, 'ada@example.org')
  await connect(t, url, { token })
  await connect(t, url, { token, transports: ['polling'] })
  const elsewhere = { token, headers: { origin: 'https://evil.example' } }
  await assert.rejects(connect(t, url, elsewhere))
  await assert.rejects(connect(t, url, { ...elsewhere, transports: ['polling'] }))
  await assert.rejects(connect(t, url, { token, headers: { host: 'rebound.example' } }))
})

test('guests are let in where they are over HTTP, each as who the cookie says', async (t) => {
  const { url, sockets } = await startApi(t, { production: true, allowGuests: true })
  const client = await connect(t, url, { cookie: GUEST })
  const other = await connect(t, url, { cookie: OTHER_GUEST })
  const heard = new Promise((resolve) => client.socket.once('notice', resolve))
  other.socket.on('notice', () => assert.fail('it is not theirs'))
  sockets.publish(GUEST.replace('=', ':'), { type: 'notice', id: 'n' })
  assert.deepEqual(await heard, { id: 'n' })
  await assert.rejects(connect(t, url), (/** @type {any} */ error) => error.data?.code === 'unauthenticated')
})

test('the run of another learner is not there: not to follow, not to cancel', async (t) => {
  const { url, runner, runs } = await startApi(t, { production: true, allowGuests: true })
  runner.answers[STUDY_PLAN] = async (_params, { emit, signal }) => {
    await emit({ kind: 'token', text: 'secret' })
    return whenCancelled(signal)
  }
  const [owner, other] = [
    await connect(t, url, { cookie: GUEST }),
    await connect(t, url, { cookie: OTHER_GUEST }),
  ]
  const { run_id } = await owner.ask('call', ASKED)
  await owner.until(({ seq }) => seq === 1)
  for (const event of ['run.follow', 'run.cancel']) {
    for (const id of [run_id, RUN_ID]) {
      const { ok, error } = await other.ask(event, { run_id: id })
      assert.deepEqual([ok, error.code, error.id], [false, 'not_found', id])
    }
  }
  assert.deepEqual(other.heard, [])
  assert.equal(runs.rows.get(run_id)?.status, 'running')
})

test('a message that is wrong is answered with each member that is, and nothing else happens', async (t) => {
  const { url, runner } = await startApi(t)
  const client = await connect(t, url)
  for (const [event, message, fields] of /** @type {[string, any, string[]][]} */ ([
    ['run.follow', {}, ['run_id']],
    ['run.follow', { run_id: 7, after: -1, window: 1e9 }, ['run_id', 'after', 'window']],
    ['run.follow', { run_id: RUN_ID, since: 1 }, ['since']],
    ['run.follow', 'me', ['message']],
    ['run.follow', [RUN_ID], ['message']],
    ['run.follow', null, ['message']],
    ['run.follow', Buffer.from('x'), ['message']],
    ['run.cancel', { run_id: `${RUN_ID}'` }, ['run_id']],
    ['call', { path: '../../etc' }, ['path']],
    ['call', { path: 'quiz', fields: 'x' }, ['fields']],
    ['call', { path: 'quiz', fields: Buffer.from('x') }, ['fields']],
    ['call', { path: 'quiz', fields: { topic: 'a\0b' } }, ['fields.topic']],
    ['call', { path: 'quiz', fields: {}, timezone: 'Mars/North' }, ['timezone']],
    ['auth.refresh', { token: 1 }, ['token']],
    ['ops.watch', { now: true }, ['now']],
  ])) {
    const { ok, error } = await client.ask(event, message)
    assert.equal(ok, false, `${event} ${JSON.stringify(message)}`)
    assert.equal(error.code, 'invalid_params')
    assert.deepEqual(error.errors.map((/** @type {any} */ { field }) => field).sort(), [...fields].sort())
  }
  const told = once(/** @type {any} */ (client.socket), 'problem')
  client.socket.emit('run.follow', {})
  assert.equal((await told)[0].error.code, 'invalid_params')
  assert.deepEqual(
    runner.calls.filter(({ method }) => method !== 'rpc.discover'),
    [],
  )
})

test('a run is cancelled by an event, and ends for all who follow it', async (t) => {
  const shared = { runs: new RunsDouble(), eventStore: createMemoryEventStore(), lookMs: 600_000 }
  const [here, there] = [await startApi(t, shared), await startApi(t, shared)]
  const cancelled = gate()
  here.runner.answers[STUDY_PLAN] = async (_params, { emit, signal }) => {
    signal.addEventListener('abort', cancelled.open)
    await emit({ type: 'run.started' })
    return whenCancelled(signal)
  }
  const [first, second] = [await connect(t, here.url), await connect(t, there.url)]
  const { run_id } = await first.ask('call', ASKED)
  await first.until(({ seq }) => seq === 1)
  await second.ask('run.follow', { run_id })
  assert.deepEqual(await second.ask('run.cancel', { run_id }), { ok: true, run_id, cancelled: true })
  await cancelled.passed
  for (const client of [first, second]) {
    const { seq, error } = await client.until(({ name }) => name === 'run.failed')
    assert.deepEqual([seq, error.code], [2, 'cancelled'])
  }
  assert.equal((await second.ask('run.cancel', { run_id })).cancelled, false)
})

test('a client that stops reading holds little in the server, is let go, and resumes where it was', async (t) => {
  const { url, runner, runs, server } = await startApi(t, {
    times: { stallMs: 200 },
    writerBounds: { maxBytes: 2 ** 30, waitingBytes: 2 ** 30 },
  })
  // More than the system's own buffers hold.
  const count = 600
  runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    for (let index = 0; index < count; index++) await emit({ kind: 'token', text: 'x'.repeat(50_000) })
    return PLAN
  }
  /** @type {import('node:net').Socket[]} */
  const connections = []
  server.on('connection', (socket) => void connections.push(socket))
  const client = await connect(t, url, { reconnect: false })
  const [connection] = /** @type {[import('node:net').Socket]} */ (connections)
  const wire = wireOf(client)
  wire.pause()
  const gone = new Promise((resolve) => connection.once('close', () => resolve(undefined)))
  let most = 0
  const watching = setInterval(() => (most = Math.max(most, connection.writableLength)), 1)
  t.after(() => clearInterval(watching))
  client.socket.emit('call', ASKED)
  await gone
  assert.ok(most < 4 * 2 ** 20, `${most} bytes waited in the server of ${count * 50_000}`)
  wire.destroy()
  const next = await connect(t, url)
  const [run_id = ''] = [...runs.rows.keys()]
  await next.ask('run.follow', { run_id, after: client.lastOf(run_id) })
  await next.until(({ name }) => name === 'run.done')
  const seqs = [...client.heard, ...next.heard].map(({ seq }) => seq)
  assert.deepEqual(
    seqs,
    Array.from({ length: count + 1 }, (_, index) => index + 1),
  )
})

test('with a window no more is sent than is acknowledged, and who never does is told where it stopped', async (t) => {
  const { url, runner } = await startApi(t, { times: { stallMs: 100 } })
  runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    for (let index = 0; index < 50; index++) await emit({ kind: 'token', text: `${index}` })
    return PLAN
  }
  const maker = await connect(t, url)
  const { run_id } = await maker.ask('call', ASKED)
  await maker.until(({ name }) => name === 'run.done')

  const silent = await connect(t, url)
  const told = once(/** @type {any} */ (silent.socket), 'run.unfollowed')
  await silent.ask('run.follow', { run_id, window: 4 })
  const [{ run_id: of, after, reason }] = await told
  assert.deepEqual([of, after, reason.code], [run_id, 0, 'deadline_exceeded'])
  assert.deepEqual(
    silent.heard.map(({ seq }) => seq),
    [1, 2, 3, 4],
  )

  const diligent = await connect(t, url)
  for (const name of ['agent.partial', 'run.done'])
    diligent.socket.on(name, ({ seq }) => diligent.socket.emit('run.ack', { run_id, seq }))
  await diligent.ask('run.follow', { run_id, window: 4 })
  await diligent.until(({ name }) => name === 'run.done')
  assert.equal(diligent.heard.length, 51)
})

test('who unfollows hears no more of it', async (t) => {
  const { url, runner } = await startApi(t)
  const going = gate()
  runner.answers[STUDY_PLAN] = async (_params, { emit }) => {
    await emit('a')
    await going.passed
    await emit('b')
    return PLAN
  }
  const [client, other] = [await connect(t, url), await connect(t, url)]
  const { run_id } = await client.ask('call', ASKED)
  await other.ask('run.follow', { run_id })
  await client.until(({ seq }) => seq === 1)
  assert.deepEqual(await client.ask('run.unfollow', { run_id }), { ok: true, run_id })
  going.open(undefined)
  await other.until(({ name }) => name === 'run.done')
  await client.ask('run.unfollow', { run_id })
  assert.equal(client.heard.length, 1)
})

test('a session that ends ends its connections, with a word; a fresh token keeps one open', async (t) => {
  const { url, accounts } = await startApi(t, { production: true, times: { lookMs: 20 } })
  const [ada, bob] = [await register(url, 'ada@example.org'), await register(url, 'bob@example.org')]
  const client = await connect(t, url, { token: ada.token })
  const other = await connect(t, url, { token: bob.token })
  const renewed = await fetch(`${url}/api/auth/refresh`, { method: 'POST', headers: { cookie: ada.cookie } })
  const { access_token: token } = /** @type {any} */ (await renewed.json())
  const { ok, expires_at: until } = await client.ask('auth.refresh', { token })
  assert.ok(ok && Date.parse(until) > Date.now())
  for (const wrong of [bob.token, 'forged']) {
    assert.equal((await client.ask('auth.refresh', { token: wrong })).error.code, 'unauthenticated')
  }
  const [told, ended] = [client.told('auth.expired'), client.told('disconnect')]
  for (const [sid, session] of accounts.rows.sessions) {
    if (`user:${session.userId}` === ada.learnerId) await accounts.rows.revoke(sid)
  }
  assert.equal((await told)[0].code, 'unauthenticated')
  await ended
  const [refusal] = await client.told('connect_error')
  assert.equal(refusal.data.code, 'unauthenticated')
  assert.equal(other.socket.connected, true)
})

test('operators are told how the server is while they watch, and nobody else', async (t) => {
  /** @type {string[]} */
  const operators = []
  const { url } = await startApi(t, { production: true, operators, times: { opsMs: 10 } })
  const [ada, bob] = [await register(url, 'ada@example.org'), await register(url, 'bob@example.org')]
  operators.push(ada.learnerId.replace('user:', ''))
  const [operator, other] = [
    await connect(t, url, { token: ada.token }),
    await connect(t, url, { token: bob.token }),
  ]
  assert.equal((await other.ask('ops.watch', {})).error.code, 'forbidden')
  other.socket.on('ops', () => assert.fail('it is not for them'))
  assert.deepEqual(await operator.ask('ops.watch', {}), { ok: true })
  const [snapshot] = await operator.told('ops')
  assert.equal(snapshot.node.connections, 2)
  assert.deepEqual(snapshot.database, { ok: true, latency_ms: 1 })
  const over = async (/** @type {string} */ token) => {
    const response = await fetch(`${url}/api/ops`, { headers: { authorization: `Bearer ${token}` } })
    return { status: response.status, body: /** @type {any} */ (await response.json()) }
  }
  const allowed = await over(ada.token)
  assert.deepEqual([allowed.status, Object.keys(allowed.body)], [200, Object.keys(snapshot)])
  const refused = await over(bob.token)
  assert.equal(refused.status, 403)
  assert.ok(
    refused.body.detail.includes(bob.learnerId.replace('user:', '')),
    'who is none learns their own id',
  )
  await operator.ask('ops.unwatch', {})
  operator.socket.on('ops', () => assert.fail('it was asked for no longer'))
  for (let turn = 0; turn < 20; turn++) await operator.ask('ops.unwatch', {})
})

test('whoever registers with an operator’s email is no operator', async (t) => {
  const operators = ['00000000-0000-4000-8000-000000000000', 'ada@example.org']
  const { url } = await startApi(t, { production: true, operators })
  const { token } = await register(url, 'ada@example.org')
  const client = await connect(t, url, { token })
  assert.equal((await client.ask('ops.watch', {})).error.code, 'forbidden')
  const response = await fetch(`${url}/api/ops`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(response.status, 403)
})

test('a server that stops says so, breaks off, and its client comes again by itself', async (t) => {
  const { url, sockets } = await startApi(t)
  const client = await connect(t, url, { reconnect: false })
  const [told, ended] = [client.told('server.stopping'), client.told('disconnect')]
  sockets.stopping()
  assert.ok((await told)[0].retry_ms > 0)
  assert.equal(client.socket.connected, true, 'what is under way is told to its end')
  const late = open(t, url)
  await sockets.close()
  const [reason] = await ended
  assert.equal(reason, 'transport close', 'after which a client connects anew by itself')
  assert.equal(late.socket.connected, false)
})

test('a message that is too large for a connection is shortened to what names it', async (t) => {
  const { url, sockets } = await startApi(t)
  const client = await connect(t, url)
  const told = client.told('plan.changed')
  sockets.publish('local', { type: 'plan.changed', run_id: RUN_ID, version: 3, moved: ['x'.repeat(100_000)] })
  assert.deepEqual((await told)[0], { run_id: RUN_ID, version: 3, is_shortened: true })
})

/** The TCP connection below. @param {import('./liveClient.js').LiveClient} client @returns {import('node:net').Socket} */
function wireOf({ socket }) {
  return /** @type {any} */ (socket.io.engine).transport.ws._socket
}
