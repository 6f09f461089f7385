/** What the API is, for programs and for people. */
import compression from 'compression'
import express, { Router } from 'express'
import { fileURLToPath } from 'node:url'
import swaggerFolder from 'swagger-ui-dist/absolute-path.js'
import { only } from './only.js'

const PAGES = fileURLToPath(new URL('../openapi/pages', import.meta.url))
const SWAGGER_FILES = /^\/swagger-ui(-bundle\.js|\.css)$/
/** Kept, but asked for again: another Python process may have other skills. */
const REVALIDATED = 'no-cache'

/**
 * @param {{apiDescription: import('../services/apiDescription.js').ApiDescription}} deps
 * @returns {Router}
 */
export function openApiRoutes({ apiDescription }) {
  const router = Router()

  router
    .route('/openapi.json')
    .get(compression(), async (_request, response) => {
      const { text, etag } = await apiDescription.current()
      response.set({ ETag: etag, 'Cache-Control': REVALIDATED })
      response.type('json').send(text)
    })
    .all(only('GET'))

  router
    .route('/docs')
    .get((_request, response) =>
      response.set('Cache-Control', REVALIDATED).sendFile('index.html', { root: PAGES, cacheControl: false }),
    )
    .all(only('GET'))

  const files = { index: /** @type {const} */ (false), maxAge: '1h' }
  const swaggerFiles = express.static(swaggerFolder(), files)
  router.use('/docs', compression(), express.static(PAGES, files), (request, response, next) =>
    SWAGGER_FILES.test(request.path) ? swaggerFiles(request, response, next) : next(),
  )
  return router
}
