/** What the bench makes of its measurements: no number of the page is typed by hand. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { exponent, line, rank } from '../../bench/figures.js'
import { plot } from '../../bench/plot.js'
import { PAGE, PLOT, readResults, withTables } from '../../bench/report.js'

test("the page's measured tables are what the kept results say", async () => {
  const page = await readFile(PAGE, 'utf8')
  const results = await readResults()
  assert.deepEqual(Object.keys(results), ['peers', 'growth', 'soak', 'latency-under-load'])
  assert.equal(page, await withTables(page, results))
})

test('the plot is what the kept results say', async () => {
  assert.equal(await readFile(PLOT, 'utf8'), plot(await readResults()))
})

test('a cost that grows with the square of the size has the exponent 2', () => {
  const sizes = [1, 10, 100]
  const costs = sizes.map((size) => 3 * size ** 2)
  assert.ok(Math.abs(exponent(sizes, costs) - 2) < 1e-9)
})

test('a slope comes with twice its standard error', () => {
  const { slope, error } = line([0, 1, 2, 3], [0, 2, 1, 3])
  assert.ok(Math.abs(slope - 0.8) < 1e-9)
  assert.ok(Math.abs(error - 2 * Math.sqrt(1.8 / 2 / 5)) < 1e-9)
})

test('the 99th percentile of a hundred times is the last but one', () => {
  const times = Array.from({ length: 100 }, (_, place) => place + 1)
  assert.equal(rank(times, 0.99), 99)
  assert.equal(rank(times, 0.5), 50)
})
