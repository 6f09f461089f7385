/** While the server ends what it has begun, it begins nothing more. */
import { Problem, SOON } from '../problem.js'

/**
 * @param {{health: Pick<import('../services/health.js').Health, 'isStopping'>}} deps
 * @returns {import('express').RequestHandler}
 */
export function refuseWhileStopping({ health }) {
  return (_request, _response, next) => {
    if (!health.isStopping()) return next()
    const headers = { ...SOON, Connection: 'close' }
    throw new Problem(503, 'shutting_down', 'The server is stopping. Try again soon.', { headers })
  }
}
