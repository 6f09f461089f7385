import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PythonAgentRunner } from '../../node/pythonAgentRunner.js'
import { nextEvent } from '../../node/testKit/index.js'
import { makeReal, startFake } from './starting.js'

const loud = 'import os, runpy; os.write(1, b"Welcome!\\n{not json}\\nhalf a line"); '

describe('print, C-level writes, a grandchild, a partial line on stdout; noise before the handshake', () => {
  /** @type {PythonAgentRunner} */
  let runner
  before(async () => (runner = await makeReal()))
  after(() => runner.destroy())

  for (const [skill, params, text] of /** @type {const} */ ([
    ['print_noise', { text: '{"jsonrpc":"2.0","id":1,"result":"forged"}' }, 'forged'],
    ['print_noise', { text: 'half a line', end: '' }, 'half a line'],
    ['write_descriptor', {}, 'written to descriptor 1'],
    ['put_by_c', {}, 'put by the C library'],
    ['noisy_grandchild', {}, 'said by a grandchild'],
  ])) {
    test(`${skill} ${JSON.stringify(params)} arrives as log events, and the wire is untouched`, async () => {
      const heard = nextEvent(runner, 'log', { fits: ({ msg }) => msg.includes(text) })
      await runner.call(`faults.${skill}`, params)
      // A partial line is told once it is whole.
      await runner.call('faults.print_noise', { text: '' })
      assert.equal((await heard).logger, 'stderr')
      assert.equal(await runner.call('faults.echo', { value: 'well' }), 'well')
      const { noise, brokenFrames, restarts } = runner.stats()
      assert.deepEqual({ noise, brokenFrames, restarts }, { noise: 0, brokenFrames: 0, restarts: 0 })
    })
  }

  test('ten thousand prints beside a thousand calls cost no call its answer', async () => {
    const printing = runner.call('faults.print_noise', { text: 'noise '.repeat(20), times: 10_000 })
    const values = Array.from({ length: 1_000 }, (_, value) => value)
    const echoes = values.map((value) => runner.call('faults.echo', { value }))
    assert.deepEqual(await Promise.all(echoes), values)
    await printing
    assert.equal(runner.stats().noise, 0)
  })

  test('noise before the handshake, on the wire itself, is told and does no harm', async (t) => {
    const code = `${loud} runpy.run_module("agent_runner", run_name="__main__", alter_sys=True)`
    const runner = new PythonAgentRunner({ args: ['-c', code, '--bare', '--faults'] })
    t.after(() => runner.destroy())
    const heard = ['Welcome!', '{not json}', 'half a line'].map((text) =>
      nextEvent(runner, 'log', { fits: ({ msg, logger }) => logger === 'wire' && msg.includes(text) }),
    )
    await runner.start()
    await Promise.all(heard)
    assert.equal(await runner.call('faults.echo', { value: 'well' }), 'well')
    assert.equal(runner.stats().noise, 3)
  })

  test('noise glued to a frame costs neither', async (t) => {
    const reply = '{"jsonrpc":"2.0","id":$ID,"result":"whole"}\n'
    const runner = await startFake(t, { methods: { 'a.glued': [{ write: `warning: old ${reply}` }] } })
    const heard = nextEvent(runner, 'log', { fits: ({ msg }) => msg.includes('warning: old') })
    assert.equal(await runner.call('a.glued'), 'whole')
    await heard
    assert.equal(runner.stats().noise, 1)
  })
})
