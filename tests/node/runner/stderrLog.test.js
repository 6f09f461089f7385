import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StderrLog } from '../../../node/runner/stderrLog.js'

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
  /** @type {import('../../../node/runner/stderrLog.js').LogRecord[]} */
  const records = []
  const log = new StderrLog(
    (record) => records.push(record),
    () => true,
  )
  log.push(Buffer.from(text))
  log.end()
  return records
}
