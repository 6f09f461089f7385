/** What was made for the learner at the times they set: the day in the morning, the week at its end. */
import { useEffect } from 'react'
import useSWR from 'swr'
import { Failure } from '../parts/states.jsx'
import { Icon } from '../parts/icon.jsx'
import { useDoing } from '../reading/doing.js'
import { ask } from '../reading/client.js'
import { useLive } from '../reading/live.jsx'
import { dayInWords } from '../reading/words.js'

/** @typedef {{id: string, kind: string, period: string, content: {text?: string} & Record<string, unknown>, created_at: string}} Notice */

const ADDRESS = '/api/me/notices?limit=3'
const TITLES = /** @type {Record<string, string>} */ ({ daily_plan: 'Your day', weekly_review: 'Your week' })

export function Notices() {
  const reading = /** @type {import('swr').SWRResponse<{notices: Notice[]}>} */ (useSWR(ADDRESS))
  const { on } = useLive()
  const { mutate } = reading
  useEffect(() => on('notice', () => void mutate()), [on, mutate])
  const removing = useDoing(async (/** @type {string} */ id) => {
    await ask('DELETE', `/api/me/notices/${encodeURIComponent(id)}`)
    await mutate()
  })
  const notices = reading.data?.notices ?? []
  return (
    <>
      {removing.error && <Failure error={removing.error} what="It was not put away" />}
      <ul className="plain-list notices">
        {notices.map(({ id, kind, content, created_at: made }) => (
          <li key={id} className="note" data-kind="well">
            <div className="notice-text">
              <strong>{TITLES[kind] ?? kind}</strong> <span>{content?.text ?? ''}</span>{' '}
              <span className="notice-day">{dayInWords(made)}</span>
            </div>
            <button
              type="button"
              className="notice-close"
              aria-label="Put it away"
              onClick={() => removing.run(id)}
            >
              <Icon name="close" size={18} />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
