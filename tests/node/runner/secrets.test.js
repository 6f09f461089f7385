import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { masked, maskJson, maskText } from '../../../node/runner/telemetry/secrets.js'
import { assertGrowsInStep } from '../growth.js'

const secret = 'hunter2hunter2'

test('values of secret keys are replaced at any depth, whatever they are', () => {
  const given = {
    params: [{ password: secret, deep: { api_key: { parts: [secret, '}"'] } } }, { Authorization: [secret] }],
    'X-Api-Key': secret,
    accessToken: 123_456,
    contact_email: 'ada@example.org',
    max_tokens: 500,
    text: 'unharmed',
  }
  assert.deepEqual(JSON.parse(maskJson(JSON.stringify(given))), {
    params: [{ password: masked, deep: { api_key: masked } }, { Authorization: masked }],
    'X-Api-Key': masked,
    accessToken: masked,
    contact_email: masked,
    max_tokens: 500,
    text: 'unharmed',
  })
})

test('what is not secret comes through unchanged, and JSON stays JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, text) => {
      const given = { value, text, password: [value] }
      const read = JSON.parse(maskJson(JSON.stringify(given)))
      assert.equal(read.password, masked)
      const harmless = JSON.stringify({ value, text })
      if (!/@|[:=]/.test(JSON.stringify([value, text]))) {
        const { value: kept, text: words } = read
        assert.equal(JSON.stringify({ value: kept, text: words }), harmless)
      }
    }),
  )
})

test('a text that is cut off anywhere shows no secret', () => {
  const whole = JSON.stringify({
    a: { password: `a"${secret}\\"` },
    b: JSON.stringify({ secret }),
    c: `token=${secret}`,
    d: [{ cookie: { x: [secret] } }],
  })
  for (let length = 0; length <= whole.length; length += 1) {
    assert.ok(!maskJson(whole.slice(0, length)).includes('hunter'), `cut at ${length}`)
  }
})

test('log lines lose their passwords, tokens and addresses, and keep the rest', () => {
  const lines = [
    `connecting to postgres://ada:${secret}@db:5432/study`,
    `GEMINI_API_KEY=${secret} was read`,
    `Authorization: Bearer ${secret}`,
    `asked with bearer ${secret}`,
    'mail for ada.lovelace+x@example.org bounced at 12:30',
    'File "/srv/agents/learning.py", line 12, in plan',
  ]
  const kept = maskText(lines.join('\n'))
  assert.ok(!kept.includes('hunter'))
  assert.ok(!kept.includes('lovelace'))
  assert.match(kept, /postgres:\/\/\[masked\]@db:5432\/study/)
  assert.match(kept, /bounced at 12:30\nFile "\/srv\/agents\/learning.py", line 12, in plan$/)
})

test('the time to search a long word without a space grows in step with its length', () => {
  const search = (/** @type {number} */ length) => maskJson(JSON.stringify({ text: 'a'.repeat(length) }))
  return assertGrowsInStep(search, { size: 100_000 })
})
