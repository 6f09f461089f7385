/** Reads server-sent events as a client does, by the bytes that come. */
import assert from 'node:assert/strict'

/**
 * @typedef {{event: string, id: string | null, data: any}} ServerEvent
 * @typedef {object} EventReader
 * @property {Response} response
 * @property {() => Promise<ServerEvent | null>} next null: it is over
 * @property {(name: string) => Promise<ServerEvent>} until the next one of that name
 * @property {() => Promise<ServerEvent[]>} rest
 * @property {() => string} text all that came
 * @property {() => void} leave
 */

/**
 * @param {string} url
 * @param {RequestInit} [init]
 * @returns {Promise<EventReader>}
 */
export async function readEvents(url, init = {}) {
  const leaving = new AbortController()
  const headers = { accept: 'text/event-stream', ...init.headers }
  const response = await fetch(url, { ...init, headers, signal: leaving.signal })
  assert.equal(response.status, 200)
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  const chunks = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader()
  const decoder = new TextDecoder()
  let text = ''
  let read = 0

  /** @returns {Promise<ServerEvent | null>} */
  async function next() {
    for (;;) {
      const end = text.indexOf('\n\n', read)
      if (end === -1) {
        const { value, done } = await chunks.read()
        if (done) return null
        text += decoder.decode(value, { stream: true })
        continue
      }
      const event = parse(text.slice(read, end))
      read = end + 2
      if (event) return event
    }
  }

  async function rest() {
    const events = []
    for (let event = await next(); event; event = await next()) events.push(event)
    return events
  }

  /** @param {string} name */
  async function until(name) {
    for (let event = await next(); event; event = await next()) if (event.event === name) return event
    throw new Error(`no event ${name} came:\n${text}`)
  }

  return { response, next, rest, until, text: () => text, leave: () => leaving.abort() }
}

/** @param {string} block @returns {ServerEvent | null} null for one of comments alone */
function parse(block) {
  /** @type {Record<string, string>} */
  const fields = {}
  for (const line of block.split('\n')) {
    const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? []
    if (name) fields[name] = value ?? ''
  }
  const { event, data, id = null } = fields
  return event === undefined || data === undefined ? null : { event, id, data: JSON.parse(data) }
}
