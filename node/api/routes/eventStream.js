/** Answers with server-sent events: what a run says as it says it, then its result or its problem. */
import { once } from 'node:events'
import { problemDocument } from '../middleware/problems.js'
import { untilGone } from '../middleware/request.js'
import { Problem } from '../problem.js'

/**
 * @typedef {import('express').Request} Request
 * @typedef {import('express').Response} Response
 * @typedef {import('../../pythonOnlyOrchestrator.js').Reading} Reading
 * @typedef {import('../../pythonOnlyOrchestrator.js').RunEntry} RunEntry
 */

/** Often enough that no proxy takes the connection for dead. */
const BEAT_MS = 15_000
/** How often is looked whether who reads still may; as for sockets. */
const LOOK_MS = 2_000
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
 * @typedef {object} Reader of an answer of events
 * @property {AbortSignal} signal they are gone, or have to go
 * @property {(refusal: Error) => void} refuse
 *
 * @param {Response} response
 * @returns {Reader}
 */
export function readerOf(response) {
  const refused = new AbortController()
  const signal = AbortSignal.any([untilGone(response), refused.signal])
  return { signal, refuse: (refusal) => refused.abort(refusal) }
}

/**
 * The first event, `run`, says where the run is read again; it has no number, so it is not counted. An answer that ends
 * with neither a result nor a problem was broken off, and is read on there. One who may not read any more, because their
 * token has run out or their session is over, is told so by `auth.expired`, with a problem, and the answer ends.
 *
 * @param {Request} request
 * @param {Response} response
 * @param {Reading} reading
 * @param {object} options
 * @param {string} options.href where the run's events are
 * @param {Reader} options.reader whose signal ends the entries
 * @param {boolean} [options.evenExpired] the session counts, not the token: what would be lost if the answer ended
 * @param {number} [options.beatMs]
 * @param {number} [options.lookMs]
 */
export async function sendEvents(request, response, { id, entries }, options) {
  const { href, reader, evenExpired, beatMs = BEAT_MS, lookMs = LOOK_MS } = options
  const { signal } = reader
  response.writeHead(200, { ...HEADERS, 'Run-Id': id, 'Content-Location': href })
  if (request.method === 'HEAD') return void response.end()
  const say = (/** @type {string} */ text) => response.destroyed || response.write(text)
  say(`retry: ${RECONNECT_MS}\n${textOf('run', JSON.stringify({ run_id: id, href }))}`)
  // Not to one who does not read: they would only pile up.
  const beating = setInterval(() => response.writableNeedDrain || say(': beat\n\n'), beatMs)
  const looking = setInterval(async () => {
    const refusal = await request.refusal({ evenExpired })
    if (refusal) reader.refuse(refusal)
  }, lookMs)
  try {
    for await (const entry of entries) if (!say(render(entry, request))) await drained(response, signal)
    if (isRefused(signal))
      say(textOf('auth.expired', JSON.stringify(problemDocument(signal.reason, request))))
  } catch (error) {
    say(textOf('error', JSON.stringify(problemDocument(error, request))))
  } finally {
    clearInterval(beating)
    clearInterval(looking)
    response.end()
  }
}

/** @param {AbortSignal} signal */
function isRefused({ aborted, reason }) {
  return aborted && reason instanceof Problem
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

/** Resolves when the client has taken what was written, or is gone. @param {Response} response @param {AbortSignal} leaving */
async function drained(response, leaving) {
  if (response.destroyed || leaving.aborted) return
  const settled = new AbortController()
  const signal = AbortSignal.any([leaving, settled.signal])
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })])
  } catch {
    // They are gone.
  } finally {
    settled.abort()
  }
}
