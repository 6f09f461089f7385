import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { stopChild } from '../../../node/testKit/index.js'
import { PythonAgentRunner } from '../../../node/pythonAgentRunner.js'
import { nextEvent, rejectionOf } from './startRunner.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/**
 * The real Python with the agent that injects faults, and a folder for its records.
 *
 * @param {import('node:test').TestContext} t
 * @param {import('../../../node/pythonAgentRunner.js').RunnerOptions} [options]
 */
async function startRecorded(t, options) {
  const place = await mkdtemp(join(tmpdir(), 'crash-'))
  t.after(() => rm(place, { recursive: true, force: true }))
  const folder = join(place, 'crashes')
  const runner = new PythonAgentRunner({
    cwd: root,
    args: ['-m', 'agent_runner', '--bare', '--faults'],
    env: { GIVEN_KEY: 'hunter2' },
    flightRecorder: { folder },
    ...options,
  })
  t.after(() => runner.destroy())
  await runner.start()
  return { runner, folder }
}

/** @param {string} file @returns {Promise<import('../../../node/runner/telemetry/flightRecorder.js').FlightRecord>} */
const read = async (file) => JSON.parse(await readFile(file, 'utf8'))

/** @param {string[]} args @returns {Promise<{ status: number, output: string }>} */
function replay(...args) {
  const file = join(root, 'node', 'setup', 'replay.js')
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { cwd: root, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ status: Number(error?.code ?? 0), output: stdout + stderr })
    })
  })
}

test('a segmentation fault is recorded with what went by before it, and dies again when it is replayed', async (t) => {
  const { runner, folder } = await startRecorded(t)
  await runner.call('faults.echo', { value: { password: 'hunter2', a: 1 } })
  await rejectionOf(runner.call('faults.fail', { message: 'on purpose' }))
  const error = await rejectionOf(runner.call('faults.segfault'))
  assert.equal(error.code, 'ERR_RUNNER_EXITED')
  assert.equal(error.signal, 'SIGSEGV')
  assert.ok(error.flightRecord.startsWith(folder))
  const { crashes, flightRecord } = runner.stats()
  assert.deepEqual([crashes, flightRecord], [1, error.flightRecord])

  const record = await read(error.flightRecord)
  assert.equal(record.ending.signal, 'SIGSEGV')
  assert.match(record.stderrTail, /Segmentation fault/)
  assert.equal(record.runner?.name, 'agent_runner')
  assert.deepEqual(
    record.lost.map(({ method }) => method),
    ['faults.segfault'],
  )
  const sent = record.frames
    .filter(({ direction }) => direction === 'out')
    .map(({ text }) => JSON.parse(text))
  const methods = sent.map(({ method }) => method).filter((method) => method !== 'ping')
  assert.deepEqual(methods, ['initialize', 'faults.echo', 'faults.fail', 'faults.segfault'])
  assert.ok(!JSON.stringify(record).includes('hunter2'))

  const again = await replay(error.flightRecord)
  assert.equal(again.status, 1, again.output)
  assert.match(again.output, /1\/3 faults\.echo .*\[masked\]/)
  assert.match(again.output, /now {3}\{"result".*\(the same\)/)
  assert.match(again.output, /faults\.segfault[^\n]*\n {2}then {2}no answer\n {2}now .*SIGSEGV/)
  assert.match(again.output, /It died again, of faults\.segfault/)
})

test('what was mended lives when it is replayed', async (t) => {
  const { runner } = await startRecorded(t)
  await runner.call('faults.echo', { value: 7 })
  const { flightRecord } = await rejectionOf(runner.call('faults.segfault'))
  const record = await read(flightRecord)
  const mended = record.frames.map((frame) => ({ ...frame, text: frame.text.replace('segfault', 'length') }))
  await writeFile(flightRecord, JSON.stringify({ ...record, frames: mended }))
  const { status, output } = await replay(flightRecord)
  assert.equal(status, 0, output)
  assert.match(output, /2\/2 faults\.length/)
  assert.match(output, /It lives\./)
})

test('what is no record is said to be none', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'crash-'))
  t.after(() => rm(place, { recursive: true, force: true }))
  const file = join(place, 'other.json')
  await writeFile(file, '{}')
  for (const args of [[], [file], [join(place, 'nothing.json')]])
    assert.equal((await replay(...args)).status, 2)
})

test('a process that hangs and is replaced is recorded too, and the error of its calls names the file', async (t) => {
  const { runner } = await startRecorded(t, { pingIntervalMs: 100, hangTimeoutMs: 300 })
  const call = rejectionOf(runner.call('faults.wait'))
  await runner.call('faults.echo')
  stopChild(runner)
  const error = await call
  assert.equal(error.code, 'ERR_RUNNER_TIMEOUT')
  const { verdict, evidence } = await read(error.flightRecord)
  assert.equal(verdict, 'stopped')
  assert.ok(evidence)
})

test('an end that was asked for leaves no record', async (t) => {
  for (const end of /** @type {const} */ (['close', 'destroy'])) {
    const { runner, folder } = await startRecorded(t)
    await runner[end]()
    await assert.rejects(readdir(folder), { code: 'ENOENT' })
  }
})

test('a record that cannot be written holds up nobody, and the log tells', async (t) => {
  const { runner } = await startRecorded(t, { flightRecorder: { folder: join(root, 'package.json', 'x') } })
  const told = nextEvent(runner, 'log', ({ logger }) => logger === 'flight-recorder')
  const error = await rejectionOf(runner.call('faults.segfault'))
  assert.equal(error.code, 'ERR_RUNNER_EXITED')
  assert.equal(error.flightRecord, undefined)
  assert.match((await told).msg, /was not recorded/)
  assert.equal(await runner.call('faults.echo', { value: 1 }), 1)
})
