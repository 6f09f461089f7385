/** What this browser keeps by name, sent nowhere. One that keeps nothing is no reason to break. */

/** @param {string} name @returns {string | null} */
export function keptHere(name) {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** @param {string} name @param {string | null} value null: not any more */
export function keepHere(name, value) {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // It holds until the page is left.
  }
}
