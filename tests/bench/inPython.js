/** A bench that is written in Python: it runs by itself and prints its own tables. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { venvPython } from '../../node/setup/python.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** @param {import('./run.js').Bench} bench */
export default async function inPython({ module, cleaning }) {
  const child = spawn(venvPython(join(ROOT, '.venv')), ['-m', module], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  cleaning.after(async () => child.kill())
  const [code, signal] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${module} ended with ${signal ?? code}`)
}
