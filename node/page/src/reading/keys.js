/** The key that makes a repeated request the same request. */

/** @returns {string} also where the page does not come over https, and has no `randomUUID` */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
