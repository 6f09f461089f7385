import assert from 'node:assert/strict'
import { test } from 'node:test'
import { greet } from '../../../node/runner/wire/handshake.js'
import { openWire } from './openWire.js'

const limits = { maxFrameBytes: 2 ** 25, timeoutMs: 1_000 }
const answer = { protocol_version: 1, runner: { name: 'r' }, phase: 'ready', agents: [], limits: {} }

test('the host says what it can do, its methods by name', async () => {
  const wire = openWire({ hostMethods: { load: () => 1, save: () => 2 } })
  const greeting = greet(wire.connection, limits)
  const [{ id, params }] = await wire.heard()
  assert.deepEqual(params.capabilities, { chunks: true, host_methods: ['load', 'save'], cost: true })
  assert.equal(params.protocol_version, 1)
  await wire.say({ id, result: answer })
  await greeting
})

for (const [said, expected] of /** @type {[any, object][]} */ ([
  [undefined, { chunks: false, credit: false }],
  [null, { chunks: false, credit: false }],
  [{}, { chunks: false, credit: false }],
  [
    { chunks: true, credit: true, cost: true, more: 1 },
    { chunks: true, credit: true },
  ],
  [
    { chunks: 'yes', credit: 1 },
    { chunks: false, credit: false },
  ],
])) {
  test(`capabilities ${JSON.stringify(said)} of the runner are understood`, async () => {
    const wire = openWire()
    const greeting = greet(wire.connection, limits)
    const [{ id }] = await wire.heard()
    await wire.say({ id, result: { ...answer, capabilities: said } })
    await greeting
    assert.deepEqual(wire.connection.capabilities, expected)
  })
}
