/** MCP: its TypeScript client over stdio, a tool of its Python server. */
import { childFile, load, peerPython } from '../home.js'

const REPLY_BYTES = 256 * 2 ** 20

/** @returns {Promise<import('../ends.js').End>} */
export async function open() {
  const { Client } = await load('@modelcontextprotocol/client')
  const { StdioClientTransport } = await load('@modelcontextprotocol/client/stdio')
  const client = new Client({ name: 'bench', version: '0.0.0' })
  await client.connect(
    new StdioClientTransport({
      command: peerPython,
      args: [childFile('mcp_echo.py')],
      stderr: 'ignore',
      maxBufferSize: REPLY_BYTES,
    }),
  )
  return {
    echo: async (params) => (await client.callTool({ name: 'echo', arguments: params })).structuredContent,
    big: async (size) =>
      (await client.callTool({ name: 'big', arguments: { size } })).structuredContent.result,
    count: async (to, onEvent) => {
      const onprogress = (/** @type {{ progress: number }} */ { progress }) => onEvent({ n: progress })
      return (await client.callTool({ name: 'count', arguments: { to } }, { onprogress })).structuredContent
        .result
    },
    close: () => client.close(),
  }
}
