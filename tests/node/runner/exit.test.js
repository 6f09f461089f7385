import assert from 'node:assert/strict'
import { open, readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { callOn, openSession } from './openSession.js'
import { isAlive, isGone } from './startRunner.js'

const portable = { env: { AGENT_RUNNER_PORTABLE: '1' } }
const settleMs = 50
const bounded = { timeout: 10_000 }

for (const [how, method, params, expected] of /** @type {const} */ ([
  ['killed', 'die', { signal: 'SIGKILL' }, [null, 'SIGKILL', /last words\n$/]],
  ['out of its own will', 'exit', { code: 3 }, [3, null, /leaving\n$/]],
  [
    'by a segmentation fault',
    'crash',
    { how: 'read' },
    [null, 'SIGSEGV', /Segmentation fault[^]*in string_at[^]*in call\n/],
  ],
  ['by an abort', 'crash', { how: 'abort' }, [null, 'SIGABRT', /Aborted[^]*in call\n/]],
])) {
  for (const [company, spawn] of /** @type {const} */ ([
    ['alone', null],
    ['and a stranger holds its pipes', { talks: false }],
    ['and a stranger goes on writing into them', { talks: true }],
  ])) {
    test(`a child that ends ${how}, ${company}, is heard out and settled at once`, bounded, async (t) => {
      const { session } = await openSession(t)
      if (spawn) killAfter(t, await callOn(session, 'spawn_stranger', spawn).promise)
      const exited = exitOf(session)
      const call = callOn(session, method, params)
      const { lost, exitCode, signal, stderrTail } = await session.ended
      const settledMs = performance.now() - (await exited)
      assert.deepEqual([lost, exitCode, signal], [[call], expected[0], expected[1]])
      if (!spawn?.talks) assert.match(stderrTail, expected[2])
      assert.ok(settledMs < settleMs, `settled ${settledMs} ms after the exit`)
    })
  }
}

test('a reply written right before the exit is read whole', bounded, async (t) => {
  const { session } = await openSession(t)
  killAfter(t, await callOn(session, 'spawn_stranger', { talks: false }).promise)
  const reply = await callOn(session, 'answer_and_exit', { bytes: 3_000_000 }).promise
  assert.equal(/** @type {string} */ (reply).length, 3_000_000)
  assert.deepEqual((await session.ended).lost, [])
})

test(
  'the child has its three pipes and the lifeline open, whatever the host has open, and no more',
  bounded,
  async (t) => {
    const file = await open(fileURLToPath(import.meta.url))
    t.after(() => file.close())
    const { session: other } = await openSession(t)
    const { session } = await openSession(t)
    assert.deepEqual(await callOn(session, 'descriptors').promise, [0, 1, 2, 3, ...passedOn])
    assert.deepEqual(await callOn(other, 'descriptors').promise, [0, 1, 2, 3, ...passedOn])
    const { session: plain } = await openSession(t, portable)
    assert.deepEqual(await callOn(plain, 'descriptors').promise, [0, 1, 2, ...passedOn])
  },
)

test('the child is told of its lifeline where there is one', bounded, async (t) => {
  const { session } = await openSession(t)
  const told = /** @type {any} */ (await callOn(session, 'environment').promise)
  assert.equal(told.AGENT_RUNNER_LIFELINE_FD, '3')
  const { session: plain } = await openSession(t, portable)
  const less = /** @type {any} */ (await callOn(plain, 'environment').promise)
  assert.equal('AGENT_RUNNER_LIFELINE_FD' in less, false)
  assert.equal(less.AGENT_RUNNER_PORTABLE, '1')
})

test('what the child started goes with it, by its group', bounded, async (t) => {
  const { session } = await openSession(t)
  const grandchild = /** @type {number} */ (await callOn(session, 'spawn_grandchild').promise)
  session.kill('a test')
  await session.ended
  await isGone(grandchild)
})

test('without process groups, the child alone is killed', bounded, async (t) => {
  const { session } = await openSession(t, portable)
  const grandchild = /** @type {number} */ (await callOn(session, 'spawn_grandchild').promise)
  killAfter(t, grandchild)
  const pid = session.pid ?? assert.fail()
  session.kill('a test')
  const { signal, why } = await session.ended
  assert.deepEqual([signal, why], ['SIGKILL', 'a test'])
  assert.deepEqual([isAlive(pid), isAlive(grandchild)], [false, true])
})

/** What whoever started this process left open for it and all after it; no program can tell which that is. */
const passedOn = await inheritable()

async function inheritable() {
  const closedOnExec = 0o2000000
  const found = []
  for (const name of await readdir('/proc/self/fd')) {
    const info = await readFile(`/proc/self/fdinfo/${name}`, 'utf8').catch(() => '')
    const flags = /^flags:\s*([0-7]+)$/m.exec(info)?.[1]
    if (Number(name) > 2 && flags && !(parseInt(flags, 8) & closedOnExec)) found.push(Number(name))
  }
  return found.sort((a, b) => a - b)
}

/**
 * When the system said that it was gone.
 *
 * @param {import('../../../node/runner/child/session.js').Session} session
 * @returns {Promise<number>}
 */
async function exitOf(session) {
  const pid = session.pid ?? assert.fail()
  while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve))
  return performance.now()
}

/**
 * @param {{ after: (end: () => void) => void }} t
 * @param {any} pid of a process that nobody else ends
 */
function killAfter(t, pid) {
  t.after(() => void process.kill(pid, 'SIGKILL'))
}
