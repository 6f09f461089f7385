/** The port and the password of the embedded PostgreSQL, kept in a file that only its owner reads. */
import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'

/** @typedef {{port: number, password: string, save: () => Promise<void>}} Secrets `port` 0: not chosen yet */

/**
 * @param {string} path
 * @returns {Promise<Secrets>}
 */
export async function readSecrets(path) {
  const stored = await readFile(path, 'utf8').then(JSON.parse, () => ({}))
  const secrets = {
    port: Number.isInteger(stored.port) ? stored.port : 0,
    password: typeof stored.password === 'string' ? stored.password : randomBytes(24).toString('base64url'),
    async save() {
      const { port, password } = secrets
      const draft = `${path}.${process.pid}`
      await writeFile(draft, JSON.stringify({ port, password }) + '\n', { mode: 0o600 })
      await rename(draft, path)
    },
  }
  await secrets.save()
  return secrets
}
