/** A local HTTP service in Python, and a client that keeps its connections. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { python, root } from './machine.js'

/** @param {import('../e2e/server.js').Cleaning} cleaning */
export async function openHttp(cleaning) {
  const child = spawn(python, ['tests/bench/http_echo.py'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const agent = new Agent({ keepAlive: true })
  cleaning.after(async () => {
    agent.destroy()
    child.stdin.end()
    await exited
  })
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  const options = { agent, port: Number(line), host: '127.0.0.1', method: 'POST' }

  /** @param {unknown} message @returns {Promise<any>} */
  return (message) =>
    new Promise((resolve, reject) => {
      const body = Buffer.from(JSON.stringify(message))
      const headers = { 'content-type': 'application/json', 'content-length': body.length }
      const asked = request({ ...options, headers }, (response) => {
        /** @type {string[]} */
        const parts = []
        response.setEncoding('utf8').on('data', (part) => parts.push(part))
        response.on('end', () => resolve(JSON.parse(parts.join(''))))
      })
      asked.on('error', reject).end(body)
    })
}
