/** The way in, and how the server is. */
import { Router } from 'express'
import { only } from './only.js'

/**
 * @param {{health: import('../services/health.js').Health}} deps
 * @returns {Router}
 */
export function healthRoutes({ health }) {
  const router = Router()

  router
    .route('/')
    .get((request, response) => {
      const origin = `${request.protocol}://${request.get('host') ?? 'localhost'}`
      if (request.accepts(['json', 'html']) === 'html') response.type('html').send(page(origin))
      else response.json(landing(origin))
    })
    .all(only('GET'))

  router
    .route('/health')
    .get(async (_request, response) => {
      const { ok, document } = await health.health()
      if (!ok) response.set('Retry-After', '2')
      response
        .status(ok ? 200 : 503)
        .set('Cache-Control', 'no-store')
        .json(document)
    })
    .all(only('GET'))

  return router
}

/** @param {string} origin */
function landing(origin) {
  return {
    name: 'Study companion',
    what: 'Six agents make a study plan with you. This is the API; there is no page to click in yet.',
    try: `curl ${origin}/api/ai-agents/study-plan -d '{"user_input":"Help me study machine learning"}'`,
    links: {
      health: `${origin}/health`,
      skills: `${origin}/api/ai-agents`,
      agents: `${origin}/api/ai-agents/status`,
    },
  }
}

/** @param {string} origin of the request, so it is escaped */
function page(origin) {
  const { name, what, try: line, links } = landing(origin)
  const items = Object.entries(links).map(
    ([label, href]) => `<li><a href="${escape(href)}">${label}</a></li>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title>
<h1>${name}</h1><p>${what}</p><pre>${escape(line)}</pre><ul>${items.join('')}</ul></html>\n`
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
