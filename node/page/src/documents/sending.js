/** Sends one file, and tells how far it is: the bytes that went out, then the pages that were read. */
import { currentToken, renew, Trouble } from '../reading/client.js'
import { parse } from '../reading/events.js'

const ADDRESS = '/api/ai-agents/documents'
const UNAUTHENTICATED = 401

/**
 * @typedef {{document_id: string, title: string, pages: number, indexed_pages: number, note: string,
 *   outcome: 'added' | 'unchanged' | 'updated'}} Added
 * @typedef {{sent: number, total: number} | {page: number, pages: number}} Step
 */

/**
 * @param {File} file
 * @param {{password?: string, signal: AbortSignal, onStep: (step: Step) => void}} how
 * @returns {Promise<Added>}
 * @throws {Trouble}
 */
export async function sendFile(file, how) {
  try {
    return await once(file, how)
  } catch (error) {
    const isOver = error instanceof Trouble && error.status === UNAUTHENTICATED && currentToken() !== null
    if (!isOver || !(await renew())) throw error
    return once(file, how)
  }
}

/**
 * By XMLHttpRequest, because `fetch` does not say how much it has sent.
 * @param {File} file
 * @param {{password?: string, signal: AbortSignal, onStep: (step: Step) => void}} how
 * @returns {Promise<Added>}
 */
function once(file, { password, signal, onStep }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const read = readerOf(onStep)
    const stop = () => request.abort()
    signal.addEventListener('abort', stop)
    request.upload.onprogress = ({ loaded, total }) => onStep({ sent: loaded, total })
    request.onprogress = () => request.status === 200 && read(request.responseText)
    request.onerror = () => reject(new Trouble('The server was not reached, so the file was not sent.'))
    request.onabort = () => reject(new Trouble('Stopped.', { code: 'cancelled', status: 499 }))
    request.onload = () => {
      if (request.status !== 200) return reject(problemOf(request))
      const end = read(request.responseText)
      if (end?.type === 'result') return resolve(end.data)
      if (end?.type === 'error') return reject(new Trouble(end.data.detail, end.data))
      reject(
        new Trouble('The connection was lost while the file was read. Look at the list: it may be there.'),
      )
    }
    request.onloadend = () => signal.removeEventListener('abort', stop)
    request.open('POST', ADDRESS)
    request.setRequestHeader('Accept', 'text/event-stream')
    const token = currentToken()
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.send(formOf(file, password))
  })
}

/** @param {File} file @param {string | undefined} password */
function formOf(file, password) {
  const form = new FormData()
  if (password) form.set('password', password)
  form.set('file', file)
  return form
}

/** @param {(step: Step) => void} onStep */
function readerOf(onStep) {
  let position = 0
  /** @type {import('../reading/events.js').SentEvent | null} */
  let end = null
  return (/** @type {string} */ text) => {
    for (let next = text.indexOf('\n\n', position); next >= 0; next = text.indexOf('\n\n', position)) {
      const event = parse(text.slice(position, next))
      position = next + 2
      if (event?.type === 'progress' && event.data.kind === 'page') onStep(event.data)
      if (event?.type === 'result' || event?.type === 'error') end = event
    }
    return end
  }
}

/** @param {XMLHttpRequest} request */
function problemOf({ status, responseText }) {
  try {
    const document = JSON.parse(responseText)
    return new Trouble(document.detail, { ...document, status, document })
  } catch {
    return new Trouble(`The server answered with ${status}.`, { status })
  }
}
