/** The OpenAPI document of what can be asked now; made again when another Python process has other skills. */
import { createHash } from 'node:crypto'
import { describeApi } from '../openapi/document.js'

/** @typedef {ReturnType<typeof createApiDescription>} ApiDescription */

/**
 * @param {import('../openapi/describe.js').Surroundings & {
 *   catalogue: {current: () => Promise<import('./catalogue.js').Catalogue>}, version: string}} deps
 */
export function createApiDescription({ catalogue, ...surroundings }) {
  /** @type {WeakMap<object, {text: string, etag: string}>} */
  const made = new WeakMap()

  return {
    /** @returns {Promise<{text: string, etag: string}>} `text`: JSON */
    async current() {
      const known = await catalogue.current()
      const before = made.get(known.skills)
      if (before) return before
      const text = JSON.stringify(describeApi(known, surroundings))
      const description = { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` }
      made.set(known.skills, description)
      return description
    },
  }
}
