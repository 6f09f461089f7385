/** What of the learner's may be sent to a language model: nothing, until they say so. */
import { useState } from 'react'
import useSWR from 'swr'
import { useAnnounce } from '../parts/announce.jsx'
import { Failure, Read } from '../parts/states.jsx'
import { useDoing } from '../reading/doing.js'
import { askSkill, useSkill } from '../reading/skill.js'

/** @typedef {{documents: boolean, wellness: boolean, text: string}} Sharing */

const ASKED = /** @type {const} */ ([
  { field: 'documents', name: 'Text of my documents', why: 'for summaries and answers in other words' },
  { field: 'wellness', name: 'How I say I am', why: 'for warmer words after a check-in' },
])

export function SharingSwitches() {
  const announce = useAnnounce()
  /** What was clicked, while it is on its way. */
  const [wanted, setWanted] = useState(/** @type {Partial<Sharing>} */ ({}))
  const reading = /** @type {import('swr').SWRResponse<Sharing>} */ (useSkill('share'))
  const { data: health } = /** @type {import('swr').SWRResponse<any>} */ (useSWR('/health'))
  const changing = useDoing(async (/** @type {Partial<Sharing>} */ change) => {
    const now = /** @type {Sharing} */ (await askSkill('share', change))
    await reading.mutate(now, { revalidate: false })
    announce(now.text)
  })
  const change = async (/** @type {Partial<Sharing>} */ wanted) => {
    setWanted(wanted)
    await changing.run(wanted)
    setWanted({})
  }
  const hasModel = health?.model?.available ?? health?.model?.configured ?? false
  return (
    <Read reading={reading} what="what is shared" lines={2}>
      {(sharing) => (
        <>
          {changing.error && <Failure error={changing.error} what="It was not changed" />}
          <ul className="plain-list">
            {ASKED.map(({ field, name, why }) => (
              <li key={field}>
                <label className="check">
                  <input
                    type="checkbox"
                    checked={wanted[field] ?? sharing[field]}
                    onChange={({ target }) => void change({ [field]: target.checked })}
                  />
                  <span>
                    {name} <span className="quiet">{why}</span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
          <p className="quiet">
            {sharing.text} {!hasModel && 'At the moment this server uses no model at all.'}
          </p>
        </>
      )}
    </Read>
  )
}
