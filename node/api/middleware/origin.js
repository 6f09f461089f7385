/**
 * On a development machine nobody logs in, so a web page elsewhere must not act in the learner's name: names that
 * are not this machine's (DNS rebinding) and requests that another site's page sends are refused.
 */
import { Problem } from '../problem.js'

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * @param {{anyHost: boolean}} options `anyHost`: the server is meant to be reached by other names
 * @returns {import('express').RequestHandler}
 */
export function ownPagesOnly({ anyHost }) {
  return (request, _response, next) => {
    const host = request.get('host') ?? ''
    if (!anyHost && host !== '' && !LOCAL.has(host.replace(/:\d+$/, ''))) {
      throw new Problem(
        403,
        'invalid_request',
        `This server does not answer to the name ${host}; set HOST to change that.`,
      )
    }
    const origin = request.get('origin')
    if (origin !== undefined && !isOwn(origin, host)) {
      throw new Problem(403, 'invalid_request', `Requests of pages from ${origin} are not taken.`)
    }
    next()
  }
}

/** @param {string} origin @param {string} host */
function isOwn(origin, host) {
  try {
    return new URL(origin).host === host
  } catch {
    return false
  }
}
