import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AREAS } from '../../../node/api/openapi/areas.js'
import { registrationOf } from '../../../node/api/services/credentials.js'

const ANY_PASSWORD = { refusal: () => null, isSame: () => false }
const NAMES_TAKEN = ['Ada', 'نرگس\u200cبانو', 'Zoë 👩\u200d🚀', '\u{52277}', ' Ada ']
const NAMES_REFUSED = ['', ' ', '\ufeff', 'Ada\u0000', 'A\nda', '\u202eadA', 'A\u2028da', 'Ada\u0085']

/** @param {string} name */
function isTaken(name) {
  try {
    registrationOf({ email: 'ada@example.org', password: 'a long walk by the sea', name }, ANY_PASSWORD)
    return true
  } catch {
    return false
  }
}

for (const name of NAMES_TAKEN) {
  test(`${JSON.stringify(name)} is a name, by the description too`, () => {
    assert.ok(isTaken(name))
    assert.match(name, described())
  })
}

for (const name of NAMES_REFUSED) {
  test(`${JSON.stringify(name)} is no name, by the description neither`, () => {
    assert.ok(!isTaken(name))
    assert.doesNotMatch(name, described())
  })
}

function described() {
  const body = /** @type {any} */ (AREAS.find(({ tag }) => tag.name === 'Accounts'))
  const { schema } = body.paths['/api/auth/register'].post.body.content['application/json']
  return new RegExp(schema.properties.name.pattern, 'u')
}
