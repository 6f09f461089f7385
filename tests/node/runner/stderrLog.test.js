import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StderrLog } from '../../../node/runner/child/stderrLog.js'
import { ManualClock } from './manualClock.js'

test('a JSON line keeps its level, its logger and whatever else it says', () => {
  const record = { ts: '2026-11-22T08:00:00+00:00', level: 'warning', logger: 'a.b', msg: 'm', run_id: 'r' }
  assert.deepEqual(recordsOf(`${JSON.stringify(record)}\n`), [record])
})

test('any other line is told as it is, half a JSON line and the last without an end too', () => {
  const odd = [
    'Traceback (most recent call last):',
    '{"level":"error"',
    '{"level":"loud","msg":"x"}',
    '{}',
    'end',
  ]
  assert.deepEqual(
    recordsOf(odd.join('\n')),
    odd.map((msg) => ({ level: 'info', logger: 'stderr', msg })),
  )
})

test('a line without measure is cut, and its size told', () => {
  const [record] = recordsOf(`${'x'.repeat(200_000)}\n`)
  assert.match(record?.msg ?? '', /^x{512} … \(200000 bytes\)$/)
})

test('a line that is no UTF-8 is told with a mark for what cannot be read', () => {
  const log = listening()
  log.push(Buffer.concat([Buffer.from('caf'), Buffer.from([0xe9]), Buffer.from(' noir\n')]))
  log.push(Buffer.concat([Buffer.alloc(2_000, 'y'), Buffer.from([0xff, 0x0a])]))
  const [short, long] = log.records.map(({ msg }) => msg)
  assert.equal(short, 'caf\ufffd noir')
  assert.match(long ?? '', /^y{512} … \(2001 bytes\)$/)
})

test('lines beyond the allowance are counted and told once a second, wherever the chunks end', () => {
  for (const size of [7, 64, 1_000, 65_536]) {
    const clock = new ManualClock()
    const log = listening(clock)
    const text = Buffer.from('{"level":"error","logger":"a","msg":"m"}\n'.repeat(25_000))
    for (let at = 0; at < text.length; at += size) log.push(text.subarray(at, at + size))
    assert.equal(log.records.length, 10_000)
    assert.ok(log.records.every(({ level }) => level === 'error'))
    clock.advance(1_000)
    assert.deepEqual(log.records.slice(10_000), [
      { level: 'warning', logger: 'stderr', msg: '15000 lines left out: more than 10000 a second' },
    ])
    log.push(Buffer.from('after\n'))
    assert.equal(log.records.at(-1)?.msg, 'after')
    assert.equal(clock.timers, 0)
  }
})

test('what was left out is told at the end too, with the last line', () => {
  const clock = new ManualClock()
  const log = listening(clock)
  log.push(Buffer.from('x\n'.repeat(10_005)))
  log.end()
  assert.match(log.records.at(-1)?.msg ?? '', /^5 lines left out/)
  log.end()
  assert.equal(log.records.length, 10_001)
})

test('an allowance that was used up grows again with time', () => {
  const clock = new ManualClock()
  const log = listening(clock)
  log.push(Buffer.from('x\n'.repeat(10_000)))
  clock.advance(100)
  log.push(Buffer.from('y\n'.repeat(1_000)))
  assert.equal(log.records.length, 11_000)
})

test('the tail is the end of all that came, from the beginning of a line', () => {
  const log = new StderrLog(
    () => assert.fail(),
    () => false,
  )
  const text = Array.from({ length: 50_000 }, (_, n) => `line ${n}\n`).join('')
  for (let start = 0; start < text.length; start += 777) log.push(Buffer.from(text.slice(start, start + 777)))
  assert.ok(text.endsWith(log.tail))
  assert.ok(log.tail.length > 15_000 && log.tail.length <= 16 * 1024)
  assert.match(log.tail, /^line /)
})

test('the tail is whole while it is short', () => {
  const log = new StderrLog(
    () => {},
    () => false,
  )
  log.push(Buffer.from('one\n'))
  log.push(Buffer.from('two'))
  assert.equal(log.tail, 'one\ntwo')
})

/** @param {string} text */
function recordsOf(text) {
  const log = listening()
  log.push(Buffer.from(text))
  log.end()
  return log.records
}

/** @param {ManualClock} [clock] */
function listening(clock) {
  /** @type {import('../../../node/runner/child/stderrLog.js').LogRecord[]} */
  const records = []
  const log = new StderrLog(
    (record) => records.push(record),
    () => true,
    clock,
  )
  return Object.assign(log, { records })
}
