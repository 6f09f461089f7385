import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SlicedJson } from '../../../node/runner/wire/slicedJson.js'
import { assertGrowsInStep } from '../growth.js'

/** Written so that the cuts find everything: escapes, half pairs, odd spaces, keys that come twice. */
const string = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '"\\ud83d\\ude00"',
    '"\\\\"',
    '"\\\\\\""',
    '"\\u005c"',
    '"[{,"',
    '"\\ud83d"',
    '"𝄞𝄞"',
    '""',
    '"\\\\\\\\"',
  ),
)
const key = fc.oneof(string, fc.constantFrom('"a"', '"b"', '"__proto__"', '"1"', '"0"', '"constructor"'))
const scalar = fc.oneof(
  string,
  fc.double().map((number) => JSON.stringify(number)),
  fc.constantFrom(
    'true',
    'false',
    'null',
    '-0',
    '1e400',
    '123456789012345678901234567890',
    '0.1',
    '-1.5E+10',
  ),
)
const blank = fc.constantFrom('', '', '', '', ' ', '\n', '\t\r\n ', ' '.repeat(40))
const parts = fc.letrec((/** @type {(name: string) => fc.Arbitrary<any>} */ tie) => ({
  value: fc.oneof({ depthSize: 'medium' }, scalar, tie('array'), tie('object')),
  array: listOf('[', ']', tie('value')),
  object: listOf(
    '{',
    '}',
    fc.tuple(key, blank, tie('value')).map(([name, gap, one]) => `${name}${gap}:${gap}${one}`),
  ),
}))
const value = /** @type {fc.Arbitrary<string>} */ (parts.value)
const text = fc.oneof(
  listOf('[', ']', value),
  listOf(
    '{',
    '}',
    fc.tuple(key, value).map((pair) => pair.join(':')),
  ),
)
const patience = fc.constantFrom(1, 2, 5, 20, 1_000)
const cuts = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 30 })

test('text in slices gives what JSON.parse gives of the whole, wherever it is cut', () => {
  fc.assert(
    fc.property(text, cuts, patience, (whole, lengths, chars) => {
      assert.deepEqual(
        outcomeOf(() => read(whole, lengths, chars)),
        outcomeOf(() => JSON.parse(whole)),
      )
    }),
    { numRuns: 3_000 },
  )
})

test('text that is no JSON fails where JSON.parse does, wherever it is cut', () => {
  const damaged = fc
    .tuple(text, fc.nat(), fc.constantFrom('', ',', ']', '}', '"', ':', '[', '{', '\\', '1', '\0', ' x'))
    .map(([whole, at, damage]) => {
      const place = at % (whole.length + 1)
      return whole.slice(0, place) + damage + whole.slice(place + (damage === '' ? 1 : 0))
    })
  fc.assert(
    fc.property(damaged, cuts, patience, (whole, lengths, chars) => {
      // A message is an object: what is no container is not read here.
      fc.pre(/^[ \t\n\r]*[[{]/.test(whole))
      assert.deepEqual(
        outcomeOf(() => read(whole, lengths, chars)),
        outcomeOf(() => JSON.parse(whole)),
      )
    }),
    { numRuns: 5_000 },
  )
})

for (const [what, whole] of /** @type {[string, string][]} */ ([
  ['one long string', JSON.stringify({ id: 'e.1', result: 'ü"\\𝄞\n\u0001'.repeat(60_000) })],
  [
    'many small objects',
    JSON.stringify({ result: Array.from({ length: 20_000 }, (_, n) => ({ n, name: `n${n}` })) }),
  ],
  [
    'an object of many members',
    `{${Array.from({ length: 20_000 }, (_, n) => `"k${n % 15_000}":{"n":${n}}`).join()}}`,
  ],
  ['lists in lists', JSON.stringify(nested(9, 4))],
  ['a long key', `{"a":1,"${'k\\u00e9'.repeat(50_000)}" : {"b":["${'v'.repeat(200_000)}"]},"c":2}`],
  ['brackets beyond any stack', '['.repeat(200_000) + ']'.repeat(200_000)],
  ['much whitespace', `[1,${' '.repeat(300_000)}2${'\n'.repeat(300_000)}]`],
  ['a number without end', `[1,${'9'.repeat(300_000)}]`],
])) {
  test(`${what} comes whole in slices of a common size`, () => {
    for (const length of [1_000, 64 * 1024, 256 * 1024]) {
      assert.ok(isSame(read(whole, [length]), JSON.parse(whole)), `slices of ${length}`)
    }
  })
}

for (const [what, of] of /** @type {[string, (size: number) => string][]} */ ([
  ['a string', (size) => `["${'x'.repeat(size)}"]`],
  ['a string of escapes', (size) => `["${'\\\\'.repeat(size / 2)}"]`],
  ['a key', (size) => `{"${'x'.repeat(size)}":1}`],
  ['a number', (size) => `[${'1'.repeat(size)}]`],
  ['whitespace', (size) => `[1 ${' '.repeat(size)}]`],
  ['small lists', (size) => `[${'[1,2],'.repeat(size / 6)}0]`],
  ['brackets', (size) => `[${`${'['.repeat(50)}${']'.repeat(50)},`.repeat(size / 101)}0]`],
  ['members of one object', (size) => `{${'"a":0,'.repeat(size / 6)}"b":1}`],
])) {
  test(`the time for ${what} grows in step with its length`, () => {
    const slices = new Map([100_000, 1_000_000].map((size) => [size, cut(of(size), [4 * 1024])]))
    const parse = (/** @type {number} */ size) => {
      const json = new SlicedJson()
      for (const slice of slices.get(size) ?? []) json.push(slice)
    }
    return assertGrowsInStep(parse, { size: 100_000 })
  })
}

/**
 * @param {string} open
 * @param {string} close
 * @param {fc.Arbitrary<any>} item
 */
function listOf(open, close, item) {
  return fc
    .tuple(fc.array(item, { maxLength: 5 }), blank)
    .map(([items, gap]) => `${open}${gap}${items.join(`${gap},`)}${gap}${close}`)
}

/**
 * @param {number} depth
 * @param {number} width
 * @returns {any}
 */
function nested(depth, width) {
  if (depth === 0) return 'leaf'
  return Array.from({ length: width }, (_, n) =>
    n === 1 ? { inner: nested(depth - 1, 2) } : nested(depth - 1, 2),
  )
}

/**
 * @param {string} whole
 * @param {number[]} lengths of its slices, again and again
 * @param {number} [chars]
 */
function read(whole, lengths, chars) {
  const json = new SlicedJson(chars)
  for (const slice of cut(whole, lengths)) json.push(slice)
  return json.end()
}

/**
 * @param {string} whole
 * @param {number[]} lengths
 */
function cut(whole, lengths) {
  const slices = []
  for (let at = 0, n = 0; at < whole.length; n += 1) {
    const length = Math.max(lengths[n % lengths.length] ?? 1, n % lengths.length === 0 ? 1 : 0)
    slices.push(whole.slice(at, at + length))
    at += length
  }
  return slices
}

/** @param {() => any} make @returns {{ value: any } | 'fails'} */
function outcomeOf(make) {
  try {
    return { value: shown(make()) }
  } catch {
    return 'fails'
  }
}

/** With the order of the keys, and what is an own `__proto__`. @param {any} value @returns {any} */
function shown(value) {
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : value
  if (Array.isArray(value)) return value.map(shown)
  assert.equal(Object.getPrototypeOf(value), Object.prototype)
  return {
    members: Object.entries(Object.getOwnPropertyDescriptors(value)).map(([name, { value, ...how }]) => [
      name,
      shown(value),
      how,
    ]),
  }
}

/**
 * Without a stack.
 *
 * @param {any} one
 * @param {any} other
 */
function isSame(one, other) {
  const pairs = [[one, other]]
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [a, b] = pair
    if (typeof a !== 'object' || a === null) {
      if (!Object.is(a, b)) return false
      continue
    }
    const names = Object.keys(a)
    if (Array.isArray(a) !== Array.isArray(b) || names.join() !== Object.keys(b).join()) return false
    for (const name of names) pairs.push([a[name], b[name]])
  }
  return true
}
