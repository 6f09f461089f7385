/** A child that answers each line with a line, in order: the least that a call to another process can cost. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { python, root } from './machine.js'

/**
 * @param {string[]} args for Python
 * @param {import('../e2e/server.js').Cleaning} cleaning
 */
export function openLines(args, cleaning) {
  const child = spawn(python, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  /** @type {{ resolve: (answer: any) => void, reject: (error: Error) => void }[]} */
  const waiting = []
  /** @type {string[]} */
  let parts = []
  let batch = ''
  child.stdin.on('error', () => {})
  child.on('exit', (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`${args[0]} ended with ${code}`))
  })
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    const lines = chunk.split('\n')
    parts.push(lines[0] ?? '')
    for (const rest of lines.slice(1)) {
      waiting.shift()?.resolve(JSON.parse(parts.join('')))
      parts = [rest]
    }
  })
  const flush = () => {
    child.stdin.write(batch)
    batch = ''
  }
  cleaning.after(async () => {
    child.stdin.end()
    await exited
  })
  return {
    /** @param {unknown} message @returns {Promise<any>} */
    ask: (message) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        if (batch === '') queueMicrotask(flush)
        batch += `${JSON.stringify(message)}\n`
      }),
  }
}
