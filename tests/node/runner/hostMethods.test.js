import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openWire, turn } from './openWire.js'

/** @typedef {import('../../../node/runner/options.js').HostCallContext} HostCallContext */

test('Python may call what is on the list, with its parameters and what it is called for', async () => {
  /** @type {{ params?: any, context?: HostCallContext }} */
  const seen = {}
  const wire = openWire({
    hostMethods: {
      load: async (params, context) => {
        Object.assign(seen, { params, context })
        return { ok: true }
      },
    },
  })
  const _meta = { call_id: 'e.7', deadline_ms: 500, traceparent: '00-aa-bb-01' }
  await wire.say({ id: 'h1', method: 'load', params: { name: 'x', _meta } })
  assert.deepEqual(await wire.heard(), [{ jsonrpc: '2.0', id: 'h1', result: { ok: true } }])
  const { signal, ...rest } = /** @type {HostCallContext} */ (seen.context)
  assert.deepEqual(seen.params, { name: 'x' })
  assert.deepEqual(rest, { callId: 'e.7', deadlineMs: 500, traceparent: '00-aa-bb-01' })
  assert.equal(signal.aborted, false)
  assert.equal(wire.clock.timers, 0)
})

test('parameters by position, or none, are taken as they are', async () => {
  const wire = openWire({ hostMethods: { echo: (params) => params } })
  await wire.say({ id: 1, method: 'echo', params: [1, 2] })
  await wire.say({ id: 2, method: 'echo' })
  assert.deepEqual(
    (await wire.heard()).map(({ id, result }) => [id, result]),
    [
      [1, [1, 2]],
      [2, {}],
    ],
  )
})

test('what is not on the list is not found, whatever objects inherit', async () => {
  const wire = openWire({ hostMethods: { load: () => 1 } })
  for (const method of ['save', 'toString', '__proto__', 'constructor']) {
    await wire.say({ id: method, method })
    const [{ error }] = await wire.heard()
    assert.equal(error.code, -32601)
  }
})

test('a handler that throws tells its name and nothing else', async () => {
  const wire = openWire({
    hostMethods: {
      load: () => {
        throw new RangeError('password=hunter2')
      },
      save: () => Promise.reject('hunter2'),
    },
  })
  await wire.say({ id: 'h1', method: 'load' })
  await wire.say({ id: 'h2', method: 'save' })
  const answers = await wire.heard()
  assert.deepEqual(
    answers.map(({ error }) => [error.code, error.data]),
    [
      [-32013, { method: 'load', name: 'RangeError' }],
      [-32013, { method: 'save', name: 'string' }],
    ],
  )
  assert.ok(!JSON.stringify(answers).includes('hunter2'))
})

for (const [what, thrown, name] of /** @type {[string, () => unknown, string][]} */ ([
  ['is half a surrogate pair', () => named('a\ud800'), 'a\ufffd'],
  ['is cut within a character', () => named(`${'x'.repeat(99)}😀`), `${'x'.repeat(99)}\ufffd`],
  ['is no text', () => named(5), 'Error'],
  [
    'throws when it is read',
    () =>
      Object.defineProperty(new Error('x'), 'name', {
        get() {
          throw new Error('hunter2')
        },
      }),
    'Error',
  ],
])) {
  test(`a handler that throws an error whose name ${what} is answered all the same`, async () => {
    const wire = openWire({ hostMethods: { load: () => Promise.reject(thrown()) } })
    await wire.say({ id: 'h1', method: 'load' })
    const [{ id, error }] = await wire.heard()
    assert.deepEqual([id, error.code, error.data], ['h1', -32013, { method: 'load', name }])
  })
}

for (const [what, result, path] of /** @type {[string, unknown, string][]} */ ([
  ['NaN', { scores: [1, NaN] }, 'scores[1]'],
  ['a BigInt', { a: 1n }, 'a'],
  ['half a surrogate pair', ['\ud800'], '[0]'],
  ['a function', () => 1, ''],
])) {
  test(`a result with ${what} is an error that names the place`, async () => {
    const wire = openWire({ hostMethods: { load: () => result } })
    await wire.say({ id: 'h1', method: 'load' })
    const [{ error }] = await wire.heard()
    assert.equal(error.code, -32007)
    assert.equal(error.data.path, path)
  })
}

test('no result is null', async () => {
  const wire = openWire({ hostMethods: { log: () => undefined } })
  await wire.say({ id: 'h1', method: 'log' })
  assert.deepEqual(await wire.heard(), [{ jsonrpc: '2.0', id: 'h1', result: null }])
})

test('an id in flight is refused, and an id that is none', async () => {
  const { hostMethods, finish } = waiting()
  const wire = openWire({ hostMethods })
  await wire.say({ id: 'h1', method: 'wait' })
  await wire.say({ id: 'h1', method: 'wait' })
  await wire.say({ id: { a: 1 }, method: 'wait' })
  finish('done')
  assert.deepEqual(
    (await wire.heard()).map(({ id, error, result }) => [id, error?.code ?? result]),
    [
      ['h1', -32011],
      [null, -32600],
      ['h1', 'done'],
    ],
  )
})

test('a cancel aborts the signal and is answered at once; the result that comes after it is dropped', async () => {
  const { hostMethods, finish, signals } = waiting()
  const wire = openWire({ hostMethods })
  await wire.say({ id: 'h1', method: 'wait' })
  await wire.say({ method: '$/cancelRequest', params: { id: 'h1' } })
  await wire.say({ method: '$/cancelRequest', params: { id: 'unknown' } })
  assert.equal(signals[0]?.aborted, true)
  finish('done')
  assert.deepEqual(
    (await wire.heard()).map(({ id, error }) => [id, error.code]),
    [['h1', -32800]],
  )
})

test('the deadline aborts the signal and is answered', async () => {
  const { hostMethods, signals } = waiting()
  const wire = openWire({ hostMethods })
  await wire.say({ id: 'h1', method: 'wait', params: { _meta: { deadline_ms: 50 } } })
  wire.clock.advance(50)
  assert.equal(signals[0]?.reason.name, 'TimeoutError')
  const [{ error }] = await wire.heard()
  assert.equal(error.code, -32003)
})

test('the end of the child aborts every signal, and nothing is answered', async () => {
  const { hostMethods, finish, signals } = waiting()
  const wire = openWire({ hostMethods })
  for (const id of ['h1', 'h2'])
    await wire.say({ id, method: 'wait', params: { _meta: { deadline_ms: 50 } } })
  wire.die()
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, true],
  )
  finish('done')
  assert.deepEqual(await wire.heard(), [])
  assert.equal(wire.clock.timers, 0)
})

test('no more than 256 handlers run, those that nobody waits for included', async () => {
  const { hostMethods, finish } = waiting()
  const wire = openWire({ hostMethods })
  for (let n = 0; n < 256; n += 1) await wire.say({ id: n, method: 'wait' })
  for (let n = 0; n < 256; n += 1) await wire.say({ method: '$/cancelRequest', params: { id: n } })
  await wire.heard()
  await wire.say({ id: 'more', method: 'wait' })
  const [{ error }] = await wire.heard()
  assert.deepEqual([error.code, error.data], [-32004, { limit: 256 }])
  finish('done')
  await turn()
  await wire.say({ id: 'later', method: 'wait' })
  assert.deepEqual(await wire.heard(), [{ jsonrpc: '2.0', id: 'later', result: 'done' }])
})

test('large parameters and large results travel in chunks', async () => {
  const wire = openWire({ hostMethods: { echo: ({ text }) => text } })
  const text = 'x'.repeat(5 * 2 ** 20)
  const request = JSON.stringify({ jsonrpc: '2.0', id: 'h1', method: 'echo', params: { text } })
  const half = request.length / 2
  await wire.say({
    method: '$/chunk',
    params: { id: 'h1', seq: 0, data: request.slice(0, half), more: true },
  })
  await wire.say({ method: '$/chunk', params: { id: 'h1', seq: 1, data: request.slice(half), more: false } })
  const chunks = await wire.heardUntil(({ params }) => params?.more === false)
  assert.ok(chunks.length > 20 && chunks.every(({ params }) => params.id === 'h1'))
  assert.ok(JSON.parse(chunks.map(({ params }) => params.data).join('')).result === text)
})

test('a large result that is not JSON is an error that names the place, and one that is cancelled is not sent', async () => {
  const many = Array.from({ length: 50_000 }, (_, n) => ({ n }))
  const wire = openWire({ hostMethods: { load: ({ last }) => [...many, last ? NaN : 1] } })
  await wire.say({ id: 'h1', method: 'load', params: { last: true } })
  const [{ id, error }] = await wire.heardUntil(() => true)
  assert.deepEqual(
    [id, error.code, error.data],
    ['h1', -32007, { path: '[50000]', reason: 'is NaN, which JSON does not have' }],
  )
  wire.say({ id: 'h2', method: 'load', params: {} })
  await wire.say({ method: '$/cancelRequest', params: { id: 'h2' } })
  await wire.say({ id: 'h3', method: 'load', params: {} })
  const heard = await wire.heardUntil(({ params }) => params?.id === 'h3' && !params.more)
  assert.deepEqual(heard[0], {
    jsonrpc: '2.0',
    id: 'h2',
    error: { code: -32800, message: 'Request cancelled' },
  })
  assert.ok(heard.slice(1).every(({ params }) => params.id === 'h3'))
})

test('a host call in flawed chunks is answered, one in chunks to a host without methods is ignored', async () => {
  const chunk = { method: '$/chunk', params: { id: 'h1', seq: 0, data: '{"jsonrpc"', more: false } }
  const wire = openWire({ hostMethods: { load: () => 1 } })
  await wire.say(chunk)
  const [{ id, error }] = await wire.heard()
  assert.deepEqual([id, error.code], ['h1', -32700])
  const other = openWire()
  await other.say(chunk)
  assert.deepEqual(await other.heard(), [])
})

test('a result past the limit of the runner is an error', async () => {
  const wire = openWire({ hostMethods: { load: () => 'x'.repeat(5_000) }, maxFrameBytes: 2_000 })
  await wire.say({ id: 'h1', method: 'load' })
  const [{ error }] = await wire.heard()
  assert.equal(error.code, -32006)
})

/** @param {unknown} name */
function named(name) {
  return Object.assign(new Error('hunter2'), { name })
}

/** A method that answers when it is told to. */
function waiting() {
  /** @type {AbortSignal[]} */
  const signals = []
  /** @type {(result: string) => void} */
  let finish = () => {}
  const result = new Promise((resolve) => (finish = resolve))
  const wait = (/** @type {unknown} */ _params, /** @type {HostCallContext} */ { signal }) => {
    signals.push(signal)
    return result
  }
  return { hostMethods: { wait }, signals, finish: (/** @type {string} */ text) => finish(text) }
}
