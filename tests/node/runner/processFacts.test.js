import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import {
  catchesSignal,
  isCaught,
  parsePs,
  parseStat,
  processFacts,
} from '../../../node/runner/health/processFacts.js'
import { until } from './startRunner.js'

test("a line of Linux's stat gives state and processor time, whatever the program is called", () => {
  const numbers = '1 2 2 0 -1 4194304 100 0 0 0 321 45 0 0 20 0 3 0 1234 1000 200 18446744073709551615'
  assert.deepEqual(parseStat(`77 (python3) S ${numbers}`), { state: 'S', cpuMs: 3_660 })
  assert.deepEqual(parseStat(`77 (a) R 9 (b) c) R ${numbers}`), { state: 'R', cpuMs: 3_660 })
  assert.equal(parseStat(''), null)
  assert.equal(parseStat('77 (python3) S 1 2'), null)
})

test('a line of ps gives them too, in each way it writes a time', () => {
  assert.deepEqual(parsePs('S+     0:01.23\n'), { state: 'S', cpuMs: 1_230 })
  assert.deepEqual(parsePs('  R    12:34.50'), { state: 'R', cpuMs: 754_500 })
  assert.deepEqual(parsePs('Ts   01:02:03'), { state: 'T', cpuMs: 3_723_000 })
  assert.deepEqual(parsePs('U    1-00:00:01'), { state: 'S', cpuMs: 86_401_000 })
  assert.deepEqual(parsePs('Z+   0:00.00'), { state: 'Z', cpuMs: 0 })
  assert.equal(parsePs(''), null)
  assert.equal(parsePs('ps: no such process'), null)
})

test('a signal is caught when its bit is set', () => {
  const status = 'Name:\tpython\nSigIgn:\t0000000001001000\nSigCgt:\t0000000000000202\nSeccomp:\t0\n'
  assert.deepEqual(
    [isCaught(status, 10), isCaught(status, 2), isCaught(status, 9), isCaught('Name:\tx\n', 10)],
    [true, true, false, false],
  )
})

test('a real process is seen to run, to stop, to wait and to go', async (t) => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log()'])
  t.after(() => child.kill('SIGKILL'))
  const pid = child.pid ?? assert.fail()
  const inState = (/** @type {string} */ state) => async () => (await processFacts(pid))?.state === state
  await once(child.stdout, 'data')
  await until(inState('S'))
  assert.ok(((await processFacts(pid))?.cpuMs ?? 0) > 0)
  child.kill('SIGSTOP')
  await until(inState('T'))
  child.kill('SIGKILL')
  await once(child, 'close')
  assert.equal((await processFacts(pid))?.state, 'X')
})

test('this process does not catch the signal that no one listens to, and then does', async (t) => {
  const child = spawn('/bin/sh', ['-c', 'trap : USR1; echo; read line'])
  const other = spawn('/bin/sh', ['-c', 'echo; read line'])
  t.after(() => [child, other].map((process) => process.kill('SIGKILL')))
  await Promise.all([once(child.stdout, 'data'), once(other.stdout, 'data')])
  assert.equal(await catchesSignal(child.pid ?? 0, 'SIGUSR1'), true)
  assert.equal(await catchesSignal(other.pid ?? 0, 'SIGUSR1'), false)
})

test('where the system does not tell, nothing is claimed', async () => {
  assert.equal(await processFacts(process.pid, 'win32'), null)
})

test('ps tells the state of a real process', async () => {
  const facts = await processFacts(process.pid, 'darwin')
  assert.match(facts?.state ?? '', /^[RS]$/)
})
