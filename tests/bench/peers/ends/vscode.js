/** vscode-jsonrpc over a child's stdin and stdout, as language clients use it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { childFile, load, peerPython } from '../home.js'

/** @param {string} script @returns {Promise<import('../ends.js').End>} */
export async function open(script) {
  const rpc = await load('vscode-jsonrpc/node')
  const child = spawn(peerPython, [childFile(script)], { stdio: ['pipe', 'pipe', 'ignore'] })
  const exited = once(child, 'exit')
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(child.stdout),
    new rpc.StreamMessageWriter(child.stdin),
  )
  connection.listen()
  const progress = new rpc.ProgressType()
  let lastToken = 0
  return {
    echo: (params) => connection.sendRequest('echo', params),
    big: (size) => connection.sendRequest('big', { size }),
    count: async (to, onEvent) => {
      const token = `t${++lastToken}`
      const listening = connection.onProgress(progress, token, onEvent)
      const told = await connection.sendRequest('count', { to, token })
      listening.dispose()
      return told
    },
    close: async () => {
      connection.dispose()
      child.stdin.end()
      child.kill('SIGTERM')
      await exited
    },
  }
}
