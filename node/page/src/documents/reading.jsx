/** What the agents read out of one document: a summary, its terms, and how it is made. */
import { useState } from 'react'
import { Read } from '../parts/states.jsx'
import { useSkill } from '../reading/skill.js'
import { counted, inMinutes } from '../reading/words.js'
import { Cited, Place } from './cited.jsx'

/** @typedef {import('../../../../schemas/skills.d.ts').Analysis} Analysis */
/** @typedef {{sentences: import('./words.js').CitedSentence[], note: string}} Summary */
/** @typedef {{terms: {term: string, page: number, definition: string | null,
 *   citation: import('./words.js').Citation | null}[]}} Glossary */

const CALM = { revalidateOnFocus: false, revalidateIfStale: false }
const LENGTHS = /** @type {const} */ (['short', 'medium', 'long'])

/** @param {{document: string}} props */
export function Summary({ document }) {
  const [length, setLength] = useState(/** @type {typeof LENGTHS[number]} */ ('short'))
  const reading = useSkill('summarize', { document_id: document, length }, CALM)
  return (
    <>
      <fieldset className="choices">
        <legend className="visually-hidden">How long</legend>
        {LENGTHS.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="length" checked={length === one} onChange={() => setLength(one)} />
            {one}
          </label>
        ))}
      </fieldset>
      <Read reading={reading} what="the summary">
        {({ sentences }) => (
          <div className="sentences">
            {
              /** @type {Summary['sentences']} */ (sentences).map((sentence, index) => (
                <Cited key={index} sentence={sentence} />
              ))
            }
            {sentences.length === 0 && <p className="quiet">There is too little text for a summary.</p>}
          </div>
        )}
      </Read>
    </>
  )
}

/** @param {{document: string}} props */
export function Terms({ document }) {
  const reading = /** @type {import('swr').SWRResponse<Glossary>} */ (
    useSkill('glossary', { document_id: document }, CALM)
  )
  return (
    <Read reading={reading} what="its terms">
      {({ terms }) => {
        const defined = terms.filter(({ definition }) => definition)
        const others = terms.filter(({ definition }) => !definition)
        return (
          <>
            <dl className="terms">
              {defined.map(({ term, definition, citation }) => (
                <div key={term}>
                  <dt>{term}</dt>
                  <dd>
                    {definition} {citation && <Place citation={citation} />}
                  </dd>
                </div>
              ))}
            </dl>
            {defined.length === 0 && <p className="quiet">No sentence here says what a term means.</p>}
            {others.length > 0 && (
              <p className="quiet">Also often: {others.map(({ term }) => term).join(', ')}.</p>
            )}
          </>
        )
      }}
    </Read>
  )
}

/** @param {{document: string}} props */
export function Making({ document }) {
  const reading = /** @type {import('swr').SWRResponse<Analysis>} */ (
    useSkill('document/analyze', { document_id: document }, CALM)
  )
  return (
    <Read reading={reading} what="how it is made">
      {({
        words,
        minutes_to_learn: minutes,
        reading_level: level,
        structure,
        missing_prerequisites: missing,
        unread_pages: unread,
      }) => (
        <ul>
          <li>
            {words.toLocaleString()} words, about {inMinutes(minutes)} to learn.
          </li>
          {level.band && (
            <li>
              It reads {level.band}
              {level.grade !== null && `, as for school year ${Math.max(1, Math.round(level.grade ?? 1))}`}
              {level.source && <span className="quiet"> ({level.source})</span>}.
            </li>
          )}
          {structure.length > 0 && <li>{counted(structure.length, 'section')}.</li>}
          {missing.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
          {unread.length > 0 && (
            <li>Without text that could be read: page {unread.map(({ page }) => page).join(', ')}.</li>
          )}
        </ul>
      )}
    </Read>
  )
}
