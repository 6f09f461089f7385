/** The path: drawn, or as the list that says the same in words, which is what phones get first. */
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { Empty, Loading } from '../../parts/states.jsx'
import { inMinutes, inPercent } from '../../reading/words.js'
import { stepOf } from '../planReading.js'
import { Detail } from './detail.jsx'

const Graph = lazy(() => import('./graph.jsx'))

/** @param {{plan: import('../../reading/shapes.js').StudyPlan, mastery: {of: (concept: string) => import('../../reading/shapes.js').Mastery}}} props */
export default function Path({ plan: { path }, mastery: { of } }) {
  const [isDrawn, setDrawn] = useState(() => matchMedia('(width >= 48rem)').matches)
  const [chosen, setChosen] = useState(path[0]?.concept ?? '')
  const heading = useRef(/** @type {HTMLHeadingElement | null} */ (null))
  const titles = useMemo(() => new Map(path.map(({ concept, title }) => [concept, title])), [path])
  const step = path.find(({ concept }) => concept === chosen) ?? path[0]
  if (!step)
    return <Empty title="This plan has no path">An agent was missing when it was made. Plan it anew.</Empty>
  return (
    <section aria-label="Path">
      <div className="row path-switch" role="group" aria-label="How the path is shown">
        <button type="button" className="chip" aria-pressed={isDrawn} onClick={() => setDrawn(true)}>
          Drawing
        </button>
        <button type="button" className="chip" aria-pressed={!isDrawn} onClick={() => setDrawn(false)}>
          List
        </button>
      </div>
      {isDrawn ? (
        <div className="path-drawn">
          <Suspense fallback={<Loading what="the drawing" lines={8} />}>
            <Graph
              path={path}
              of={of}
              chosen={step.concept}
              onChoose={(concept) => {
                setChosen(concept)
                requestAnimationFrame(() => heading.current?.focus({ preventScroll: false }))
              }}
            />
          </Suspense>
          <aside className="card" aria-label="The chosen concept">
            <h2 ref={heading} tabIndex={-1}>
              {step.title}
            </h2>
            <Detail key={step.concept} step={step} mastery={of(step.concept)} titles={titles} />
          </aside>
        </div>
      ) : (
        <ol className="plain-list path-list">
          {path.map((one, index) => {
            const { p } = of(one.concept)
            return (
              <li key={one.concept}>
                <details className="card">
                  <summary>
                    <span className="path-number">{index + 1}</span>
                    <span className="path-title">{one.title}</span>
                    <span className="quiet">{inMinutes(one.minutes)}</span>
                    <span className="mastery" data-mastery={stepOf(p)}>
                      {inPercent(p)}
                    </span>
                  </summary>
                  <Detail step={one} mastery={of(one.concept)} titles={titles} />
                </details>
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}
