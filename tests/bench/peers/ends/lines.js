/** A child that answers each line with a line, in order: a pipe with the least on it that pairs replies with calls. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { childFile, peerPython } from '../home.js'

/** @param {string} script @returns {Promise<import('../ends.js').End>} */
export async function open(script) {
  const child = spawn(peerPython, [childFile(script)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  /** @typedef {{ resolve: (result: any) => void, onEvent?: (event: any) => void }} Waiting */
  /** @type {Waiting[]} */
  let waiting = []
  let next = 0
  let lastId = 0
  let batch = ''
  /** @type {string[]} */
  const parts = []

  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    let start = 0
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      const line = chunk.slice(start, end)
      onLine(parts.length === 0 ? line : parts.splice(0).join('') + line)
      start = end + 1
    }
    if (start < chunk.length) parts.push(chunk.slice(start))
  })

  /** @param {string} line */
  function onLine(line) {
    const { method, params, result, error } = JSON.parse(line)
    const call = /** @type {Waiting} */ (waiting[next])
    if (method === 'event') return call.onEvent?.(params)
    next += 1
    if (next === waiting.length) {
      waiting = []
      next = 0
    }
    if (error) throw new Error(error.message)
    call.resolve(result)
  }

  const flush = () => {
    child.stdin.write(batch)
    batch = ''
  }

  /** @param {string} method @param {object} params @param {Waiting['onEvent']} [onEvent] @returns {Promise<any>} */
  const ask = (method, params, onEvent) =>
    new Promise((resolve) => {
      waiting.push({ resolve, onEvent })
      if (batch === '') queueMicrotask(flush)
      batch += `${JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params })}\n`
    })

  return {
    echo: (params) => ask('echo', params),
    big: (size) => ask('big', { size }),
    ...(script.startsWith('bare') && { count: (to, onEvent) => ask('count', { to }, onEvent) }),
    close: async () => {
      child.stdin.end()
      await exited
    },
  }
}
