/** Ids of rows: what is none is not asked for, since PostgreSQL refuses it as a fault. */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** @param {string} text */
export function isUuid(text) {
  return UUID.test(text)
}
