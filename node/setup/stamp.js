/** What was set up, remembered by content: a file's stamp is the hash of what went into it, written last. */
import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'

/**
 * @param {string[]} parts
 * @returns {string}
 */
export function hashOf(...parts) {
  const hash = createHash('sha256')
  // The length in front keeps ("ab", "c") apart from ("a", "bc").
  for (const part of parts) hash.update(`${part.length}:${part}`)
  return hash.digest('hex')
}

/**
 * @param {string} path
 * @returns {Promise<Record<string, any>>} empty when there is none, or it is broken
 */
export async function readStamp(path) {
  try {
    const stamp = JSON.parse(await readFile(path, 'utf8'))
    return typeof stamp === 'object' && stamp !== null ? stamp : {}
  } catch {
    return {}
  }
}

/**
 * @param {string} path
 * @param {Record<string, unknown>} stamp
 */
export async function writeStamp(path, stamp) {
  const draft = `${path}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(stamp, null, 2)}\n`)
  await rename(draft, path)
}
