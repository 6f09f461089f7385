/** Reads the name that a sender gives a request so that it may be repeated (`Idempotency-Key`). */
import { invalidParams } from '../problem.js'
import { shown } from './body.js'

const KEY = /^[\x21-\x7e]{1,128}$/

/** @returns {import('express').RequestHandler} */
export function idempotencyKey() {
  return (request, _response, next) => {
    const given = request.get('idempotency-key')
    if (request.method === 'POST' && given !== undefined) {
      if (!KEY.test(given)) {
        const expected = '1 to 128 visible ASCII characters'
        throw invalidParams([{ field: 'Idempotency-Key', expected, got: shown(given) }])
      }
      request.idempotencyKey = given
    }
    next()
  }
}
