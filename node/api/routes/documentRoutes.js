/** /api/ai-agents/documents: the learner's own material, uploaded, listed and deleted. */
import { Router } from 'express'
import { untilGone } from '../middleware/request.js'
import { receiveFile } from '../middleware/upload.js'
import { callerOf } from './caller.js'
import { readerOf, sendEvents, wantsEvents } from './eventStream.js'
import { only } from './only.js'

/** What may be said of a file beside the file, as `document.add` takes it. */
const FIELDS = Object.freeze(['title', 'password'])

/**
 * @param {object} deps
 * @param {import('../services/documents.js').Documents} deps.documents
 * @param {import('../services/uploads.js').Uploads} deps.uploads
 * @returns {Router}
 */
export function documentRoutes({ documents, uploads }) {
  const router = Router()

  router
    .route('/documents')
    .get(async (request, response) => {
      response.json(await documents.list(callerOf(request), untilGone(response)))
    })
    .post(async (request, response) => {
      const from = callerOf(request)
      const signal = untilGone(response)
      const added = await uploads.hold(async (upload) => {
        const allowed = { maxBytes: uploads.maxBytes, fields: FIELDS }
        const file = { ...upload, ...(await receiveFile(request, response, upload, allowed)) }
        const key = request.idempotencyKey
        if (!wantsEvents(request)) return documents.add(file, from, signal, key)
        const reader = readerOf(response)
        const reading = await documents.streamAdd(file, from, reader.signal, key)
        const href = `${request.baseUrl}/runs/${reading.id}/events`
        // What is read of it so far is lost when nobody waits for it.
        await sendEvents(request, response, reading, { href, reader, evenExpired: true })
        await reading.finished // another reader may still follow it
      })
      if (response.headersSent) return
      response.status(201).location(`${request.baseUrl}/documents/${encodeURIComponent(added.document_id)}`)
      response.json(added)
    })
    .all(only('GET', 'POST'))

  router
    .route('/documents/:id')
    .get(async (request, response) => {
      response.json(await documents.get(request.params.id, callerOf(request), untilGone(response)))
    })
    .delete(async (request, response) => {
      response.json(await documents.remove(request.params.id, callerOf(request), untilGone(response)))
    })
    .all(only('GET', 'DELETE'))

  router
    .route('/documents/:id/pages/:page')
    .get(async (request, response) => {
      const { id, page } = request.params
      response.json(await documents.page(id, page, callerOf(request), untilGone(response)))
    })
    .all(only('GET'))

  return router
}
