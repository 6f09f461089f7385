/** A bench that is written in Python: it runs by itself and prints its own tables. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { venvPython } from '../../node/setup/python.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** @param {Pick<import('./run.js').Bench, 'module' | 'cleaning'> & {args?: string[]}} bench */
export default async function inPython({ module, cleaning, args = [] }) {
  const python = venvPython(join(ROOT, '.venv'))
  const child = spawn(python, ['-m', module, ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] })
  cleaning.after(async () => child.kill())
  const [code, signal] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${module} ended with ${signal ?? code}`)
}
