/** The records that are kept, by kind, with what they are for; and deleting them, with what goes with them. */
import { useState } from 'react'
import { Button } from '../parts/form.jsx'
import { askSkill } from '../reading/skill.js'
import { counted, dayInWords } from '../reading/words.js'
import { Deleting } from './deleting.jsx'

/** @typedef {{agent: string, what: string, why: string, records: number, first: string | null, forget_with: string}} Kept */

/** What this page asks for elsewhere, with more words. */
const ELSEWHERE = /"everything"/

/** @param {{kept: Kept[], onChange: () => void}} props */
export function KeptRecords({ kept, onChange }) {
  const [chosen, setChosen] = useState(/** @type {string | null} */ (null))
  const gone = kept.filter(({ forget_with: way }) => way === chosen)
  const forget = async () => {
    const { path, fields } = callOf(chosen ?? '')
    await askSkill(path, fields)
    return `Deleted: ${gone.map(({ what }) => what.toLowerCase()).join(', ')}.`
  }
  if (kept.length === 0) return <p className="quiet">No records yet.</p>
  return (
    <>
      <ul className="plain-list known-list">
        {kept.map(({ agent, what, why, records, first, forget_with: way }) => (
          <li key={`${agent} ${what}`} className="known">
            <div className="known-words">
              <h3>{what}</h3>
              <div className="quiet">
                {counted(records, 'record')}
                {first && `, since ${dayInWords(first, { short: true })}`}. {why}
              </div>
            </div>
            {!ELSEWHERE.test(way) && (
              <div className="known-doing">
                <Button aria-label={`Delete: ${what}`} onClick={() => setChosen(way)}>
                  Delete
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {chosen && (
        <Deleting
          title="Delete this?"
          action="Delete it"
          onDelete={forget}
          onDeleted={onChange}
          onClose={() => setChosen(null)}
        >
          <p>What goes, for good:</p>
          <ul>
            {gone.map(({ what, records }) => (
              <li key={what}>
                {what} ({counted(records, 'record')})
              </li>
            ))}
          </ul>
        </Deleting>
      )}
    </>
  )
}

/** A way to forget, as it is told to programs: `agent.skill {"field": …}`. @param {string} way */
function callOf(way) {
  const [, agent = '', skill = '', fields = '{}'] = /^(\w+)\.(\w+) (\{.*\})$/.exec(way) ?? []
  return { path: `${agent}/${skill.replaceAll('_', '-')}`, fields: JSON.parse(fields) }
}
