/**
 * Reads a body by what it holds, not by what its header says: `curl -d '{…}'` sends JSON under the form type.
 * A JSON object is taken under any type, real form fields too. Anything else is refused by name.
 */
import express from 'express'
import { invalidParams, Problem } from '../problem.js'

export const BODY_LIMIT_BYTES = 1_000_000
const BODY_TIMEOUT_MS = 30_000
const MAX_DEPTH = 64
const SHOWN_CHARACTERS = 60
const LONE_SURROGATE = /\p{Surrogate}/u
const LONE_SURROGATES = /\p{Surrogate}/gu
const EXAMPLE = '{"user_input": "Help me study machine learning"}'

/**
 * @param {{timeoutMs?: number, limitBytes?: number}} [options] for the whole body; an upload has longer
 * @returns {import('express').RequestHandler[]} leave `request.fields` and `request.fromForm` behind
 */
export function bodyFields({ timeoutMs = BODY_TIMEOUT_MS, limitBytes = BODY_LIMIT_BYTES } = {}) {
  return [
    within(timeoutMs, express.raw({ type: () => true, limit: limitBytes })),
    (request, _response, next) => {
      const text = textOf(request.body)
      const form = isForm(text, request.get('content-type') ?? '')
      request.fields = form ? formFields(text) : jsonFields(text, request.get('content-type') ?? '')
      request.fromForm = form
      next()
    },
  ]
}

/** @param {number} ms @param {import('express').RequestHandler} handler @returns {import('express').RequestHandler} */
function within(ms, handler) {
  return (request, response, next) => {
    let isSettled = false
    const settle = (/** @type {unknown} */ error) => {
      clearTimeout(timer)
      if (!isSettled) next(error)
      isSettled = true
    }
    const timer = setTimeout(() => {
      const headers = { Connection: 'close' }
      settle(new Problem(408, 'deadline_exceeded', `The body did not come within ${ms} ms.`, { headers }))
    }, ms)
    handler(request, response, settle)
  }
}

/** @param {unknown} body */
function textOf(body) {
  if (!Buffer.isBuffer(body)) return ''
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body).trim()
  } catch {
    throw new Problem(400, 'parse_error', 'The body is not valid UTF-8.')
  }
}

/** @param {string} text @param {string} type */
function isForm(text, type) {
  return type.startsWith('application/x-www-form-urlencoded') && /^[\w.-]+(=|%3D)/.test(text)
}

/** @param {string} text */
function formFields(text) {
  /** @type {Record<string, unknown>} */
  const fields = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) {
    const known = fields[name]
    fields[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value]
  }
  refuseUnspeakable(fields)
  return { ...fields }
}

/** @param {string} text @param {string} type */
function jsonFields(text, type) {
  // No fields: which of them are missing, the skill's own schema says.
  if (text === '') return {}
  if (type.startsWith('multipart/')) {
    throw new Problem(415, 'invalid_request', 'Send a JSON object or form fields (curl -d), not multipart.')
  }
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidParams([{ field: 'body', expected: 'a JSON object', got: shown(value) }])
  }
  refuseUnspeakable(value)
  return /** @type {Record<string, unknown>} */ (value)
}

/** @param {string} text @returns {unknown} */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = /** @type {Error} */ (error).message.replace(/, ?"[^]*$/, '')
    throw new Problem(
      400,
      'parse_error',
      `The body is not JSON: ${reason}. Expected something like ${EXAMPLE}`,
      {
        errors: [{ field: 'body', expected: 'JSON', got: shown(text) }],
      },
    )
  }
}

/**
 * Text that neither Python nor PostgreSQL can hold, and nesting that neither should be made to walk.
 * @param {unknown} value @param {string} [path] @param {number} [depth]
 */
export function refuseUnspeakable(value, path = '', depth = 0) {
  if (typeof value === 'string') {
    const field = path || 'body'
    if (LONE_SURROGATE.test(value))
      throw invalidParams([{ field, expected: 'valid Unicode', got: 'a lone surrogate' }])
    if (value.includes('\0')) throw invalidParams([{ field, expected: 'text', got: 'a NUL character' }])
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth === MAX_DEPTH) {
    throw invalidParams([{ field: path, expected: `at most ${MAX_DEPTH} levels`, got: 'deeper nesting' }])
  }
  for (const [name, inner] of Object.entries(value)) {
    refuseUnspeakable(name, path, depth)
    refuseUnspeakable(
      inner,
      Array.isArray(value) ? `${path}[${name}]` : path ? `${path}.${name}` : name,
      depth + 1,
    )
  }
}

/** @param {unknown} value what came, short enough for a message */
export function shown(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const plain = text.replace(LONE_SURROGATES, '\ufffd').replaceAll('\0', '\\u0000')
  return plain.length > SHOWN_CHARACTERS ? `${plain.slice(0, SHOWN_CHARACTERS - 1)}…` : plain
}
