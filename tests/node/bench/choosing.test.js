/** What `npm run bench` says to who asks it for what there is not. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { choose, Misasked } from '../../bench/choosing.js'

const RUN = fileURLToPath(new URL('../../bench/run.js', import.meta.url))

/** @param {string[]} args */
function bench(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, ...args], {
    encoding: 'utf8',
    timeout: 30_000,
  })
  return { status, stdout, stderr }
}

test('who asks for help gets the names of the benches and the options, and nothing is measured', () => {
  const { status, stdout, stderr } = bench('--help')
  assert.equal(status, 0)
  assert.equal(stderr, '')
  assert.match(stdout, /^npm run bench -- /)
  assert.match(stdout, /Benches: plan reading /)
  for (const option of ['--short', '--only', '--budget-s', '--write'])
    assert.ok(stdout.includes(option), option)
})

test('what there is not is named above the usage, without a trace', () => {
  for (const [args, line] of /** @type {[string[], RegExp][]} */ ([
    [['--no-such'], /^Unknown option '--no-such'\n/],
    [['--only'], /^Option '--only <value>' argument missing\n/],
    [['plan', 'cake'], /^cake: no such bench\n/],
    [['--budget-s', 'long'], /^--budget-s: expected seconds, got long\n/],
  ])) {
    const { status, stdout, stderr } = bench(...args)
    assert.equal(status, 2, args.join(' '))
    assert.equal(stdout, '')
    assert.match(stderr, line)
    assert.match(stderr, /Benches: plan /)
    assert.doesNotMatch(stderr, /^ {4}at |node:internal/m)
  }
})

test('without a name all are asked for, and with the report alone none', () => {
  const known = ['plan', 'start']
  assert.deepEqual(choose([], known).names, known)
  assert.deepEqual(choose(['start', '--short'], known).names, ['start'])
  const { names, isReported, isWriting } = choose(['report', '--write'], known)
  assert.deepEqual([names, isReported, isWriting], [[], true, true])
  assert.throws(() => choose(['toString'], known), Misasked)
})
