import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { FlightRecorder } from '../../../node/runner/telemetry/flightRecorder.js'
import { FlightRecords, maxFiles } from '../../../node/runner/telemetry/flightRecords.js'

/** @type {import('../../../node/runner/telemetry/flightRecorder.js').CrashFacts} */
const facts = {
  command: {
    python: 'python3',
    args: ['-m', 'agent_runner', 'api_key=abc'],
    cwd: '/srv',
    env: { KEY: 'abc' },
  },
  ending: { exitCode: null, signal: 'SIGSEGV', stderrTail: 'password: abc\nSegmentation fault\n' },
  pid: 7,
  phase: 'ready',
  runner: null,
  lost: [{ id: 'e.2', method: 'demo.crash', phase: 'sent' }],
}

/** @param {FlightRecorder} recorder */
const framesOf = (recorder) => recorder.record(facts).frames

/** @param {import('node:test').TestContext} t */
async function folderFor(t) {
  const folder = await mkdtemp(join(tmpdir(), 'flight-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'crashes')
}

test('the last frames are kept in their order, with direction, instant and size', () => {
  const recorder = new FlightRecorder(4)
  for (let n = 0; n < 10; n += 1) recorder.frame(n % 2 === 0, `{"n":${n}}\n`)
  const { frames, framesSeen } = recorder.record(facts)
  assert.equal(framesSeen, 10)
  assert.deepEqual(
    frames.map(({ text, direction }) => [text, direction]),
    [
      ['{"n":6}', 'out'],
      ['{"n":7}', 'in'],
      ['{"n":8}', 'out'],
      ['{"n":9}', 'in'],
    ],
  )
  for (const { at } of frames) assert.ok(Math.abs(Date.parse(at) - Date.now()) < 5_000)
})

test('of a large frame the beginning is kept and the size told', () => {
  const recorder = new FlightRecorder(2)
  recorder.frame(false, 'x'.repeat(3_000_000))
  recorder.frame(true, 'y'.repeat(16_384))
  const [reply, request] = framesOf(recorder)
  assert.deepEqual([reply?.characters, reply?.text.length, reply?.cut], [3_000_000, 2_048, true])
  assert.deepEqual([request?.characters, request?.text.length, request?.cut], [16_384, 16_384, false])
})

test('a record is bounded: the oldest of many large frames are left out', () => {
  const recorder = new FlightRecorder(1_000)
  for (let n = 0; n < 1_000; n += 1) recorder.frame(true, `${n} ${'x'.repeat(10_000)}`)
  const frames = framesOf(recorder)
  assert.ok(frames.length >= 100 && frames.length < 110, `${frames.length}`)
  assert.match(frames.at(-1)?.text ?? '', /^999 /)
})

test('a recorder of no frames keeps none', () => {
  const recorder = new FlightRecorder(0)
  recorder.frame(true, 'x')
  assert.deepEqual(framesOf(recorder), [])
})

test('the record tells how it ended without a value that was handed down or a password', () => {
  const record = new FlightRecorder(1).record(facts)
  assert.deepEqual(record.command.env, ['KEY'])
  assert.deepEqual(record.lost, facts.lost)
  assert.equal(record.ending.signal, 'SIGSEGV')
  assert.ok(!JSON.stringify(record).includes('abc'))
})

test('a frame costs less than a microsecond, however large it is', () => {
  const recorder = new FlightRecorder(256)
  const small = `{"jsonrpc":"2.0","id":"a.1","result":1}`
  const rounds = 100_000
  const perFrameNs = () => {
    const began = process.hrtime.bigint()
    for (let n = 0; n < rounds; n += 1) recorder.frame(n % 2 === 0, small)
    return Number(process.hrtime.bigint() - began) / rounds
  }
  const best = Math.min(...Array.from({ length: 5 }, perFrameNs))
  assert.ok(best < 1_000, `${best} ns`)
})

test('each crash is a file that only its owner reads, and the oldest go', async (t) => {
  const folder = await folderFor(t)
  const records = new FlightRecords({ folder })
  for (let n = 0; n < maxFiles + 3; n += 1) {
    const at = new Date(n * 1_000).toISOString()
    const make = () => ({ ...new FlightRecorder(1).record(facts), at })
    const path = records.keep(`run-0-${n}`, make)
    assert.equal(path, records.lastFile)
    assert.equal(JSON.parse(await readFile(path ?? '', 'utf8')).at, at)
    assert.equal((await stat(path ?? '')).mode & 0o077, 0)
  }
  const files = await readdir(folder)
  assert.equal(files.length, maxFiles)
  assert.ok(!files.some((file) => file.includes('-run-0-2.json')))
  assert.equal(records.crashes, maxFiles + 3)
})

test('without a folder the last record is in memory, made when it is asked for', () => {
  const records = new FlightRecords({ folder: null })
  let made = 0
  const make = () => {
    made += 1
    return new FlightRecorder(1).record(facts)
  }
  const { last: none } = records
  assert.equal(none, null)
  assert.equal(records.keep('run-0-1', make), undefined)
  assert.equal(made, 0)
  assert.equal(records.last?.ending.signal, 'SIGSEGV')
  assert.equal(records.last, records.last)
  assert.equal(made, 1)
})
