/** While the server ends what it has begun, it begins nothing more. */
import { Problem } from '../problem.js'

const RETRY_AFTER_S = 2

/**
 * @param {{health: Pick<import('../services/health.js').Health, 'isStopping'>}} deps
 * @returns {import('express').RequestHandler}
 */
export function refuseWhileStopping({ health }) {
  return (_request, _response, next) => {
    if (!health.isStopping()) return next()
    const headers = { Connection: 'close', 'Retry-After': `${RETRY_AFTER_S}` }
    throw new Problem(503, 'shutting_down', 'The server is stopping. Try again soon.', { headers })
  }
}
