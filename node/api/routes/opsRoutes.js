/** GET /api/ops: how the server is at work, for operators. */
import { Router } from 'express'
import { Problem } from '../problem.js'
import { only } from './only.js'

/**
 * @param {{ops: Pick<import('../services/ops.js').Ops, 'snapshot' | 'isOperator'>}} deps
 * @returns {Router}
 */
export function opsRoutes({ ops }) {
  const router = Router()
  router
    .route('/')
    .get(async (request, response) => {
      if (!ops.isOperator(request)) throw new Problem(403, 'forbidden', refusalFor(request.user))
      response.set('Cache-Control', 'no-store').json(await ops.snapshot())
    })
    .all(only('GET'))
  return router
}

/** So that whoever keeps the server can put it there. @param {{id: string} | null} user */
function refusalFor(user) {
  const whose = user ? `; yours is ${user.id}` : ''
  return `This is for operators: the server’s settings name the ids of their accounts (OPERATORS)${whose}.`
}
