import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeParams } from '../../../node/runner/calls/params.js'
import { rejectionOf, startRunner } from './startRunner.js'

/** @type {[string, any, string][]} */
const unsendable = [
  ['a BigInt', { a: [{ b: 1n }] }, 'params.a[0].b'],
  ['NaN', { score: NaN }, 'params.score'],
  ['an infinity', [1, -Infinity], 'params[1]'],
  ['half a surrogate pair', { text: '\ud834' }, 'params.text'],
  ['half a surrogate pair as a key', { a: { '\udd1e': 1 } }, 'params.a'],
  ['metadata of its own', { _meta: {} }, 'params._meta'],
  ['a text', 'text', 'params'],
  ['a date in the place of the parameters', new Date(0), 'params'],
  ['a form that hides metadata', { toJSON: () => ({ _meta: {} }) }, 'params._meta'],
  ['a Map', { a: new Map([[1, 2]]) }, 'params.a'],
  ['a Set in the place of the parameters', new Set([1]), 'params'],
  ['a function', { a: [() => 1] }, 'params.a[0]'],
  ['a function as a member', { a: { b() {} } }, 'params.a.b'],
  ['a symbol', { a: Symbol('s') }, 'params.a'],
  ['an undefined item', { a: [1, undefined] }, 'params.a[1]'],
  ['a hole in a list', { a: new Array(1) }, 'params.a[0]'],
  ['a date that is none', { at: new Date(NaN) }, 'params.at'],
  ['an error', { why: Object.assign(new Error('no'), { code: 'E' }) }, 'params.why'],
  ['bytes', { data: new Uint8Array(2) }, 'params.data'],
  ['a Map in much else', { text: 'x'.repeat(300), a: new Map() }, 'params.a'],
  ['a form that hides NaN', { a: { toJSON: () => [NaN] } }, 'params.a[0]'],
]

for (const [what, params, path] of unsendable) {
  test(`${what} is refused by name before anything is sent`, () => {
    assert.throws(
      () => encodeParams('m', params),
      (/** @type {any} */ error) => error.code === 'ERR_RUNNER_PROTOCOL' && error.data.path === path,
    )
  })
}

test('a cycle and a nesting too deep are told apart', () => {
  /** @type {any} */
  const cycle = {}
  cycle.self = cycle
  assert.throws(() => encodeParams('m', cycle), /m: params\.self refers to itself/)
  const [inner, outer] = [/** @type {any} */ ({}), { list: [/** @type {any} */ (null)] }]
  outer.list[0] = inner
  inner.back = outer.list
  assert.throws(() => encodeParams('m', outer), /m: params\.list\[0\]\.back refers to itself/)
  /** @type {any} */
  let deep = []
  for (let level = 0; level < 130; level += 1) deep = [deep]
  assert.throws(() => encodeParams('m', deep), /deeper than 126 levels/)
})

test('a getter that throws is refused with its error as the cause', () => {
  const cause = new Error('no')
  const params = {
    toJSON() {
      throw cause
    },
  }
  assert.throws(() => encodeParams('m', params), { code: 'ERR_RUNNER_PROTOCOL', cause })
})

test('dates, shared references and missing members are what JSON makes of them', () => {
  const shared = { n: 1 }
  class Point {
    x = 1
    move() {}
  }
  const params = { at: new Date(0), twice: [shared, shared], none: undefined, point: new Point(), no: null }
  assert.equal(encodeParams('m', params), JSON.stringify(params))
  assert.equal(encodeParams('m', undefined), '{}')
})

test('a request too large for the runner fails alone, with both sizes', async (t) => {
  const runner = await startRunner(t)
  const small = runner.call('echo', { a: 1 })
  const error = await rejectionOf(runner.call('echo', { text: 'ü'.repeat(2.5 * 2 ** 20) }))
  assert.equal(error.code, 'ERR_RUNNER_PROTOCOL')
  assert.match(error.message, /524\d+ bytes; the limit is 4194304/)
  assert.equal((await small).a, 1)
})

test('a time limit that is none is refused', async (t) => {
  const runner = await startRunner(t)
  for (const timeoutMs of [0, -1, NaN]) {
    const error = await rejectionOf(runner.call('echo', {}, { timeoutMs }))
    assert.equal(error.code, 'ERR_RUNNER_PROTOCOL')
    assert.match(error.message, /^timeoutMs/)
  }
})
