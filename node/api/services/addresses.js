/** Addresses of clients, as far as they are needed: to be noted, and to be counted. */

/**
 * Enough to see that it was another town, not enough to say who it was.
 * @param {string | undefined} ip
 * @returns {string | undefined} e.g. "203.0.113.0/24" or "2001:db8:1::/48"
 */
export function shortened(ip) {
  const found = networkOf(ip, { v4: 3, v6: 3 })
  return found && (found.v6 ? `${found.parts.join(':')}::/48` : `${found.parts.join('.')}.0/24`)
}

/**
 * Whom a limit counts as one: an address of IPv4, a household's network of IPv6.
 * @param {string | undefined} ip
 */
export function counted(ip) {
  const found = networkOf(ip, { v4: 4, v6: 4 })
  return found ? found.parts.join(found.v6 ? ':' : '.') : 'unknown'
}

/** @param {string | undefined} ip @param {{v4: number, v6: number}} keep how many of its parts */
function networkOf(ip = '', keep) {
  const [, v4] = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(ip) ?? []
  if (v4) return { v6: false, parts: v4.split('.').slice(0, keep.v4) }
  if (!ip.includes(':')) return undefined
  const [head = '', tail] = ip.replace(/%.*$/, '').split('::', 2)
  const before = head ? head.split(':') : []
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : Array(Math.max(8 - before.length - after.length, 0)).fill('0')
  const parts = [...before, ...zeros, ...after].map((part) => part.toLowerCase().replace(/^0+(?=.)/, ''))
  return { v6: true, parts: parts.slice(0, keep.v6) }
}
