/** The list of error codes both languages share, read from schemas/error-codes.json. */
import { readFile } from 'node:fs/promises'

/** @typedef {import('../pythonOnlyOrchestrator.js').ErrorCode} ErrorCode */

const FILE = new URL('../../schemas/error-codes.json', import.meta.url)

/** @returns {Promise<readonly ErrorCode[]>} */
export async function readErrorCodes() {
  return Object.freeze(JSON.parse(await readFile(FILE, 'utf8')).errors)
}
