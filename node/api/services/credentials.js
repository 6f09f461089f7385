/** What people type to come in: which emails, names and passwords are taken, and that an email is one however written. */
import { invalidParams } from '../problem.js'

const MOST_EMAIL_CHARACTERS = 254
const MOST_NAME_CHARACTERS = 100
const EMAIL = /^[^\s@<>()[\]\\,;:"\p{C}]+@[^\s@.<>()[\]\\,;:"\p{C}]+(\.[^\s@.<>()[\]\\,;:"\p{C}]+)+$/u
const SHOWN_CHARACTERS = 60
/** Ends lines or turns the direction of what follows; joiners of letters and of emoji are no such thing. */
const CONTROL = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u

/** @typedef {Record<string, unknown>} Fields of a request */
/** @typedef {Pick<import('./passwords.js').Passwords, 'refusal' | 'isSame'>} Rules */

/**
 * @param {Fields} fields email, password, name
 * @param {Rules} rules
 * @throws {import('../problem.js').Problem} 400 that names each field
 */
export function registrationOf(fields, rules) {
  const { email, password, name } = textsOf(fields, ['email', 'password', 'name'])
  const user = { email: normalEmail(email), name: name.trim() }
  const errors = []
  if (!EMAIL.test(user.email) || user.email.length > MOST_EMAIL_CHARACTERS)
    errors.push({ field: 'email', expected: 'an email address', got: 'something else' })
  const length = [...user.name].length
  if (length < 1 || length > MOST_NAME_CHARACTERS || CONTROL.test(user.name))
    errors.push({ field: 'name', expected: `1 to ${MOST_NAME_CHARACTERS} characters`, got: `${length}` })
  if (errors.length > 0) throw invalidParams(errors)
  refuseWeak(rules, 'password', password, user)
  return { ...user, password }
}

/** @param {Fields} fields email, password */
export function credentialsOf(fields) {
  const { email, password } = textsOf(fields, ['email', 'password'])
  return { email: normalEmail(email), password }
}

/**
 * @param {Fields} fields current_password, new_password
 * @param {Rules} rules
 * @param {{email: string, name: string}} user
 * @throws {import('../problem.js').Problem} 400
 */
export function passwordsOf(fields, rules, user) {
  const passwords = textsOf(fields, ['current_password', 'new_password'])
  const { current_password: current, new_password: fresh } = passwords
  refuseWeak(rules, 'new_password', fresh, user)
  if (rules.isSame(current, fresh)) {
    const expected = 'another password than the current one'
    throw invalidParams([{ field: 'new_password', expected, got: 'the same' }])
  }
  return passwords
}

/**
 * The password itself stands in no answer.
 * @param {Rules} rules @param {string} field @param {string} password @param {{email: string, name: string}} user
 */
function refuseWeak(rules, field, password, { email, name }) {
  const expected = rules.refusal(password, [email, email.split('@')[0] ?? '', name])
  if (expected) throw invalidParams([{ field, expected, got: 'another one' }])
}

/** However it is written, it is one account. @param {string} email */
export function normalEmail(email) {
  return email.trim().normalize('NFC').toLowerCase()
}

/**
 * @template {string} Name
 * @param {Fields} fields
 * @param {Name[]} names
 * @returns {Record<Name, string>}
 */
function textsOf(fields, names) {
  const missing = names.filter((name) => typeof fields[name] !== 'string')
  const unknown = Object.keys(fields).filter((field) => !(/** @type {string[]} */ (names).includes(field)))
  const errors = [
    ...missing.map((field) => {
      return { field, expected: 'text', got: fields[field] === undefined ? 'nothing' : 'something else' }
    }),
    ...unknown.map((field) => {
      const shown = field.slice(0, SHOWN_CHARACTERS)
      const message = `${shown} is not asked for; the fields are ${names.join(', ')}`
      return { field: shown, expected: `one of ${names.join(', ')}`, got: 'a field of another name', message }
    }),
  ]
  if (errors.length > 0) throw invalidParams(errors)
  return /** @type {any} */ (fields)
}
