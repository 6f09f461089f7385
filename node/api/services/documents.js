/** The learner's documents, as the agents keep them: what is said of an upload is said of the file the learner sent. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { AgentFault } from '../../pythonOnlyOrchestrator.js'

/**
 * @typedef {import('../../pythonOnlyOrchestrator.js').Caller} Caller
 * @typedef {import('../../pythonOnlyOrchestrator.js').Reading} Reading
 * @typedef {import('../../pythonOnlyOrchestrator.js').RunEntry} RunEntry
 * @typedef {import('./uploads.js').Upload & {name: string, fields: Record<string, unknown>}} UploadedFile
 * @typedef {ReturnType<typeof createDocuments>} Documents
 */

/** @param {{skills: import('./skills.js').Skills}} deps */
export function createDocuments({ skills }) {
  return {
    /** @param {Caller} from @param {AbortSignal} signal */
    list: (from, signal) => call('list', {}, from, signal),

    /** @param {string} id @param {Caller} from @param {AbortSignal} signal */
    get: (id, from, signal) => call('get', { document_id: id }, from, signal),

    /**
     * @param {string} id
     * @param {string} page its number, as the address says it
     * @param {Caller} from
     * @param {AbortSignal} signal
     */
    page: (id, page, from, signal) => {
      const number = /^\d{1,15}$/.test(page) ? Number(page) : page
      return call('page', { document_id: id, page: number }, from, signal)
    },

    /** @param {string} id @param {Caller} from @param {AbortSignal} signal */
    remove: (id, from, signal) => call('delete', { document_id: id }, from, signal),

    /**
     * @param {UploadedFile} file
     * @param {Caller} from
     * @param {AbortSignal} signal
     * @param {string} [key] by which the request is known when it is sent again
     * @returns {Promise<any>} what `document.add` answers
     */
    async add(file, from, signal, key) {
      try {
        const outcome = await skills.perform(await adding(file, from, key), { signal, takesLong: true })
        return /** @type {{result: any}} */ (outcome).result
      } catch (error) {
        throw inTheirWords(error, file)
      }
    },

    /**
     * The same, read as it goes: an event for each page. It is removed before the end is told.
     * @param {UploadedFile} file to be kept until `finished`
     * @param {Caller} from
     * @param {AbortSignal} signal
     * @param {string} [key]
     * @returns {Promise<Reading & {finished?: Promise<void>}>}
     */
    async streamAdd(file, from, signal, key) {
      const reading = await skills.stream(await adding(file, from, key), { signal }).catch((error) => {
        throw inTheirWords(error, file)
      })
      return { ...reading, entries: translated(reading.entries, file) }
    },
  }

  /**
   * @param {string} skill
   * @param {Record<string, unknown>} fields
   * @param {Caller} from
   * @param {AbortSignal} signal
   */
  async function call(skill, fields, from, signal) {
    const outcome = await skills.perform({ path: `document/${skill}`, fields, from }, { signal })
    return /** @type {{result: any}} */ (outcome).result
  }
}

/**
 * The same file sent again lies somewhere else: it is its bytes that are the same.
 * @param {UploadedFile} file @param {Caller} from @param {string} [key]
 */
async function adding({ path, name, fields }, from, key) {
  const asked = { path: 'document/add', isInternal: true, fields: { ...fields, path, name }, from }
  return key === undefined ? asked : { ...asked, key, content: { name, fields, bytes: await hashOf(path) } }
}

/** @param {string} path */
async function hashOf(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('base64url')
}

/** @param {AsyncIterable<RunEntry>} entries @param {UploadedFile} file @returns {AsyncGenerator<RunEntry>} */
async function* translated(entries, file) {
  for await (const entry of entries) {
    if (entry.type === 'result' || entry.type === 'error') await file.remove()
    yield entry.type === 'error' ? { ...entry, error: inTheirWords(entry.error, file) } : entry
  }
}

/**
 * Where the file lies here is nothing to whoever sent it: to them it is the field `file`, and its name.
 * @template Failure
 * @param {Failure} error
 * @param {UploadedFile} file
 * @returns {Failure}
 */
function inTheirWords(error, { path, name }) {
  if (!(error instanceof AgentFault)) return error
  const plain = (/** @type {unknown} */ value) => `${value}`.replaceAll(path, name)
  const errors = error.data?.errors?.map((/** @type {any} */ one) => ({
    ...one,
    field: one.field === 'path' || one.field === 'name' ? 'file' : one.field,
    got: plain(one.got),
    ...(one.message && { message: plain(one.message) }),
  }))
  const data = error.data && { ...error.data, ...(errors && { errors }) }
  return /** @type {any} */ (
    new AgentFault(error.code, plain(error.message), { ...error, data, cause: error.cause })
  )
}
