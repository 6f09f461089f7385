import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isAlive, whenExited } from '../../node/testKit/index.js'
import { startHost } from './startHost.js'

const goneMs = 2_000

describe('host SIGKILLed while the child is busy or blocked', { concurrency: 3 }, () => {
  for (const [skill, params, verdict] of /** @type {const} */ ([
    ['wait', {}, 'busy'],
    ['deaf_task', { seconds: 60 }, 'busy'],
    ['deaf_thread', { seconds: 60 }, 'busy'],
    ['sleep_in_thread', { seconds: 60 }, 'busy'],
    ['sleep_on_loop', { seconds: 60 }, 'loop-blocked'],
    ['spin_on_loop', { seconds: 60 }, 'loop-blocked'],
    ['hold_gil', { seconds: 60 }, 'gil-held'],
    ['hold_gil', { seconds: 60, how: 'regex' }, 'gil-held'],
  ])) {
    test(`in ${skill} ${JSON.stringify(params)}: the child and its own children are gone within 2 s`, async (t) => {
      const { host, pid, grandchild } = await startHost(t, { method: `faults.${skill}`, params, verdict })
      assert.ok(isAlive(pid) && isAlive(grandchild))
      host.kill('SIGKILL')
      await Promise.all([pid, grandchild].map((one) => whenExited(one, { withinMs: goneMs })))
    })
  }

  test('without anything that only POSIX has, the child of a busy host is gone too', async (t) => {
    const options = { env: { AGENT_RUNNER_PORTABLE: '1' } }
    for (const [skill, seconds] of /** @type {const} */ ([
      ['wait', 60],
      ['sleep_on_loop', 60],
    ])) {
      const { host, pid, grandchild } = await startHost(t, {
        method: `faults.${skill}`,
        params: { seconds },
        options,
      })
      t.after(async () => isAlive(grandchild) && process.kill(grandchild, 'SIGKILL'))
      host.kill('SIGKILL')
      await whenExited(pid, { withinMs: goneMs })
    }
  })
})
