/** A host in a process of its own, and what it says. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { settlesWithin } from '../../node/testKit/index.js'
import { patienceMs } from './starting.js'

const program = fileURLToPath(new URL('./host.js', import.meta.url))

/**
 * @param {import('./starting.js').Test} t
 * @param {{ method: string, params: object, options?: object, verdict?: string }} what
 */
export async function startHost(t, what) {
  const host = spawn(process.execPath, [program, JSON.stringify(what)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(async () => host.kill('SIGKILL'))
  const lines = createInterface({ input: host.stdout })[Symbol.asyncIterator]()
  /** @returns {Promise<any>} the next thing it says; undefined at its end */
  const hear = async () => {
    const { value } = await settlesWithin(lines.next(), patienceMs)
    return value === undefined ? undefined : JSON.parse(value)
  }
  const { pid, grandchild } = await started(hear)
  return { host, hear, pid: Number(pid), grandchild: Number(grandchild) }
}

/** @param {() => Promise<any>} hear @returns {Promise<{ pid: number, grandchild: number }>} */
async function started(hear) {
  for (;;) {
    const said = await hear()
    if (said === undefined) throw new Error('the host ended before it began')
    if (said.grandchild) return said
  }
}
