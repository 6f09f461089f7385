/** How the port is left: nobody who holds a connection loses a request by it. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { takePort } from '../../../node/api/listen.js'

/** More than a test takes: who waits for it to pass fails. */
const LONG_MS = 60_000

/** A promise and its handles. */
function gate() {
  let open = (/** @type {any} */ _value) => {}
  const passed = new Promise((resolve) => (open = resolve))
  return { open, passed }
}

/** @param {import('node:test').TestContext} t @param {import('node:http').RequestListener} app */
async function openDoor(t, app) {
  const door = await takePort({ port: 0, host: '127.0.0.1' })
  door.serve(app)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.after(async () => {
    agent.destroy()
    door.server.closeAllConnections()
    await new Promise((resolve) => door.server.close(resolve))
  })
  const ask = async (/** @type {string} */ path = '/') => {
    const [response] = await once(httpRequest({ port: door.port, path, agent }).end(), 'response')
    const { socket } = response
    const ended = once(response, 'end')
    response.resume()
    await ended
    return { status: response.statusCode, connection: response.headers.connection, socket }
  }
  return { door, ask }
}

test('a connection is kept from one request to the next, until the server leaves', async (t) => {
  const { door, ask } = await openDoor(t, (_request, response) => void response.end('ok'))
  const [first, second] = [await ask(), await ask()]
  assert.equal(first.connection, 'keep-alive')
  assert.equal(second.socket, first.socket)
  const gone = door.sendAway(LONG_MS)
  assert.equal((await ask()).connection, 'close')
  await gone
})

test('what is under way when the server leaves is answered, and says that it was the last', async (t) => {
  const [asked, going] = [gate(), gate()]
  const { door, ask } = await openDoor(t, async (_request, response) => {
    asked.open(undefined)
    await going.passed
    response.end('ok')
  })
  const answer = ask()
  await asked.passed
  const gone = door.sendAway(LONG_MS)
  going.open(undefined)
  const { status, connection } = await answer
  assert.deepEqual([status, connection], [200, 'close'])
  await gone
})

test('an answer that had begun is ended, and its connection with it', async (t) => {
  const going = gate()
  const { door } = await openDoor(t, async (_request, response) => {
    response.write('begun')
    await going.passed
    response.end(', ended')
  })
  const reading = await fetch(`http://127.0.0.1:${door.port}`)
  const gone = door.sendAway(LONG_MS)
  going.open(undefined)
  assert.equal(await reading.text(), 'begun, ended')
  await gone
})

test('nobody is waited for where nobody is, and no longer than is said for who is silent', async (t) => {
  const { door, ask } = await openDoor(t, (_request, response) => void response.end('ok'))
  await door.sendAway(LONG_MS)
  await ask()
  const silent = await openDoor(t, (_request, response) => void response.end('ok'))
  const { socket } = await silent.ask()
  await silent.door.sendAway(1)
  assert.equal(socket.destroyed, false, 'it is the server that closes what is left')
})
