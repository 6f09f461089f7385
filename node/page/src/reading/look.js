/** How the page looks in this browser: light or dark, and the language of dates. Kept here, and sent nowhere. */

export const THEMES = /** @type {const} */ (['system', 'light', 'dark'])
const THEME = 'theme'
const DATES = 'dates'

/** @typedef {typeof THEMES[number]} Theme */

/** Before anything is drawn. */
export function applyLook() {
  setTheme(themeNow())
}

/** @returns {Theme} */
export function themeNow() {
  return THEMES.find((theme) => theme === kept(THEME)) ?? 'system'
}

/** @param {Theme} theme */
export function setTheme(theme) {
  keep(THEME, theme === 'system' ? null : theme)
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
}

/** In which language dates are written; undefined: the browser's. @returns {string | undefined} */
export function dateLocale() {
  return kept(DATES) ?? undefined
}

/** @param {string | null} locale */
export function setDateLocale(locale) {
  keep(DATES, locale)
}

/** A browser that keeps nothing is no reason to break. @param {string} name */
function kept(name) {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** @param {string} name @param {string | null} value */
function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // It holds until the page is left.
  }
}
