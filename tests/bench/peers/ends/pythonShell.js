/** python-shell, persistent, in its JSON mode. It has no ids: replies are paired by their order. */
import { once } from 'node:events'
import { childFile, load, peerPython } from '../home.js'

/** @returns {Promise<import('../ends.js').End>} */
export async function open() {
  const { PythonShell } = await load('python-shell')
  const shell = new PythonShell(childFile('shell_echo.py'), { mode: 'json', pythonPath: peerPython })
  /** @type {{ resolve: (result: any) => void, onEvent?: (event: any) => void }[]} */
  const waiting = []
  shell.on('message', (/** @type {any} */ { method, params, result }) => {
    if (method === 'event') waiting[0]?.onEvent?.(params)
    else waiting.shift()?.resolve(result)
  })
  let lastId = 0
  /** @param {string} method @param {object} params @param {(event: any) => void} [onEvent] @returns {Promise<any>} */
  const ask = (method, params, onEvent) =>
    new Promise((resolve) => {
      waiting.push({ resolve, onEvent })
      shell.send({ id: ++lastId, method, params })
    })
  return {
    echo: (params) => ask('echo', params),
    big: (size) => ask('big', { size }),
    count: (to, onEvent) => ask('count', { to }, onEvent),
    close: async () => {
      const exited = once(shell.childProcess, 'exit')
      shell.end(() => {})
      await exited
    },
  }
}
