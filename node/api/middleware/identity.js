/**
 * Who the learner is, until there are accounts: on a development machine always `local`; in production each visitor
 * is a guest, known by a random id in a cookie that scripts cannot read.
 */
import { randomUUID } from 'node:crypto'

const COOKIE = 'guest'
const MAX_AGE_S = 365 * 24 * 3_600
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/**
 * @param {{production: boolean}} options
 * @returns {import('express').RequestHandler}
 */
export function identity({ production }) {
  return (request, response, next) => {
    request.learnerId = production ? guest(request, response) : 'local'
    next()
  }
}

/** @param {import('express').Request} request @param {import('express').Response} response */
function guest(request, response) {
  const known = cookieOf(request.get('cookie') ?? '')
  const id = known && UUID.test(known) ? known : randomUUID()
  if (id !== known) {
    const secure = request.secure ? '; Secure' : ''
    const cookie = `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${MAX_AGE_S}${secure}`
    response.append('Set-Cookie', cookie)
  }
  return `guest:${id}`
}

/** @param {string} header */
function cookieOf(header) {
  for (const part of header.split(';')) {
    const [name, value] = part.split('=', 2)
    if (name?.trim() === COOKIE) return value?.trim()
  }
  return undefined
}
