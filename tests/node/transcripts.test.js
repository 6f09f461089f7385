/** The golden dialogues of schemas/transcripts, held with a real runner by a host of thirty lines: no bridge between. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { mismatch } from './matching.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = `${root}schemas/transcripts/`
const python = `${root}.venv/${process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'}`
const patienceMs = 15_000

for (const name of readdirSync(folder)) {
  test(`the runner holds the dialogue ${name}`, { timeout: patienceMs }, async () => {
    const [first, ...steps] = readFileSync(folder + name, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const child = spawn(python, ['-m', ...first.start], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] })
    const ended = once(child, 'close')
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    try {
      for (const [index, step] of steps.entries())
        await take({ step, child, lines, ended, where: `${name}:${index + 2}` })
    } finally {
      child.kill('SIGKILL')
    }
  })
}

/**
 * @typedef {object} Turn
 * @property {any} step
 * @property {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, any, null>} child
 * @property {AsyncIterator<string>} lines
 * @property {Promise<any[]>} ended
 * @property {string} where
 */

/** @param {Turn} turn */
async function take({ step, child, lines, ended, where }) {
  const [kind] = Object.keys(step)
  const value = step[kind ?? '']
  switch (kind) {
    case 'about':
      return
    case 'send':
      return child.stdin.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`)
    case 'send_filled':
      return child.stdin.write(`${value[0]}${'x'.repeat(value[1])}${value[2]}\n`)
    case 'send_hex':
      return child.stdin.write(Buffer.from(value, 'hex'))
    case 'expect':
      return assert.equal(mismatch(value, await next(lines)), undefined, where)
    case 'expect_in_any_order':
      return expectInAnyOrder(value, lines, where)
    case 'end':
      return child.stdin.end()
    case 'exit':
      assert.ok((await lines.next()).done, `${where}: something more was said`)
      return assert.deepEqual(await ended, [value, null], where)
    default:
      assert.fail(`${where}: no such step: ${kind}`)
  }
}

/** @param {unknown[]} wanted @param {AsyncIterator<string>} lines @param {string} where */
async function expectInAnyOrder(wanted, lines, where) {
  const left = []
  while (left.length < wanted.length) left.push(await next(lines))
  for (const one of wanted) {
    const place = left.findIndex((got) => mismatch(one, got) === undefined)
    assert.ok(place >= 0, `${where}: nothing matches ${JSON.stringify(one)}`)
    left.splice(place, 1)
  }
}

/** @param {AsyncIterator<string>} lines */
async function next(lines) {
  const { value, done } = await lines.next()
  assert.ok(!done, 'the runner ended')
  return JSON.parse(value)
}
