/** Takes the port, or says who has it; and leaves it so that nobody's request is lost. */
import { createServer } from 'node:http'
import { execute } from './db/execute.js'

const HEADERS_TIMEOUT_MS = 30_000
/** Longer than a proxy keeps a connection that nobody uses (nginx: 60 s): who closes first must not be asked just then. */
const KEEP_ALIVE_MS = 75_000
/** For a large file over a slow line; other bodies have less (middleware/body.js). */
const REQUEST_TIMEOUT_MS = 600_000

/** @typedef {Awaited<ReturnType<typeof takePort>>} Door */

/**
 * The port is taken before anything is started, so that a taken one leaves nothing behind; until the application is
 * there every request is told to come again.
 * @param {{port: number, host: string}} where port 0: any free one
 */
export async function takePort({ port, host }) {
  /** @type {import('node:http').RequestListener} */
  let handle = starting
  const leaving = createLeaving()
  const server = createServer((request, response) => {
    leaving.watch(request, response)
    handle(request, response)
  })
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
  return {
    server,
    port: address.port,
    serve: (/** @type {import('node:http').RequestListener} */ app) => void (handle = app),
    sendAway: leaving.sendAway,
  }
}

/**
 * A connection that is closed between two requests may be closed under the second one, which is then lost. So before
 * connections are closed each answer says that it is the last one, and who asks often has heard that by then.
 */
function createLeaving() {
  let isLeaving = false
  /** Answers under way. @type {Set<import('node:http').ServerResponse>} */
  const answers = new Set()
  /** Connections that may bring a further request. @type {Set<import('node:net').Socket>} */
  const connections = new Set()
  let onGone = () => {}
  return { watch, sendAway }

  /** @type {import('node:http').RequestListener} */
  function watch({ socket }, response) {
    if (isLeaving) response.setHeader('Connection', 'close')
    answers.add(response)
    response.once('close', () => answers.delete(response))
    // One that began before, and said nothing of it.
    response.once('finish', () => isLeaving && socket.end())
    if (connections.has(socket)) return
    connections.add(socket)
    socket.once('close', () => {
      connections.delete(socket)
      if (connections.size === 0) onGone()
    })
  }

  /**
   * From now on every answer is the last of its connection.
   * @param {number} ms
   * @returns {Promise<void>} when no connection is left, at the latest after `ms`; who has asked nothing for so long is
   *   not about to
   */
  async function sendAway(ms) {
    isLeaving = true
    for (const response of answers) if (!response.headersSent) response.setHeader('Connection', 'close')
    if (connections.size === 0) return
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      onGone = () => {
        clearTimeout(timer)
        resolve(undefined)
      }
    })
  }
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
