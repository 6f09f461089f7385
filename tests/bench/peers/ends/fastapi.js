/** A local HTTP service in Python, asked by undici over connections that it keeps. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { childFile, load, peerPython } from '../home.js'

const CONNECTIONS = 64

/** @returns {Promise<import('../ends.js').End>} */
export async function open() {
  const { Pool } = await load('undici')
  const child = spawn(peerPython, [childFile('fastapi_echo.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const [port] = await once(child.stdout.setEncoding('utf8'), 'data')
  const pool = new Pool(`http://127.0.0.1:${Number(port)}`, { connections: CONNECTIONS })
  const headers = { 'content-type': 'application/json' }
  /** @param {string} path @param {object} params @returns {Promise<any>} the response's body */
  const post = async (path, params) => {
    const { statusCode, body } = await pool.request({
      path,
      method: 'POST',
      headers,
      body: JSON.stringify(params),
    })
    if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`)
    return body
  }
  return {
    echo: async (params) => (await post('/echo', params)).json(),
    big: async (size) => (await post('/big', { size })).json(),
    count: async (to, onEvent) => {
      const body = (await post('/count', { to })).setEncoding('utf8')
      let rest = ''
      for await (const chunk of body) {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) onEvent(JSON.parse(line))
      }
      return to
    },
    close: async () => {
      await pool.destroy()
      child.stdin.end()
      await exited
    },
  }
}
