/** Members of objects that come from elsewhere, whose names may be anything. */

/**
 * Sets a member as `JSON.parse` does: `__proto__` is a name like another.
 *
 * @param {Record<string, unknown>} object
 * @param {string} key
 * @param {unknown} value
 */
export function putMember(object, key, value) {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}
