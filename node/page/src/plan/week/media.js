/** What the window is like, and the time, for what is drawn after them. */
import { useEffect, useState, useSyncExternalStore } from 'react'

const MINUTE_MS = 60_000

/** @param {string} query */
export function useMedia(query) {
  return useSyncExternalStore(
    (onChange) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', onChange)
      return () => list.removeEventListener('change', onChange)
    },
    () => window.matchMedia(query).matches,
  )
}

/** @returns {number} the time, anew each minute */
export function useNow() {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
