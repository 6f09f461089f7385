/** Answers with server-sent events: what a run says as it says it, then its result or its problem. */
import { once } from 'node:events'
import { problemDocument } from '../middleware/problems.js'

/**
 * @typedef {import('express').Request} Request
 * @typedef {import('express').Response} Response
 * @typedef {import('../../pythonOnlyOrchestrator.js').Reading} Reading
 * @typedef {import('../../pythonOnlyOrchestrator.js').RunEntry} RunEntry
 */

/** Often enough that no proxy takes the connection for dead. */
const BEAT_MS = 15_000
/** After which a browser comes again when its connection was lost. */
const RECONNECT_MS = 2_000

const HEADERS = Object.freeze({
  'Content-Type': 'text/event-stream',
  // `no-transform`, and the name that nginx knows, so that nothing on the way holds events back to pack them.
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
})

/** @param {Request} request whoever takes anything gets JSON */
export function wantsEvents(request) {
  return request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream'
}

/**
 * The first event, `run`, says where the run is read again; it has no number, so it is not counted. An answer that ends
 * with neither a result nor a problem was broken off, and is read on there.
 *
 * @param {Request} request
 * @param {Response} response
 * @param {Reading} reading
 * @param {{href: string, beatMs?: number}} options `href`: where the run's events are
 */
export async function sendEvents(request, response, { id, entries }, { href, beatMs = BEAT_MS }) {
  response.writeHead(200, { ...HEADERS, 'Run-Id': id, 'Content-Location': href })
  if (request.method === 'HEAD') return void response.end()
  const say = (/** @type {string} */ text) => response.destroyed || response.write(text)
  say(`retry: ${RECONNECT_MS}\n${textOf('run', JSON.stringify({ run_id: id, href }))}`)
  // Not to one who does not read: they would only pile up.
  const beating = setInterval(() => response.writableNeedDrain || say(': beat\n\n'), beatMs)
  try {
    for await (const entry of entries) if (!say(render(entry, request))) await drained(response)
  } catch (error) {
    say(textOf('error', JSON.stringify(problemDocument(error, request))))
  } finally {
    clearInterval(beating)
    response.end()
  }
}

/** @param {RunEntry} entry @param {Request} request */
function render(entry, request) {
  const data =
    entry.type === 'error' ? JSON.stringify(problemDocument(entry.error, request)) : `${entry.data}`
  return textOf(entry.type, data, entry.seq)
}

/** @param {string} event @param {string} data JSON, which has no line breaks @param {number} [id] */
function textOf(event, data, id) {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`
}

/** Resolves when the client has taken what was written, or is gone. @param {Response} response */
async function drained(response) {
  if (response.destroyed) return
  const settled = new AbortController()
  const { signal } = settled
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  } finally {
    settled.abort()
  }
}
