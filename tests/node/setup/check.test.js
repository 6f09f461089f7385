import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../../../node/setup/command.js'
import { inLanes } from '../../../node/setup/lanes.js'
import { isAtLeast } from '../../../node/setup/nodeVersion.js'
import { hashOf } from '../../../node/setup/stamp.js'
import { allChecks, choose } from '../../../node/setup/steps.js'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

test('tasks run two at a time, and one that is to be alone is', async () => {
  let running = 0
  /** @type {Record<string, number>} */
  const beside = {}
  const tasks = ['a', 'b', 'c', 'alone', 'd', 'e'].map((name) => ({ name, alone: name === 'alone' }))
  await inLanes(tasks, 2, async ({ name }) => {
    running += 1
    await new Promise((resolve) => setImmediate(resolve))
    beside[name] = running
    running -= 1
  })
  assert.equal(beside.alone, 1)
  assert.equal(Math.max(...Object.values(beside)), 2)
  assert.equal(Object.keys(beside).length, 6)
})

test('--only takes names that there are and names them otherwise', () => {
  const checks = allChecks(ROOT)
  assert.deepEqual(
    choose(checks, 'pytest,eslint').map(({ name }) => name),
    ['pytest', 'eslint'],
  )
  assert.throws(() => choose(checks, 'pitest'), /expected some of pytest,.*got pitest/)
})

test('versions are compared as numbers', () => {
  assert.equal(isAtLeast('20.19.0', '20.19'), true)
  assert.equal(isAtLeast('20.9.1', '20.19'), false)
  assert.equal(isAtLeast('22.0.0', '20.19'), true)
})

test('a stamp tells the same letters apart when they are spread over files differently', () => {
  assert.notEqual(hashOf('ab', 'c'), hashOf('a', 'bc'))
  assert.equal(hashOf('a', 'b'), hashOf('a', 'b'))
})

test('a command that takes too long is ended with its children', async () => {
  const script = 'sleep 60 & sleep 60; echo never'
  const { timedOut, output } = await runCommand('/bin/sh', ['-c', script], { timeoutMs: 100 })
  assert.equal(timedOut, true)
  assert.equal(output, '')
})

test('a program that is not there is said to be missing', async () => {
  const { missing, code } = await runCommand('/no/such/program', [], { timeoutMs: 1_000 })
  assert.equal(missing, true)
  assert.equal(code, null)
})
