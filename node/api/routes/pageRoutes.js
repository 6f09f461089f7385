/**
 * The page as files: what the set-up built, and the same document for every address that is a screen's. Who asks for JSON
 * is told where the API is.
 */
import compression from 'compression'
import express, { Router } from 'express'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isKnownHost } from '../middleware/origin.js'
import { only } from './only.js'

/** Their names change with what is in them. */
const FOR_EVER = { immutable: true, maxAge: '365d' }
/** Addresses that are the server's own, whatever the reader takes. */
const NOT_SCREENS = /^\/(api|assets|health|metrics|socket\.io)(\/|$)/

/**
 * @param {object} options
 * @param {string} options.folder where the built page is; without it only the API is there
 * @param {import('express').RequestHandler} options.welcome knows the reader again from then on
 * @param {boolean} options.allowGuests whoever has no account may ask for a plan
 * @returns {Router}
 */
export function pageRoutes({ folder, welcome, allowGuests }) {
  const router = Router()
  const document = join(folder, 'index.html')
  const isBuilt = existsSync(document)

  if (isBuilt) {
    router.use(
      '/assets',
      compression(),
      express.static(join(folder, 'assets'), { ...FOR_EVER, index: false }),
    )
    router.use(express.static(folder, { index: false, maxAge: '1h' }))
  }

  router
    .route('/')
    .get((request, response, next) => {
      if (isBuilt && wantsPage(request)) return next('route')
      const host = request.get('host') ?? ''
      // Any other name is only what the caller says; nobody should copy it into a shell.
      const isHere = isKnownHost({ anyHost: false, host }) && /^[\w.:[\]]+$/.test(host)
      const origin = isHere ? `${request.protocol}://${host}` : null
      response.vary('Accept').json(landing(allowGuests ? origin : null))
    })
    .all(only('GET'))

  for (const path of ['/*screen', '/']) router.get(path, screensOnly, welcome, screen)
  return router

  /** @param {import('express').Request} request @param {unknown} _response @param {(how?: 'route') => void} next */
  function screensOnly(request, _response, next) {
    next(!isBuilt || NOT_SCREENS.test(request.path) || !wantsPage(request) ? 'route' : undefined)
  }

  /** @param {unknown} _request @param {import('express').Response} response */
  function screen(_request, response) {
    // It may come with the reader's own cookie: no cache on the way may give it to another.
    response.vary('Accept').set('Cache-Control', 'private, no-cache').sendFile(document)
  }
}

/** @param {import('express').Request} request */
function wantsPage(request) {
  return request.accepts(['json', 'html']) === 'html'
}

/** @param {string | null} origin where a plan can be asked for at once */
function landing(origin) {
  return {
    name: 'Study companion',
    what: 'Six agents make a study plan with you. This is the API; in a browser the same address is the page.',
    ...(origin && {
      try: `curl ${origin}/api/ai-agents/study-plan -d '{"user_input":"Help me study machine learning"}'`,
    }),
    links: {
      page: '/',
      health: '/health',
      skills: '/api/ai-agents',
      agents: '/api/ai-agents/status',
      docs: '/api/docs',
    },
  }
}
