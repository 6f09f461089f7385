/** Who may see how the machine is: on a development machine everyone, in production this machine, or who has the token. */
import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * @param {import('express').Request} request
 * @param {{production: boolean, token: string | undefined}} rule
 */
export function isEntitled(request, { production, token }) {
  if (!production || isLoopback(request)) return true
  if (token === undefined) return false
  const [, given] = /^Bearer +(.+)$/i.exec(request.get('authorization') ?? '') ?? []
  return given !== undefined && timingSafeEqual(digest(given), digest(token))
}

/**
 * Who is on this machine may be a proxy that stands for anyone: `request.ip` is whom it names.
 *
 * @param {import('express').Request} request
 */
function isLoopback({ ip = '' }) {
  return ip === '::1' || /^(::ffff:)?127\./.test(ip)
}

/** Of one length, so that nothing is told by how long a comparison takes. @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest()
}
