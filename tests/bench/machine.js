/** The machine that the figures belong to. */
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defaultPython } from '../../node/runner/child/interpreter.js'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const python = defaultPython(root)

/** @typedef {{ hardware: string, software: string, date: string }} Machine */

/** @returns {Machine} */
export function machine() {
  const version = execFileSync(python, ['--version'], { encoding: 'utf8', timeout: 10_000 }).trim()
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`
  const load = loadavg().map((value) => value.toFixed(1))
  return {
    hardware: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${memory}, ${platform()} ${release()}`,
    software: `Node ${process.versions.node}, ${version}, load before ${load.join(' ')}`,
    date: new Date().toISOString().slice(0, 10),
  }
}
