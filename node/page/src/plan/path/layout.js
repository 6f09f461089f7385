/** Where each concept of a path stands in its drawing. Sole door to dagre. */
import dagre from '@dagrejs/dagre'

export const NODE = Object.freeze({ width: 176, height: 64 })

/** @typedef {{concept: string, title: string, prerequisites: string[]}} Drawn */
/** @typedef {{x: number, y: number}} Point */
/** @typedef {{width: number, height: number, places: Map<string, Point>, edges: {from: string, to: string, points: Point[]}[]}} Layout */

/** @param {Drawn[]} path @returns {Layout} prerequisites to the left of what needs them; places are middles */
export function layoutOf(path) {
  const graph = new dagre.graphlib.Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 44, marginx: 12, marginy: 12 })
  graph.setDefaultEdgeLabel(() => ({}))
  const known = new Set(path.map(({ concept }) => concept))
  for (const { concept } of path) graph.setNode(concept, { ...NODE })
  for (const { concept, prerequisites } of path)
    for (const before of prerequisites) if (known.has(before)) graph.setEdge(before, concept)
  dagre.layout(graph)
  const { width = 0, height = 0 } = /** @type {any} */ (graph.graph())
  const places = new Map(path.map(({ concept }) => [concept, /** @type {any} */ (graph.node(concept))]))
  const edges = graph.edges().map((/** @type {any} */ edge) => ({
    from: edge.v,
    to: edge.w,
    points: /** @type {any} */ (graph.edge(edge)).points,
  }))
  return { width, height, places, edges }
}

/** A line through its points with round corners. @param {Point[]} points */
export function lineThrough(points) {
  const [first, ...rest] = points
  if (!first) return ''
  const middles = rest.map((point, index) => {
    const next = rest[index + 1]
    return next
      ? `Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`
      : `L${point.x},${point.y}`
  })
  return `M${first.x},${first.y}${middles.join('')}`
}

/**
 * Where an arrow key leads from a concept: left to what it needs, right to what needs it, up and down to its neighbours
 * in the same column.
 * @param {Layout} layout @param {string} from @param {string} key
 * @returns {string | null}
 */
export function stepInto({ places, edges }, from, key) {
  const here = places.get(from)
  if (!here) return null
  const nearest = (/** @type {string[]} */ concepts) =>
    concepts.toSorted((one, other) => distanceOf(one) - distanceOf(other))[0] ?? null
  const distanceOf = (/** @type {string} */ concept) => {
    const place = places.get(concept) ?? here
    return Math.hypot(place.x - here.x, place.y - here.y)
  }
  if (key === 'ArrowLeft') return nearest(edges.filter(({ to }) => to === from).map((edge) => edge.from))
  if (key === 'ArrowRight') return nearest(edges.filter((edge) => edge.from === from).map(({ to }) => to))
  const column = [...places].filter(
    ([concept, { x }]) => concept !== from && Math.abs(x - here.x) < NODE.width / 2,
  )
  if (key === 'ArrowUp') return nearest(column.filter(([, { y }]) => y < here.y).map(([concept]) => concept))
  if (key === 'ArrowDown')
    return nearest(column.filter(([, { y }]) => y > here.y).map(([concept]) => concept))
  return null
}
