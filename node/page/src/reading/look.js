/** How the page looks in this browser: light or dark, and the language of dates. Kept here, and sent nowhere. */
import { keepHere, keptHere } from './here.js'

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
  return THEMES.find((theme) => theme === keptHere(THEME)) ?? 'system'
}

/** @param {Theme} theme */
export function setTheme(theme) {
  keepHere(THEME, theme === 'system' ? null : theme)
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
}

/** In which language dates are written; undefined: the browser's. @returns {string | undefined} */
export function dateLocale() {
  return keptHere(DATES) ?? undefined
}

/** @param {string | null} locale */
export function setDateLocale(locale) {
  keepHere(DATES, locale)
}
