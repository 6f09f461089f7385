/** The files on their way: one is sent and read at a time, the others wait. */
import { useCallback, useEffect, useReducer, useRef } from 'react'
import { sendFile } from './sending.js'

export const ACCEPTED = '.pdf,.txt,.md,.markdown,application/pdf,text/plain,text/markdown'
const EXTENSION = /\.(pdf|txt|text|md|markdown|mdown|mkd)$/i
const MOST_BYTES = 50 * 2 ** 20

/**
 * @typedef {'waiting' | 'sending' | 'reading' | 'done' | 'failed' | 'locked'} UploadState
 * @typedef {{id: number, file: File, state: UploadState, share: number | null, page?: number, pages?: number,
 *   password?: string, words?: string, document?: string,
 *   canRetry?: boolean}} Upload `share`: of what is being done; null: unknown
 * @typedef {{add: File[]} | {change: Partial<Upload>, of: number} | {remove: number}} Change
 */

let count = 0

/** @param {() => void} onAdded something is in the list of documents that was not */
export function useUploads(onAdded) {
  const [uploads, dispatch] = useReducer(reduce, /** @type {Upload[]} */ ([]))
  const leaving = useRef(new AbortController())
  const told = useRef(onAdded)
  useEffect(() => {
    told.current = onAdded
  })
  useEffect(() => {
    const controller = new AbortController()
    leaving.current = controller
    return () => controller.abort()
  }, [])

  const next = uploads.some(({ state }) => state === 'sending' || state === 'reading')
    ? undefined
    : uploads.find(({ state }) => state === 'waiting')
  useEffect(() => {
    if (!next) return
    const set = (/** @type {Partial<Upload>} */ change) => dispatch({ change, of: next.id })
    set({ state: 'sending', share: 0 })
    void send(next, leaving.current.signal, set).then(() => told.current())
  }, [next])

  const add = useCallback((/** @type {Iterable<File>} */ files) => dispatch({ add: [...files] }), [])
  const remove = useCallback((/** @type {number} */ id) => dispatch({ remove: id }), [])
  const retry = useCallback(
    (/** @type {number} */ id, /** @type {string | undefined} */ password) =>
      dispatch({ of: id, change: { state: 'waiting', password, words: undefined, share: null } }),
    [],
  )
  return { uploads, add, remove, retry }
}

/** @param {Upload} upload @param {AbortSignal} signal @param {(change: Partial<Upload>) => void} set */
async function send({ file, password }, signal, set) {
  try {
    const added = await sendFile(file, {
      password,
      signal,
      onStep: (step) =>
        'sent' in step
          ? set(
              step.sent < step.total ? { share: step.sent / step.total } : { state: 'reading', share: null },
            )
          : set({ state: 'reading', ...step, share: step.page / step.pages }),
    })
    const words = added.outcome === 'unchanged' ? 'It was there already, just the same.' : added.note
    set({ state: 'done', words, document: added.document_id, password: undefined })
  } catch (error) {
    const { message, status } = /** @type {import('../reading/client.js').Trouble} */ (error)
    if (signal.aborted) return
    // The server has no name of its own for it.
    const isLocked = status === 422 && /\bencrypted\b/.test(message)
    const isWrong = isLocked && password !== undefined
    const words = isLocked ? (isWrong ? 'This is not its password.' : undefined) : message
    // A file that was refused for what it is will be refused again.
    const canRetry = status === 0 || status === 429 || status >= 500
    set({ state: isLocked ? 'locked' : 'failed', words, canRetry, password: undefined })
  }
}

/** @param {Upload[]} uploads @param {Change} change @returns {Upload[]} */
function reduce(uploads, change) {
  if ('add' in change) return [...uploads.filter(({ state }) => state !== 'done'), ...change.add.map(begun)]
  if ('remove' in change) return uploads.filter(({ id }) => id !== change.remove)
  return uploads.map((upload) => (upload.id === change.of ? { ...upload, ...change.change } : upload))
}

/** @param {File} file @returns {Upload} */
function begun(file) {
  const words = refusalOf(file)
  return { id: ++count, file, state: words ? 'failed' : 'waiting', share: null, words }
}

/** What need not be sent to be refused. @param {File} file */
function refusalOf({ name, size }) {
  if (!EXTENSION.test(name)) return 'Only PDF, plain text and Markdown can be read.'
  if (size === 0) return 'The file is empty.'
  if (size > MOST_BYTES) return `It is larger than ${MOST_BYTES / 2 ** 20} MB. Split it, and add the parts.`
  return undefined
}
