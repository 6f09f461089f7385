import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOptions } from '../../../node/runner/options.js'

test('every option has a default, and what comes out is frozen', () => {
  const options = readOptions()
  assert.deepEqual(options.processes, { min: 1, max: 1, idleMs: 60_000 })
  assert.deepEqual(options.recycle, {
    ...{ maxCalls: Infinity, maxAgeMs: Infinity, maxRssBytes: Infinity, drainMs: 600_000 },
  })
  assert.deepEqual(options.flightRecorder, { frames: 256, folder: null })
  const { standby, streamWindow, cancelTimeoutMs, hostMethods } = options
  assert.deepEqual(
    { standby, streamWindow, cancelTimeoutMs, hostMethods },
    { standby: 0, streamWindow: 256, cancelTimeoutMs: 2_000, hostMethods: {} },
  )
  for (const value of [options, ...Object.values(options)]) assert.ok(Object.isFrozen(value))
})

test('processes are a number, or a range', () => {
  assert.deepEqual(readOptions({ processes: 3 }).processes, { min: 3, max: 3, idleMs: 60_000 })
  assert.deepEqual(readOptions({ processes: { max: 4 } }).processes, { min: 1, max: 4, idleMs: 60_000 })
  const range = { min: 2, max: 4, idleMs: 5 }
  assert.deepEqual(readOptions({ processes: range }).processes, range)
})

/** @type {[string, any][]} */
const wrong = [
  ['options', null],
  ['options', []],
  ['python', { python: '' }],
  ['python', { python: 3 }],
  ['args', { args: '-m agent_runner' }],
  ['args', { args: [1] }],
  ['cwd', { cwd: 7 }],
  ['env', { env: 'A=1' }],
  ['env.A', { env: { A: 1 } }],
  ['processes', { processes: 0 }],
  ['processes', { processes: 1.5 }],
  ['processes', { processes: '2' }],
  ['processes', { processes: null }],
  ['processes.max', { processes: {} }],
  ['processes.max', { processes: { min: 3, max: 2 } }],
  ['processes.min', { processes: { min: 0, max: 2 } }],
  ['processes.idleMs', { processes: { max: 2, idleMs: -1 } }],
  ['processes.most', { processes: { most: 2 } }],
  ['standby', { standby: -1 }],
  ['standby', { standby: true }],
  ['recycle', { recycle: 5 }],
  ['recycle.maxCalls', { recycle: { maxCalls: 0 } }],
  ['recycle.maxAgeMs', { recycle: { maxAgeMs: Infinity } }],
  ['recycle.maxRssBytes', { recycle: { maxRssBytes: '1 GB' } }],
  ['recycle.drainMs', { recycle: { drainMs: NaN } }],
  ['recycle.calls', { recycle: { calls: 5 } }],
  ['startTimeoutMs', { startTimeoutMs: Infinity }],
  ['pingIntervalMs', { pingIntervalMs: '5' }],
  ['cancelTimeoutMs', { cancelTimeoutMs: 0 }],
  ['maxFrameBytes', { maxFrameBytes: 2 ** 40 }],
  ['queueLimit', { queueLimit: -1 }],
  ['streamWindow', { streamWindow: 0 }],
  ['streamLimit', { streamLimit: 10 }],
  ['hostMethods', { hostMethods: ['a'] }],
  ['hostMethods.a', { hostMethods: { a: 'b' } }],
  ['hostMethods', { hostMethods: { '$/a': () => 1 } }],
  ['flightRecorder.frames', { flightRecorder: { frames: -1 } }],
  ['flightRecorder.folder', { flightRecorder: { folder: false } }],
  ['restart', { restart: null }],
  ['stop.killMs', { stop: { killMs: NaN } }],
  ['clock', { clock: { now: Date.now } }],
]
for (const [name, options] of wrong) {
  test(`${JSON.stringify(options)} is refused by the name of ${name}`, () => {
    const message = new RegExp(`^${name.replaceAll('.', '\\.')}: expected .+, got `)
    assert.throws(() => readOptions(options), { code: 'ERR_RUNNER_PROTOCOL', message })
  })
}
