import assert from 'node:assert/strict'
import { test } from 'node:test'
import { catalogueOf } from '../../../node/api/services/catalogue.js'
import { createParameterCheck } from '../../../node/api/services/parameters.js'

const WHOLE = { type: 'integer', minimum: 0 }
const orNull = (/** @type {object} */ schema) => ({ anyOf: [schema, { type: 'null' }], default: null })
const CATALOGUE = catalogueOf(
  {
    methods: [
      {
        ...{ name: 'wellness.check_in', 'x-agent': 'wellness', 'x-skill': 'check_in', 'x-path': 'check-in' },
        params: [
          { name: 'minutes', schema: orNull(WHOLE) },
          { name: 'note', schema: orNull({ type: 'string', minLength: 2 }) },
          { name: 'tags', schema: orNull({ type: 'array', items: { type: 'string' } }) },
        ],
      },
    ],
  },
  true,
)
const [SKILL = assert.fail()] = CATALOGUE.skills

/** @param {Record<string, unknown>} fields @param {boolean} fromForm */
function checked(fields, fromForm) {
  const errors = createParameterCheck()(CATALOGUE, SKILL, fields, fromForm)
  return { fields, wrong: errors.map(({ field }) => field) }
}

test('a form’s 0 is a number, not nothing', () => {
  assert.deepEqual(checked({ minutes: '0' }, true), { fields: { minutes: 0 }, wrong: [] })
  assert.deepEqual(checked({ minutes: '25' }, true), { fields: { minutes: 25 }, wrong: [] })
})

test('a form’s field that is left empty is not given', () => {
  assert.deepEqual(checked({ minutes: '', note: '' }, true), { fields: {}, wrong: [] })
  assert.deepEqual(checked({ minutes: 'x', note: 'y' }, true).wrong, ['minutes', 'note'])
})

test('one value of a form is a list of one', () => {
  assert.deepEqual(checked({ tags: 'a' }, true), { fields: { tags: ['a'] }, wrong: [] })
  assert.deepEqual(checked({ tags: ['a', 'b'] }, true), { fields: { tags: ['a', 'b'] }, wrong: [] })
})

test('JSON is taken as it is: null is nothing, text is no number', () => {
  assert.deepEqual(checked({ minutes: null }, false), { fields: { minutes: null }, wrong: [] })
  assert.deepEqual(checked({ minutes: '0' }, false).wrong, ['minutes'])
})
