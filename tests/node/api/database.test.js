/** What a database may do to its clients that a real one does once in a thousand times, from one that does it always. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import test from 'node:test'
import { connectDatabase } from '../../../node/api/db/connection.js'

test('a PostgreSQL that goes while a connection is opened is an error of who asked, and of nobody else', async (t) => {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => {})
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, GONE])))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  const database = connectDatabase({ url: `postgres://study@127.0.0.1:${port}/study` })
  t.after(() => database.close())

  await assert.rejects(database.rows('select 1', []))
  assert.equal(connections, 1)
})

/** A message of PostgreSQL's protocol, version 3. @param {string} kind @param {Buffer} body */
function message(kind, body) {
  const head = Buffer.alloc(5)
  head.write(kind, 'latin1')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const AUTHENTICATED = message('R', Buffer.alloc(4))
const READY = message('Z', Buffer.from('I'))
const GONE = message(
  'E',
  Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
)
