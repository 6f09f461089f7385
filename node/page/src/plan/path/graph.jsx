/** The path drawn: concepts as buttons over the lines of what needs what. Arrow keys walk along the lines. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../../parts/form.jsx'
import { inPercent } from '../../reading/words.js'
import { stepOf } from '../planReading.js'
import { layoutOf, lineThrough, NODE, stepInto } from './layout.js'

const ZOOMS = [0.5, 0.7, 0.85, 1, 1.25]

/**
 * @param {{path: import('../../reading/shapes.js').Step[], of: (concept: string) => import('../../reading/shapes.js').Mastery,
 *   chosen: string, onChoose: (concept: string, opens?: boolean) => void}} props
 */
export default function Graph({ path, of, chosen, onChoose }) {
  const layout = useMemo(() => layoutOf(path), [path])
  const [zoom, setZoom] = useState(2)
  const [focused, setFocused] = useState(chosen)
  const nodes = useRef(/** @type {Map<string, HTMLButtonElement>} */ (new Map()))
  const frame = useRef(/** @type {HTMLDivElement | null} */ (null))
  const scale = ZOOMS[zoom] ?? 1
  useEffect(() => {
    // The chosen concept stays in sight, also when the drawing gets another size.
    const place = layout.places.get(chosen)
    if (!place || !frame.current) return
    const { clientWidth, clientHeight } = frame.current
    frame.current.scrollTo(place.x * scale - clientWidth / 2, place.y * scale - clientHeight / 2)
  }, [layout, chosen, scale])
  const walk = (/** @type {import('react').KeyboardEvent} */ event, /** @type {string} */ concept) => {
    const to = stepInto(layout, concept, event.key)
    if (to === null) return
    event.preventDefault()
    setFocused(to)
    nodes.current.get(to)?.focus()
  }
  return (
    <section className="graph" aria-label="Concepts and what they need">
      <div className="row graph-tools">
        <Legend />
        <Button aria-label="Smaller" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
          −
        </Button>
        <Button aria-label="Larger" disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)}>
          +
        </Button>
      </div>
      <p className="visually-hidden" id="graph-keys">
        Left leads to what a concept needs, right to what needs it, Enter tells more of it. The list has the
        same in order.
      </p>
      <div
        ref={frame}
        className="graph-window"
        role="group"
        aria-label="Drawing"
        aria-describedby="graph-keys"
      >
        <div style={{ width: layout.width * scale, height: layout.height * scale }}>
          <div className="graph-plane" style={{ width: layout.width, height: layout.height, scale }}>
            <svg width={layout.width} height={layout.height} aria-hidden="true">
              {layout.edges.map(({ from, to, points }) => (
                <path
                  key={`${from} ${to}`}
                  d={lineThrough(points)}
                  data-near={from === chosen || to === chosen || undefined}
                />
              ))}
            </svg>
            {path.map(({ concept, title }) => {
              const place = layout.places.get(concept) ?? { x: 0, y: 0 }
              const { p, n } = of(concept)
              return (
                <button
                  key={concept}
                  ref={(node) => {
                    if (node) nodes.current.set(concept, node)
                  }}
                  type="button"
                  className="graph-node mastery"
                  data-mastery={stepOf(p)}
                  data-guess={n === 0 || undefined}
                  aria-pressed={concept === chosen}
                  tabIndex={concept === focused ? 0 : -1}
                  style={{ left: place.x - NODE.width / 2, top: place.y - NODE.height / 2, ...NODE }}
                  onFocus={() => setFocused(concept)}
                  onKeyDown={(event) => walk(event, concept)}
                  onClick={() => onChoose(concept, true)}
                >
                  <span>{title}</span>
                  <small>{inPercent(p)}</small>
                </button>
              )
            })}
          </div>
        </div>
      </div>
    </section>
  )
}

function Legend() {
  return (
    <span className="legend">
      {[0, 1, 2, 3, 4].map((step) => (
        <span key={step} className="mastery" data-mastery={step}>
          {step * 20}–{step * 20 + 20} %
        </span>
      ))}
      <small className="quiet">likely to answer right; dashed: a guess, nothing asked yet</small>
    </span>
  )
}
