/** Takes the port, or says who has it. */
import { createServer } from 'node:http'
import { execute } from './db/execute.js'

const HEADERS_TIMEOUT_MS = 30_000
/** Longer than a proxy keeps a connection that nobody uses (nginx: 60 s): who closes first must not be asked just then. */
const KEEP_ALIVE_MS = 75_000
/** For a large file over a slow line; other bodies have less (middleware/body.js). */
const REQUEST_TIMEOUT_MS = 600_000

/**
 * The port is taken before anything is started, so that a taken one leaves nothing behind; until the application is
 * there every request is told to come again.
 * @param {{port: number, host: string}} where port 0: any free one
 * @returns {Promise<{server: import('node:http').Server, port: number, serve: (app: import('node:http').RequestListener) => void}>}
 */
export async function takePort({ port, host }) {
  /** @type {import('node:http').RequestListener} */
  let handle = starting
  const server = createServer((request, response) => handle(request, response))
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.headersTimeout = HEADERS_TIMEOUT_MS
  server.requestTimeout = REQUEST_TIMEOUT_MS
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(undefined))
  }).catch(async (error) => {
    throw await explain(error, port, host)
  })
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return { server, port: address.port, serve: (app) => void (handle = app) }
}

/** @type {import('node:http').RequestListener} */
function starting({ url = '/' }, response) {
  const path = url.split('?', 1)[0]
  if (path === '/health/live') return answer(response, 200, { status: 'ok' })
  if (path === '/health/ready') return answer(response, 503, { status: 'starting' })
  const type = 'urn:study-companion:error:not_ready'
  const problem = { type, title: 'Service Unavailable', status: 503, detail: 'The server is starting.' }
  answer(response, 503, { ...problem, code: 'not_ready', instance: url }, 'application/problem+json')
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {object} body @param {string} [type] */
function answer(response, status, body, type = 'application/json') {
  const headers = { 'Content-Type': type, 'Cache-Control': 'no-store' }
  response.writeHead(status, { ...headers, ...(status === 503 && { 'Retry-After': '1' }) })
  response.end(JSON.stringify(body) + '\n')
}

/** @param {NodeJS.ErrnoException} error @param {number} port @param {string} host */
async function explain(error, port, host) {
  if (error.code === 'EADDRINUSE') {
    const owner = await ownerOf(port)
    return new Error(
      `Port ${port} is taken${owner ? ` by ${owner}` : ''}. Stop it, or choose another: PORT=${port + 1} npm start`,
    )
  }
  if (error.code === 'EACCES')
    return new Error(`Port ${port} needs more rights. Choose another: PORT=5001 npm start`)
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new Error(`HOST=${host} is no address of this machine. Leave it out, or use 0.0.0.0 for all.`)
  }
  return error
}

/** @param {number} port @returns {Promise<string | null>} e.g. "node (process 4711)", where that is cheap to know */
async function ownerOf(port) {
  const options = { timeoutMs: 2_000, mayFail: true }
  const { stdout: sockets } = await execute('ss', ['-ltnpH', `sport = :${port}`], options)
  const [, name, pid] = /\(\("([^"]+)",pid=(\d+)/.exec(sockets) ?? []
  if (pid) return `${name} (process ${pid})`
  const { stdout: files } = await execute('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], options)
  const [, holder, command] = /p(\d+)\nc(.+)/.exec(files) ?? []
  return holder ? `${command} (process ${holder})` : null
}
