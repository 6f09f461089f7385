/** Refuses a Node that is too old, in words that an old Node can still say. */
import { readFileSync } from 'node:fs'

/** Ends the process when this Node is older than package.json asks for. */
export function requireNode() {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const least = engines.node.replace('>=', '')
  if (isAtLeast(process.versions.node, least)) return
  console.error(`✗ Node ${least} or newer is needed; this is ${process.versions.node}.`)
  console.error('  → Install it from nodejs.org (or: nvm install 22), then start again.')
  process.exit(1)
}

/**
 * @param {string} version
 * @param {string} least
 * @returns {boolean}
 */
export function isAtLeast(version, least) {
  const own = version.split('.').map(Number)
  const asked = least.split('.').map(Number)
  for (let place = 0; place < asked.length; place++) {
    const difference = Number(own[place]) - Number(asked[place])
    if (difference !== 0) return difference > 0
  }
  return true
}
