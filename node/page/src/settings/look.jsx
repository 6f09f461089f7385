/** Light or dark, and the language of dates: for this browser alone. */
import { useState } from 'react'
import { Field } from '../parts/form.jsx'
import { capitalised, dayInWords, todayIn } from '../reading/words.js'
import { dateLocale, setDateLocale, setTheme, themeNow, THEMES } from '../reading/look.js'

const WORDS = { system: 'as the device', light: 'light', dark: 'dark' }
const LOCALES = ['en-GB', 'en-US', 'de', 'fr', 'es', 'it', 'pt-BR', 'nl', 'pl', 'sv', 'tr', 'ja', 'zh-CN']

export function Look() {
  const [theme, setNow] = useState(themeNow)
  const [dates, setDates] = useState(() => dateLocale() ?? '')
  return (
    <>
      <fieldset className="choices">
        <legend>Colours</legend>
        {THEMES.map((one) => (
          <label key={one} className="choice">
            <input
              type="radio"
              name="theme"
              checked={one === theme}
              onChange={() => {
                setTheme(one)
                setNow(one)
              }}
            />
            {capitalised(WORDS[one])}
          </label>
        ))}
      </fieldset>
      <Field label="Language of dates" hint={`Such as “${dayInWords(todayIn())}”.`}>
        {(props) => (
          <select
            {...props}
            value={dates}
            onChange={({ target }) => {
              setDateLocale(target.value || null)
              setDates(target.value)
            }}
          >
            <option value="">As the browser</option>
            {LOCALES.map((locale) => (
              <option key={locale} value={locale}>
                {nameOf(locale)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  )
}

/** In its own words. @param {string} locale */
function nameOf(locale) {
  return capitalised(new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale)
}
