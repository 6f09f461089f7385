/** Answers every other method of a route: 405, naming those it has. */
import { Problem } from '../problem.js'

/**
 * @param {...string} methods
 * @returns {import('express').RequestHandler}
 */
export function only(...methods) {
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
  return (request, response) => {
    if (request.method === 'OPTIONS') return void response.status(204).set('Allow', allow).end()
    throw new Problem(
      405,
      'invalid_request',
      `${request.method} is not for this address; use ${methods.join(' or ')}.`,
      {
        headers: { Allow: allow },
      },
    )
  }
}
