/** What is wrong with what was filled in, in words for the one who filled it in. */
import { fieldErrors } from '../parts/form.jsx'

export const LEAST_PASSWORD = 10

/** @typedef {{email: string, password: string, name: string}} Filled */

/**
 * What can be said without asking the server.
 * @param {Filled} filled @param {boolean} isNew
 * @returns {Partial<Filled>}
 */
export function flawsOf({ email, password, name }, isNew) {
  /** @type {Partial<Filled>} */
  const flaws = {}
  if (isNew && name.trim() === '') flaws.name = 'Say how you want to be called.'
  if (email.trim() === '') flaws.email = 'Fill in your email address.'
  else if (!/^\S+@\S+\.\S+$/.test(email.trim()))
    flaws.email = 'This is no email address yet, such as ada@example.org.'
  if (password === '') flaws.password = isNew ? 'Choose a password.' : 'Fill in your password.'
  return flaws
}

/** What the server says of single fields. @param {any} error @returns {Partial<Filled>} */
export function saidOf(error) {
  if (error?.code === 'conflict') return { email: error.message }
  const { email, name, ...rest } = fieldErrors(error)
  const password = rest.password ?? rest.new_password
  return {
    ...(email && { email: 'This is no email address that mail can be sent to.' }),
    ...(name && { name: 'A name has 1 to 100 characters.' }),
    ...(password && { password: password.replace(/^Expected/, 'Choose') }),
  }
}

/** @param {any} error @returns {string | null} null: it is said at the fields */
export function troubleInWords(error) {
  if (error === null || Object.keys(saidOf(error)).length > 0) return null
  if (error.status !== 429) return error.message
  const minutes = Math.max(1, Math.ceil((error.retryAfterS ?? 60) / 60))
  return `That was too often. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`
}
