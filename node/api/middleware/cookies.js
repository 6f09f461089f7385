/** The two cookies: which guest this is, and the refresh token of a session. Scripts read neither. Sole door to `cookie`. */
import { parseCookie, stringifySetCookie } from 'cookie'

/** @typedef {import('express').Request} Request */
/** @typedef {import('express').Response} Response */

const GUEST = 'guest'
const REFRESH = 'refresh'
const GUEST_MAX_AGE_S = 365 * 24 * 3_600
const AUTH_PATH = '/api/auth'

/** @param {string | undefined} header of a request, or of a socket's handshake @returns {string | undefined} */
export function guestIn(header) {
  return parseCookie(header ?? '')[GUEST]
}

/** @param {string | undefined} header @returns {string | undefined} */
export function refreshTokenIn(header) {
  return parseCookie(header ?? '')[REFRESH]
}

/** @param {Request} request @param {Response} response @param {string} value "" takes it away */
export function setGuest(request, response, value) {
  append(request, response, GUEST, value, { path: '/', sameSite: 'lax', maxAge: value ? GUEST_MAX_AGE_S : 0 })
}

/** @param {Request} request @param {Response} response @param {string} value @param {number} maxAgeS 0 takes it away */
export function setRefreshToken(request, response, value, maxAgeS) {
  append(request, response, REFRESH, value, { path: AUTH_PATH, sameSite: 'strict', maxAge: maxAgeS })
}

/**
 * @param {Request} request @param {Response} response @param {string} name @param {string} value
 * @param {{path: string, sameSite: 'lax' | 'strict', maxAge: number}} options
 */
function append(request, response, name, value, options) {
  const cookie = stringifySetCookie(name, value, { ...options, httpOnly: true, secure: request.secure })
  response.append('Set-Cookie', cookie)
}
