import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FrameReader } from '../../../node/runner/wire/framing.js'
import { assertGrowsInStep } from '../growth.js'

test('a stream gives the same frames wherever it is cut in two', () => {
  const bytes = Buffer.from('{"a":1}\n\r\n{"ü":"€𝄞"}\r\n[1,2]\nlast')
  const whole = read([bytes])
  assert.deepEqual(whole.frames, ['{"a":1}', '{"ü":"€𝄞"}', '[1,2]', 'last'])
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    assert.deepEqual(read([bytes.subarray(0, cut), bytes.subarray(cut)]), whole, `cut at ${cut}`)
  }
})

test('a stream gives the same frames however it is cut in pieces', () => {
  const lines = fc.array(
    fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
    { maxLength: 8 },
  )
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(lines, sizes, (frames, pieces) => {
      const bytes = Buffer.from(frames.map((frame) => `${frame}\n`).join(''))
      assert.deepEqual(read(cut(bytes, pieces)).frames, frames)
    }),
  )
})

test('a frame of exactly the limit is read and one byte more is not, whole or in pieces', () => {
  for (const pieces of [[1000], [1], [7, 3]]) {
    const { frames, broken } = read(cut(Buffer.from(`${'a'.repeat(64)}\n${'b'.repeat(65)}\nc\n`), pieces), 64)
    assert.deepEqual(frames, ['a'.repeat(64), 'c'])
    assert.deepEqual(broken, [{ reason: 'oversize', bytes: 65, head: 'b'.repeat(65), tail: 'b'.repeat(65) }])
  }
})

test('a frame past the limit is told by its ends and its size', () => {
  const line = `{"id":"x.1"${'y'.repeat(5000)}"end"}`
  const [broken] = read(cut(Buffer.from(`${line}\n`), [100]), 1000).broken
  assert.equal(broken?.bytes, line.length)
  assert.equal(broken?.head, line.slice(0, 512))
  assert.equal(broken?.tail, line.slice(-512))
})

test('invalid UTF-8 is no frame, an honest replacement character is', () => {
  const bytes = Buffer.concat([
    Buffer.from('"ok \ufffd"\n"bad '),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"\n'),
  ])
  const { frames, broken } = read([bytes])
  assert.deepEqual(frames, ['"ok \ufffd"'])
  assert.deepEqual(
    broken.map(({ reason }) => reason),
    ['utf8'],
  )
})

test('a line without end is let go as it arrives', () => {
  const reader = new FrameReader(1024, { onFrame: () => assert.fail(), onBroken: () => assert.fail() })
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 1000; i += 1) reader.push(chunk)
  assert.ok(reader.isDiscarding)
  assert.ok(process.memoryUsage().arrayBuffers - before < 8 * 2 ** 20)
})

test('the time for one frame grows in step with its size', () =>
  assertGrowsInStep(
    (megabytes) => {
      const chunk = Buffer.alloc(64 * 1024, 'x')
      const reader = new FrameReader(2 ** 29, { onFrame: () => {}, onBroken: () => assert.fail() })
      for (let i = 0; i < megabytes * 16; i += 1) reader.push(chunk)
      reader.end()
    },
    { size: 8 },
  ))

test('a frame that arrives byte by byte is gathered in bounded memory', () => {
  const text = 'z'.repeat(300_000)
  const { frames } = read(cut(Buffer.from(`${text}\n`), [1]))
  assert.deepEqual(frames, [text])
})

/**
 * @param {Buffer[]} chunks
 * @param {number} [limit]
 */
function read(chunks, limit = 2 ** 20) {
  /** @type {string[]} */
  const frames = []
  /** @type {import('../../../node/runner/wire/framing.js').BrokenFrame[]} */
  const broken = []
  const reader = new FrameReader(limit, {
    onFrame: (frame) => frames.push(frame),
    onBroken: (frame) => broken.push(frame),
  })
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return { frames, broken }
}

/**
 * @param {Buffer} bytes
 * @param {number[]} sizes used in turn
 */
function cut(bytes, sizes) {
  const chunks = []
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const end = start + (sizes[turn % sizes.length] ?? 1)
    chunks.push(bytes.subarray(start, end))
    start = end
  }
  return chunks
}
