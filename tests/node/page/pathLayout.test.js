/** Where concepts stand in the drawing of a path, and where the arrow keys lead. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layoutOf, stepInto } from '../../../node/page/src/plan/path/layout.js'

const PATH = [
  { concept: 'a', title: 'A', prerequisites: ['elsewhere'] },
  { concept: 'b', title: 'B', prerequisites: ['a'] },
  { concept: 'c', title: 'C', prerequisites: ['a'] },
]

test('what is needed stands to the left of what needs it, and what is not in the path is not drawn', () => {
  const { places, edges } = layoutOf(PATH)
  assert.deepEqual([...places.keys()], ['a', 'b', 'c'])
  const x = (/** @type {string} */ concept) => places.get(concept)?.x ?? NaN
  assert.ok(x('a') < x('b') && x('b') === x('c'))
  assert.equal(edges.length, 2)
})

test('arrow keys lead to what is needed, to what needs it, and to the neighbour in the column', () => {
  const layout = layoutOf(PATH)
  assert.equal(stepInto(layout, 'b', 'ArrowLeft'), 'a')
  assert.ok(['b', 'c'].includes(stepInto(layout, 'a', 'ArrowRight') ?? ''))
  const steps = [stepInto(layout, 'b', 'ArrowUp'), stepInto(layout, 'b', 'ArrowDown')]
  assert.deepEqual(steps.filter(Boolean), ['c'])
  assert.equal(stepInto(layout, 'a', 'ArrowLeft'), null)
})
