import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeParams, refusalOf } from '../../../node/runner/calls/params.js'
import { findFlawWithin } from '../../../node/runner/calls/jsonFlaw.js'
import { LargeText, mostPieceBytes } from '../../../node/runner/calls/largeText.js'
import { rejectionOf, startRunner } from './startRunner.js'

/** Weights more than can be written at once, and is wrong in no way. */
const filler = 'x'.repeat(300_000)
const long = 'x'.repeat(5 * 2 ** 20)

const odd = fc.constantFrom(
  undefined,
  new Date(0),
  { toJSON: (/** @type {string} */ key) => `under ${key}` },
  { toJSON: (/** @type {string} */ key) => ({ key, filler }) },
  { toJSON: () => undefined },
  { toJSON: () => ({ toJSON: () => 'a form has no form', n: 1 }) },
  Object.assign(Object.create({ inherited: 1 }), { own: 2 }),
  Object(1),
  Object('text'),
  JSON.parse('{"__proto__":{"a":1}}'),
  -0,
  '\u2028"\\\u0001\u007f',
)
const wrong = fc.constantFrom(
  ...[NaN, 1n, () => 1, Symbol('s'), '\ud800', new Map(), new Date(NaN), new Uint8Array(2), new Error('no')],
  ...[{ '\udc00': 1 }, [undefined], { toJSON: () => [NaN] }, { toJSON: () => 1n }, [,], nestedIn(140)], // eslint-disable-line no-sparse-arrays
)
const heavy = fc.constantFrom(filler, 'ü𝄞"\n'.repeat(100_000), Array(2_000).fill(['item', { n: 1 }]))

test('the pieces are what JSON.stringify writes', async () => {
  await fc.assert(
    fc.asyncProperty(containers(fc.oneof(scalars(), odd, heavy)), async (value) => {
      fc.pre(findFlawWithin(value, []) === null)
      assert.ok((await textOf(value)) === JSON.stringify(value))
    }),
    { numRuns: 150 },
  )
})

test('what JSON cannot write is refused as findFlaw says, wherever it stands', async () => {
  await fc.assert(
    fc.asyncProperty(containers(fc.oneof(scalars(), wrong, heavy)), async (value) => {
      const flaw = findFlawWithin(value, [])
      fc.pre(flaw !== null)
      const error = await textOf(value).catch((thrown) => refusalOf('m', 'params', thrown))
      assert.deepEqual(/** @type {any} */ (error).data, { path: `params${flaw?.path}`, reason: flaw?.reason })
    }),
    { numRuns: 200 },
  )
})

for (const [what, make] of /** @type {[string, () => any][]} */ ([
  ['one long string', () => ({ text: long })],
  ['a long string of more bytes than characters', () => ({ text: 'あ𝄞'.repeat(1_000_000) })],
  ['a long string of escapes', () => ({ text: '\u0001"'.repeat(2_000_000) })],
  [
    '100,000 small objects',
    () => Array.from({ length: 100_000 }, (_, n) => ({ n, name: `n${n}`, tags: ['a'] })),
  ],
  [
    'an object of many members',
    () => Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`k${n}`, { n }])),
  ],
  ['a million numbers', () => ({ n: Array.from({ length: 1_000_000 }, (_, n) => n / 7) })],
  ['lists in lists', () => [Array(300).fill(Array(300).fill([long.slice(0, 20), { a: [] }]))]],
  ['dates', () => Array.from({ length: 30_000 }, (_, n) => ({ at: new Date(n * 1e9) }))],
])) {
  test(`${what} is large, and its pieces are what JSON.stringify writes`, async () => {
    const value = make()
    const large = encodeParams('m', value)
    assert.ok(large instanceof LargeText)
    const pieces = await piecesOf(large)
    assert.ok(large.opening + pieces.join('') === JSON.stringify(value))
    assert.ok(pieces.every((piece) => piece.isWellFormed() && Buffer.byteLength(piece) <= mostPieceBytes))
    assert.equal(large.bytes, Buffer.byteLength(pieces.join('')))
  })
}

for (const [what, value] of /** @type {[string, any][]} */ ([
  ['a text of a million characters', { text: 'x'.repeat(1_000_000) }],
  ['a thousand small objects', Array.from({ length: 1_000 }, (_, n) => ({ n }))],
  ['an object with a form', { at: { toJSON: () => 'now' } }],
])) {
  test(`${what} is written at once`, () => {
    assert.equal(encodeParams('m', value), JSON.stringify(value))
  })
}

test('a large cycle and a large nesting too deep are told apart, by the same paths as small ones', async () => {
  const cycle = { filler: long, list: [{ back: /** @type {any} */ (null) }] }
  cycle.list[0] = { back: cycle.list }
  for (const value of [cycle, { filler: long, deep: nestedIn(140) }, { deep: nestedIn(140, long) }]) {
    const flaw = findFlawWithin(value, [])
    await assert.rejects(textOf(value), { path: flaw?.path, reason: flaw?.reason })
  }
})

test('bytes by the megabyte are refused without being looked through', async () => {
  const began = performance.now()
  const reason = 'is of the class Uint8Array, which JSON does not have'
  await assert.rejects(textOf({ data: new Uint8Array(2 ** 28) }), { path: '.data', reason })
  assert.ok(performance.now() - began < 1_000)
})

test('what the caller changes after the call is not in the request, of up to 10,000 values', async () => {
  const list = Array.from({ length: 4_000 }, (_, n) => /** @type {any[]} */ ([n]))
  const texts = Array.from({ length: 50 }, () => 'x'.repeat(100_000))
  const at = new Date(0)
  const params = { list, texts, text: long, at, form: { toJSON: () => ({ now: texts.length }) } }
  const before = JSON.stringify(params)
  const large = /** @type {LargeText} */ (encodeParams('m', params))
  params.text = 'changed'
  params.list.reverse()
  params.texts.length = 0
  params.list[0]?.push('changed')
  at.setTime(1)
  assert.ok(large.opening + (await piecesOf(large)).join('') === before)
})

test('of more values than that, whatever is changed meanwhile, JSON comes of it', async () => {
  const params = { list: Array.from({ length: 100_000 }, (_, n) => /** @type {any} */ ([n])), last: 1 }
  const large = /** @type {LargeText} */ (encodeParams('m', params))
  params.list.length = 60_000
  params.list[50_000] = { changed: true }
  const { list } = JSON.parse(large.opening + (await piecesOf(large)).join(''))
  assert.deepEqual([list.length, list[50_000]], [60_000, { changed: true }])
})

test('large parameters that cannot be written fail their own call and no other', async (t) => {
  const runner = await startRunner(t)
  const many = Array.from({ length: 50_000 }, (_, n) => ({ n }))
  const [late, half] = [
    { many, n: NaN },
    { many, text: `${long}\ud834` },
  ]
  const thrown = Object.defineProperty({ many }, 'getter', {
    enumerable: true,
    get() {
      throw new RangeError('no')
    },
  })
  const [ofLate, ofHalf, ofThrown, small] = await Promise.all([
    rejectionOf(runner.call('echo', late)),
    rejectionOf(runner.call('echo', half)),
    rejectionOf(runner.call('echo', thrown)),
    runner.call('echo', { n: 1 }),
  ])
  assert.deepEqual([ofLate.code, ofLate.phase], ['ERR_RUNNER_PROTOCOL', 'queued'])
  assert.deepEqual(ofLate.data, { path: 'params.n', reason: 'is NaN, which JSON does not have' })
  assert.deepEqual(ofHalf.data, { path: 'params.text', reason: 'holds half of a surrogate pair' })
  assert.ok(ofThrown.cause instanceof RangeError)
  assert.equal(small.n, 1)
})

/** @returns {fc.Arbitrary<any>} */
function scalars() {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 })
  return fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    text,
  )
}

/** @param {fc.Arbitrary<any>} leaf @returns {fc.Arbitrary<any>} */
function containers(leaf) {
  const key = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('__proto__', '1', 'a"'))
  const value = fc.letrec((/** @type {(name: string) => fc.Arbitrary<any>} */ tie) => ({
    value: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 5 }),
    object: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  }))
  return fc.oneof(/** @type {any} */ (value).list, /** @type {any} */ (value).object)
}

/**
 * @param {number} levels
 * @param {unknown} [leaf]
 */
function nestedIn(levels, leaf = 1) {
  let value = leaf
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { inner: value }
  return value
}

/** @param {object} value */
async function textOf(value) {
  const large = new LargeText(value)
  return large.opening + (await piecesOf(large)).join('')
}

/** @param {LargeText} large @returns {Promise<any[]>} */
function piecesOf(large) {
  return new Promise((resolve, reject) => {
    large.whenWritten(() => resolve(large.pieces))
    large.begin(() => true, reject)
  })
}
