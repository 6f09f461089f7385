/** The time zone, and what is made by itself at the times one sets. */
import { useState } from 'react'
import useSWR from 'swr'
import { useAnnounce } from '../parts/announce.jsx'
import { Button, Field } from '../parts/form.jsx'
import { Failure, Read } from '../parts/states.jsx'
import { ask } from '../reading/client.js'
import { useDoing } from '../reading/doing.js'

/** @typedef {{timezone: string, daily_plan: {at: string} | null, weekly_review: {day: string, at: string} | null}} Settings */

const ADDRESS = '/api/me/settings'
const DAYS = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
}

export function Times() {
  const reading = /** @type {import('swr').SWRResponse<Settings>} */ (
    useSWR(ADDRESS, { revalidateOnFocus: false })
  )
  return (
    <Read reading={reading} what="your times" lines={6}>
      {(settings) => (
        <Form settings={settings} onKept={(kept) => reading.mutate(kept, { revalidate: false })} />
      )}
    </Read>
  )
}

/** @param {{settings: Settings, onKept: (settings: Settings) => void}} props */
function Form({ settings, onKept }) {
  const announce = useAnnounce()
  const [draft, setDraft] = useState(settings)
  const keeping = useDoing(async () => {
    const kept = /** @type {Settings} */ (await ask('PUT', ADDRESS, draft))
    setDraft(kept)
    onKept(kept)
    announce('Your times are kept.')
  })
  const { timezone, daily_plan: daily, weekly_review: weekly } = draft
  const zones = [...new Set([timezone, ...Intl.supportedValuesOf('timeZone')])]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void keeping.run()
      }}
    >
      <Field label="Time zone">
        {(props) => (
          <select
            {...props}
            value={timezone}
            onChange={({ target }) => setDraft({ ...draft, timezone: target.value })}
          >
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="wish">
        <label className="check">
          <input
            type="checkbox"
            checked={daily !== null}
            onChange={({ target }) =>
              setDraft({ ...draft, daily_plan: target.checked ? { at: '07:00' } : null })
            }
          />
          A plan for the day, each day
        </label>
        {daily && (
          <input
            type="time"
            aria-label="When the day's plan is made"
            required
            value={daily.at}
            onChange={({ target }) => setDraft({ ...draft, daily_plan: { at: target.value } })}
          />
        )}
      </div>
      <div className="wish">
        <label className="check">
          <input
            type="checkbox"
            checked={weekly !== null}
            onChange={({ target }) =>
              setDraft({ ...draft, weekly_review: target.checked ? { day: 'SU', at: '18:00' } : null })
            }
          />
          A look back, each week
        </label>
        {weekly && (
          <>
            <select
              aria-label="On which day it is made"
              value={weekly.day}
              onChange={({ target }) =>
                setDraft({ ...draft, weekly_review: { ...weekly, day: target.value } })
              }
            >
              {Object.entries(DAYS).map(([day, name]) => (
                <option key={day} value={day}>
                  {name}
                </option>
              ))}
            </select>
            <input
              type="time"
              aria-label="When the look back is made"
              required
              value={weekly.at}
              onChange={({ target }) =>
                setDraft({ ...draft, weekly_review: { ...weekly, at: target.value } })
              }
            />
          </>
        )}
      </div>
      <p className="quiet">They are made from your newest plan, and stand on Today.</p>
      {keeping.error && <Failure error={keeping.error} what="It was not kept" />}
      <Button
        type="submit"
        kind="main"
        busy={keeping.isBusy}
        disabled={JSON.stringify(draft) === JSON.stringify(settings)}
      >
        Keep these times
      </Button>
    </form>
  )
}
