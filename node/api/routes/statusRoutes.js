/** Which agents are active: all of them in today's form, the six in the predecessor's envelope. */
import { Router } from 'express'
import { AGENTS } from '../services/health.js'
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
      const agents = (await health.agents()).filter(({ name }) => AGENTS.includes(name))
      const data = {
        pythonAgentsActive: agents.every(({ active }) => active),
        agents: Object.fromEntries(agents.map(({ name, active }) => [name, active])),
      }
      response.json({ success: true, data })
    })
    .all(only('GET'))

  return router
}
