/** Which page of a list is asked for, as a request says it. */
import { invalidParams } from '../problem.js'
import { isCursor } from '../repositories/keyset.js'

export const DEFAULT_LIMIT = 20
export const MAX_LIMIT = 100

/**
 * @param {Record<string, unknown>} query
 * @returns {import('../repositories/keyset.js').Place}
 */
export function placeOf({ limit = `${DEFAULT_LIMIT}`, before }) {
  const errors = []
  const rows = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : 0
  if (rows < 1 || rows > MAX_LIMIT)
    errors.push({ field: 'limit', expected: `a whole number from 1 to ${MAX_LIMIT}`, got: shown(limit) })
  if (before === undefined) {
    if (errors.length === 0) return { limit: rows }
  } else if (typeof before === 'string' && isCursor(before)) {
    if (errors.length === 0) return { limit: rows, before }
  } else errors.push({ field: 'before', expected: 'the "next" of another page', got: shown(before) })
  throw invalidParams(errors)
}

/** @param {unknown} value */
function shown(value) {
  return JSON.stringify(value).slice(0, 60)
}
