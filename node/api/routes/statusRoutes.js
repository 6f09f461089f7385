/** Which agents are active, in today's form and in the predecessor's envelope. */
import { Router } from 'express'
import { only } from './only.js'

/**
 * @param {{health: import('../services/health.js').Health}} deps
 * @returns {Router}
 */
export function statusRoutes({ health }) {
  const router = Router()

  router
    .route('/status')
    .get(async (_request, response) => {
      const agents = await health.agents()
      response.json({ active: agents.every(({ active }) => active), agents })
    })
    .all(only('GET'))

  router
    .route('/hybrid/status')
    .get(async (_request, response) => {
      const agents = await health.agents()
      const data = {
        pythonAgentsActive: agents.every(({ active }) => active),
        agents: Object.fromEntries(agents.map(({ name, active }) => [name, active])),
      }
      response.json({ success: true, data })
    })
    .all(only('GET'))

  return router
}
