import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rejectionOf } from '../../node/testKit/index.js'
import { startReal } from './starting.js'

describe('result not JSON (NaN, set, 2^70, lone surrogate, cycle)', () => {
  test('that call gets an error with the path and the reason, and the others their results', async (t) => {
    const runner = await startReal(t)
    for (const [kind, path, reason] of /** @type {const} */ ([
      ['nan', 'scores[1]', 'is NaN'],
      ['infinity', 'scores[1]', 'is Infinity'],
      ['set', 'scores[1]', 'is a set'],
      ['big_integer', 'scores[1]', 'is an integer beyond 64 bits'],
      ['surrogate', 'scores[1]', 'holds a lone surrogate'],
      ['bytes', 'scores[1]', 'is a bytes'],
      ['cycle', 'scores[1][0]', 'refers to itself'],
      ['key', 'scores[1].1', 'has a key that is not a string'],
    ])) {
      const [error, well] = await Promise.all([
        rejectionOf(runner.call('faults.not_json', { kind })),
        runner.call('faults.echo', { value: kind }),
      ])
      assert.equal(well, kind)
      assert.deepEqual([error.code, error.rpcCode], ['ERR_RUNNER_REMOTE', -32007])
      assert.deepEqual(error.data, { path, reason })
    }
    assert.equal(runner.stats().restarts, 0)
  })
})
