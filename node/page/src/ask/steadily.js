/** Events at a pace that eyes can follow: they may all have come within a quarter of a second. */
import { useEffect, useState } from 'react'

const STEP_MS = 90

/**
 * @template T
 * @param {T[]} events
 * @param {boolean} atOnce for who comes back to what is over, or wants nothing to move
 * @returns {T[]} those to be shown by now
 */
export function useSteadily(events, atOnce) {
  const [count, setCount] = useState(0)
  const isBehind = !atOnce && count < events.length
  useEffect(() => {
    if (!isBehind) return
    const timer = setTimeout(() => setCount((before) => before + 1), STEP_MS)
    return () => clearTimeout(timer)
  }, [isBehind, count])
  return atOnce ? events : events.slice(0, count)
}

export function wantsStillness() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}
