/** The list of error codes both languages share, read from schemas/error-codes.json. */
import { readFile } from 'node:fs/promises'

/** @typedef {import('../pythonOnlyOrchestrator.js').ErrorCode} ErrorCode */

const FILE = new URL('../../schemas/error-codes.json', import.meta.url)

/** @returns {Promise<readonly ErrorCode[]>} those of the wire, then those that only HTTP has, which have no number */
export async function readErrorCodes() {
  const { errors, http_errors } = JSON.parse(await readFile(FILE, 'utf8'))
  return Object.freeze([...errors, ...http_errors])
}
