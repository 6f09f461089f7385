/**
 * Everything that the bridge is measured against, and the bridge: what each is, what it needs, where its code is.
 * The order is that of the tables.
 */

/**
 * @typedef {object} End what a module under `ends/` opens; the same job for all
 * @property {(params: Params) => Promise<unknown>} echo gives back what it was given
 * @property {(size: number) => Promise<unknown>} [big] gives a text of so many characters
 * @property {(to: number, onEvent: (event: { n: number }) => void) => Promise<unknown>} [count] tells the numbers from
 *   0 up to `to`, then gives `to`
 * @property {() => Promise<unknown>} close
 *
 * @typedef {{ n: number, text: string }} Params
 *
 * @typedef {object} EndInfo
 * @property {string} key
 * @property {string} label in tables
 * @property {'own' | 'limit' | 'peer'} kind
 * @property {string} module under `ends/`
 * @property {string} [argument] for the module's `open`
 * @property {string[]} npm
 * @property {string[]} pip
 */

const orjson = ['orjson']

/** @type {readonly EndInfo[]} */
export const ends = [
  { key: 'bridge', label: 'this bridge, all on', kind: 'own', module: 'bridge', npm: [], pip: [] },
  limit('bare', 'bare pipe, blocking', 'bare_blocking.py'),
  limit('asyncio', 'bare pipe, asyncio', 'bare_asyncio.py'),
  peer('python-shell', 'python-shell', 'pythonShell', ['python-shell'], orjson),
  peer('pythonia', 'pythonia', 'pythonia', ['pythonia'], orjson),
  {
    ...peer(
      'lsp',
      'vscode-jsonrpc + python-lsp-jsonrpc',
      'vscode',
      ['vscode-jsonrpc'],
      ['python-lsp-jsonrpc'],
    ),
    argument: 'lsp_echo.py',
  },
  {
    ...peer('pygls', 'vscode-jsonrpc + pygls', 'vscode', ['vscode-jsonrpc'], ['pygls']),
    argument: 'pygls_echo.py',
  },
  {
    ...peer('jsonrpcserver', 'jsonrpcserver as it comes', 'lines', [], ['jsonrpcserver']),
    argument: 'jsonrpcserver_echo.py',
  },
  peer(
    'fastapi',
    'FastAPI + undici',
    'fastapi',
    ['undici'],
    ['fastapi', 'uvicorn', 'uvloop', 'httptools', ...orjson],
  ),
  peer('mcp', 'MCP client + MCP server', 'mcp', ['@modelcontextprotocol/client'], ['mcp']),
]

/** @param {string} key @param {string} label @param {string} argument @returns {EndInfo} */
function limit(key, label, argument) {
  return { key, label, kind: 'limit', module: 'lines', argument, npm: [], pip: orjson }
}

/** @param {string} key @param {string} label @param {string} module @param {string[]} npm @param {string[]} pip @returns {EndInfo} */
function peer(key, label, module, npm, pip) {
  return { key, label, kind: 'peer', module, npm, pip }
}
